"""A classifier chain: each label's model also reads the labels before it."""

from collections.abc import Sequence
from typing import Any, Self

import numpy as np

from geoclf.errors import ParameterError
from geoclf.models.training import check_targets
from geoclf.params import Configurable
from geoclf.parts import describe_part, nested_arrays, restore_part
from geoclf.protocols import BoolArray, FloatArray, Model, State

__all__ = ["ChainModel"]


class ChainModel(Configurable):
    """One model per label, in a chain [1]_, with the meaning of scikit-learn's `ClassifierChain`.

    Each model reads the rows and, as further columns of 0 and 1, the labels before its own in the chain: in
    training the true ones, later those whose score is above 0. The scores are therefore no sum over features,
    and explanations cannot take them apart.

    Parameters
    ----------
    model
        What fits each label; it reads a matrix. `set_params(model__C=1)` sets its `C`.
    order
        The columns of the labels, in the order of the chain; None for the labels' own order.

    Attributes
    ----------
    order_
        The order used.
    models_
        The fitted models, in this order.

    References
    ----------
    .. [1] Read, Pfahringer, Holmes, Frank (2011): Classifier chains for multi-label classification. Machine
       Learning 85. https://doi.org/10.1007/s10994-011-5256-5

    Examples
    --------
    >>> from geoclf.models.svm import SvmModel
    >>> rows = np.array([[1.0, 0.0], [0.9, 0.1], [0.0, 1.0], [0.1, 0.8]])
    >>> targets = np.array([[True, False], [True, False], [False, True], [False, True]])
    >>> chain = ChainModel(model=SvmModel(C=1.0), order=[1, 0]).fit(rows, targets, seed=0)
    >>> (chain.scores(rows) > 0).tolist() == targets.tolist()
    True
    >>> ChainModel(model=SvmModel(), order=[1, 2]).fit(rows, targets, seed=0)
    Traceback (most recent call last):
    geoclf.errors.ParameterError: order: expected each column of 2 labels once, counted from 0, got [1, 2]
    """

    def __init__(self, *, model: Model, order: Sequence[int] | None = None) -> None:
        self.model = model
        self.order = order

    def fit(self, rows: Any, targets: BoolArray, *, seed: int) -> Self:  # noqa: ANN401
        """Fit a copy of the model for each label on `rows`, shape (n_texts, n_features), and `targets`.

        Raises
        ------
        ParameterError
            If `order` does not name each label once, or the model cannot be fitted.
        """
        # Imported here: only training needs scikit-learn, which takes more than a second to load.
        from sklearn.base import clone

        targets = check_targets(rows, targets)
        n_labels = targets.shape[1]
        order = list(range(n_labels)) if self.order is None else list(self.order)
        if len(order) != n_labels or set(order) != set(range(n_labels)):
            raise ParameterError(
                f"order: expected each column of {n_labels} labels once, counted from 0, got {self.order!r}"
            )
        self.order_ = tuple(int(label) for label in order)
        self.models_: list[Model] = [
            clone(self.model).fit(_beside(rows, targets[:, order[:i]]), targets[:, [label]], seed=seed)
            for i, label in enumerate(order)
        ]
        return self

    def scores(self, rows: Any) -> FloatArray:  # noqa: ANN401
        """Return each label's score given the labels before it, shape (n_texts, n_labels), float64."""
        self._check_fitted()
        scores = np.zeros((rows.shape[0], len(self.order_)))
        for i, (label, model) in enumerate(zip(self.order_, self.models_, strict=True)):
            before = scores[:, self.order_[:i]] > 0
            scores[:, label] = model.scores(_beside(rows, before))[:, 0]
        return scores

    def state(self) -> State:
        """Return the order, and the parameters, fitted values and arrays of each label's model."""
        self._check_fitted()
        described: dict[str, Any] = {}
        arrays: dict[str, Any] = {}
        for label, model in zip(self.order_, self.models_, strict=True):
            state = model.state()
            described[str(label)] = describe_part(model, state)
            arrays.update({f"{label}/{key}": array for key, array in state.arrays.items()})
        return State(params={}, values={"order": list(self.order_), "models": described}, arrays=arrays)

    @classmethod
    def from_state(cls, state: State) -> Self:
        """Restore a fitted model.

        Raises
        ------
        ModelFileError
            If a label's model is none of geoclf's.
        """
        order = [int(label) for label in state.values["order"]]
        models = [
            restore_part(
                state.values["models"][str(label)],
                nested_arrays(state.arrays, str(label)),
                packages=("geoclf.models.",),
                where=f"the chain's model of label {label}",
            )
            for label in order
        ]
        chain = cls(model=models[0], order=order)
        chain.order_, chain.models_ = tuple(order), models
        return chain

    def _check_fitted(self) -> None:
        if not hasattr(self, "models_"):
            raise ParameterError("ChainModel is not fitted yet; call fit(rows, targets, seed=...) first")


def _beside(rows: Any, labels: BoolArray) -> Any:  # noqa: ANN401 - a sparse matrix or an array
    """Return `rows` with the columns of `labels` after them."""
    if isinstance(rows, np.ndarray):
        return np.hstack([rows, labels.astype(np.float64)])
    from scipy.sparse import csr_matrix, hstack

    return hstack([rows, csr_matrix(labels, dtype=np.float64)], format="csr")
