"""Training: the scikit-learn estimator that puts features, model and decision together."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Self, cast

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.model_selection import GroupKFold, KFold
from sklearn.utils import Tags

from geoclf.classifier.adjusting import warn_unreached
from geoclf.classifier.labeller import Labeller
from geoclf.classifier.origin import Origin, training_hash
from geoclf.decision.article import ArticleCalibration
from geoclf.decision.calibrated import CalibratedDecision
from geoclf.errors import ParameterError
from geoclf.features.analysis import analyse, select
from geoclf.features.tfidf import TfidfFeatures
from geoclf.models.logistic import LogisticModel
from geoclf.protocols import (
    Analysed,
    BoolArray,
    Decision,
    Features,
    FloatArray,
    IntArray,
    Model,
    ReducibleFeatures,
    SparseModel,
)
from geoclf.scheme.loading import load_scheme
from geoclf.scheme.schema import Scheme
from geoclf.texts import check_texts, normalise

__all__ = ["GeoClassifier"]

# Inner folds from which calibration and thresholds are fitted; fewer when there are fewer groups or texts.
_INNER_FOLDS = 5
_DEFAULTS: dict[str, type] = {
    "features": TfidfFeatures,
    "model": LogisticModel,
    "decision": CalibratedDecision,
}


class GeoClassifier(Labeller, ClassifierMixin, BaseEstimator):
    """Multi-label text classifier: features, then a model, then calibration and thresholds.

    Calibration and thresholds are fitted on out-of-fold scores of the training texts, and so is what
    `classify_article` makes of the sentences of an article; features and model are then fitted on all texts.
    It is a scikit-learn estimator: `clone`, `cross_validate` and `GridSearchCV` work, with nested parameters
    such as `model__C`.

    Parameters
    ----------
    scheme
        Label scheme, path of a scheme's YAML file, or None for the shipped scheme.
    features
        What texts are turned into; None for `TfidfFeatures()`.
    model
        What scores them; None for `LogisticModel()`.
    decision
        What turns scores into probabilities and labels; None for `CalibratedDecision()`.
    seed
        For everything random in training.

    Examples
    --------
    >>> from geoclf import GeoClassifier
    >>> texts = ["Firmaron un tratado.", "Aprobaron nuevas sanciones.", "Ganó el partido.", "Llueve."] * 3
    >>> labels = [["treaty"], ["sanctions"], [], []] * 3
    >>> clf = GeoClassifier(seed=1).fit(texts, labels)
    >>> clf.predict(["Firmaron el tratado."]).shape
    (1, 4)
    >>> clf.fit(texts, [["treaties"], *labels[1:]])
    Traceback (most recent call last):
    geoclf.errors.SchemeError: row 0: unknown label 'treaties'; did you mean 'treaty'?...
    """

    def __init__(
        self,
        scheme: Scheme | str | Path | None = None,
        features: Features | None = None,
        model: Model | None = None,
        decision: Decision | None = None,
        seed: int = 0,
    ) -> None:
        self.scheme = scheme
        self.features = features
        self.model = model
        self.decision = decision
        self.seed = seed

    def fit(
        self,
        texts: Iterable[str],
        labels: Any,  # noqa: ANN401 - rows of names or an array; checked below
        groups: Sequence[Any] | None = None,
    ) -> Self:
        """Train on labelled texts.

        Parameters
        ----------
        texts
            Sentences, n_texts of them, as in `predict`.
        labels
            Per text the names of its labels (an empty list for none), or an array of shape
            (n_texts, n_labels), bool or 0/1, with columns in the scheme's order.
        groups
            Per text the article or story it belongs to. Inner folds then keep groups together; without it,
            sentences of one article stand on both sides, probabilities come out too sure, the levels of
            `predict(..., abstain=True)` do not hold, and there are no articles from which to calibrate the
            probability of a whole article.

        Raises
        ------
        TextError, SchemeError, ParameterError
            If texts or labels are not as described, lengths differ, or there are fewer than two texts.
        """
        checked = [normalise(text) for text in check_texts(texts)]
        scheme = self.scheme if isinstance(self.scheme, Scheme) else load_scheme(self.scheme)
        targets = _as_targets(labels, scheme, len(checked))
        folds = list(_inner_folds(len(checked), groups, self.seed))
        analysed = analyse(self._part("features"), checked)
        scores = np.zeros(targets.shape)
        for train, test in folds:
            features, model = self._fit_scorer(select(analysed, train), targets[train], scheme)
            scores[test] = model.scores(features.transform(select(analysed, test)))
        self.decision_ = cast("Decision", self._part("decision")).fit(scores, targets, groups)
        self.article_ = self._fit_articles(scores, targets, groups)
        self.features_, self.model_ = self._fit_scorer(analysed, targets, scheme)
        self.labels_ = scheme.labels
        self.classes_ = np.array(scheme.labels)
        warn_unreached(self.decision_, self.labels_)
        self.origin_ = Origin(
            scheme_name=scheme.name,
            scheme_version=scheme.version,
            scheme_hash=scheme.hash,
            data_hash=training_hash(checked, targets),
            n_texts=len(checked),
            positives=tuple(targets.sum(axis=0).tolist()),
        )
        return self

    def _fit_articles(
        self, scores: FloatArray, targets: BoolArray, groups: Sequence[Any] | None
    ) -> ArticleCalibration:
        if groups is None:
            return ArticleCalibration.uncalibrated(targets.shape[1])
        # Articles are for the same texts as sentences are; a decision without a prevalence is for training's.
        prevalence = self.decision_.get_params().get("prevalence")
        return ArticleCalibration(prevalence=prevalence).fit(self.decision_.proba(scores), targets, groups)

    def set_params(self, **params: Any) -> Self:  # noqa: ANN401 - each parameter has its own type
        """Set parameters by name, nested ones as `model__C`, and return this object."""
        for name in {key.partition("__")[0] for key in params if "__" in key}:
            # A nested parameter needs a part to be set on, also where None stands for the default part.
            if name in _DEFAULTS and name not in params and getattr(self, name) is None:
                setattr(self, name, _DEFAULTS[name]())
        return cast("Self", super().set_params(**params))

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = False
        tags.input_tags.string = True
        tags.classifier_tags.multi_label = True
        return tags

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "origin_")

    def _part(self, name: str) -> Any:  # noqa: ANN401 - features, model or decision
        part = getattr(self, name)
        return _DEFAULTS[name]() if part is None else clone(part)

    def _fit_scorer(
        self, texts: Sequence[str] | Analysed, targets: BoolArray, scheme: Scheme
    ) -> tuple[Features, Model]:
        features = cast("Features", self._part("features")).fit(texts)
        model = cast("Model", self._part("model"))
        if model.get_params().get("labels", ()) is None:
            # A model that knows labels by name, such as the lexicon, must follow the scheme's order.
            model = model.set_params(labels=list(scheme.labels))
        model = model.fit(features.transform(texts), targets, seed=self.seed)
        if isinstance(model, SparseModel) and isinstance(features, ReducibleFeatures):
            used = model.used_columns()
            features.keep_columns(used)
            model.keep_columns(used)
        return features, model


def _as_targets(labels: Any, scheme: Scheme, n_texts: int) -> BoolArray:  # noqa: ANN401
    if isinstance(labels, str) or not isinstance(labels, Iterable):
        raise ParameterError(f"expected labels per text, got {type(labels).__name__}; pass a list of lists")
    array = np.asarray(labels) if hasattr(labels, "dtype") and not hasattr(labels, "iloc") else None
    if array is not None and array.ndim == 2:
        return _targets_from_array(array, scheme, n_texts)
    rows = list(labels)
    if len(rows) != n_texts:
        raise ParameterError(f"expected labels for {n_texts} texts, got {len(rows)} rows of labels")
    return scheme.encode(rows)


def _targets_from_array(array: Any, scheme: Scheme, n_texts: int) -> BoolArray:  # noqa: ANN401
    expected = (n_texts, len(scheme.labels))
    if array.shape != expected:
        raise ParameterError(
            f"expected labels of shape {expected} (texts, labels of scheme {scheme.name!r}), "
            f"got {array.shape}"
        )
    if not np.isin(array, (0, 1)).all():
        raise ParameterError("expected an array of labels to hold only 0 and 1 (or False and True)")
    return cast("BoolArray", array.astype(np.bool_))


def _inner_folds(
    n_texts: int, groups: Sequence[Any] | None, seed: int
) -> Iterator[tuple[IntArray, IntArray]]:
    """Yield (train, test) row indices; with groups, no group stands on both sides."""
    if n_texts < 2:
        raise ParameterError(f"expected at least 2 texts to train on, got {n_texts}")
    rows = np.zeros(n_texts)
    if groups is not None and len(groups) != n_texts:
        raise ParameterError(f"expected groups for {n_texts} texts, got {len(groups)}")
    n_groups = 1 if groups is None else len(set(groups))
    if n_groups > 1:
        yield from GroupKFold(n_splits=min(_INNER_FOLDS, n_groups)).split(rows, groups=groups)
    else:
        folds = KFold(n_splits=min(_INNER_FOLDS, n_texts), shuffle=True, random_state=seed)
        yield from folds.split(rows)
