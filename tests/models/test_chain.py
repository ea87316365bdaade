import json

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.base import clone
from sklearn.multioutput import ClassifierChain
from sklearn.svm import LinearSVC

from geoclf.errors import ModelFileError, ParameterError
from geoclf.models.chain import ChainModel
from geoclf.models.svm import SvmModel
from geoclf.protocols import Model, State

RNG = np.random.default_rng(6)
ROWS = RNG.normal(size=(80, 5))
FIRST = ROWS[:, 0] > 0
TARGETS = np.column_stack([FIRST, FIRST & (ROWS[:, 1] > 0), RNG.random(80) > 0.6])


@pytest.mark.parametrize("order", [[0, 1, 2], [2, 0, 1]])
@pytest.mark.parametrize("sparse", [True, False])
def test_scores_are_those_of_scikit_learns_chain(order: list[int], sparse: bool) -> None:
    rows = csr_matrix(ROWS) if sparse else ROWS
    chain = ChainModel(model=SvmModel(C=0.5), order=order).fit(rows, TARGETS, seed=1)
    assert isinstance(chain, Model)
    theirs = ClassifierChain(LinearSVC(C=0.5, random_state=1), order=order).fit(rows, TARGETS)
    np.testing.assert_allclose(chain.scores(rows), theirs.decision_function(rows), atol=1e-4)


def test_without_an_order_it_is_that_of_the_columns() -> None:
    plain, given = (
        ChainModel(model=SvmModel(), order=order).fit(ROWS, TARGETS, seed=0) for order in (None, [0, 1, 2])
    )
    np.testing.assert_array_equal(plain.scores(ROWS), given.scores(ROWS))
    reverse = ChainModel(model=SvmModel(), order=[2, 1, 0]).fit(ROWS, TARGETS, seed=0)
    assert not np.allclose(reverse.scores(ROWS), plain.scores(ROWS))


def test_state_is_json_and_loads_only_models() -> None:
    chain = (
        clone(ChainModel(model=SvmModel(), order=[1, 2, 0]))
        .set_params(model__C=0.2)
        .fit(ROWS, TARGETS, seed=0)
    )
    state = chain.state()
    values = json.loads(json.dumps(state.values))
    restored = ChainModel.from_state(State({}, values, state.arrays))
    np.testing.assert_array_equal(restored.scores(ROWS), chain.scores(ROWS))
    np.testing.assert_array_equal(restored.fit(ROWS, TARGETS, seed=0).scores(ROWS), chain.scores(ROWS))
    assert restored.model.get_params()["C"] == 0.2
    values["models"]["2"]["class"] = "geoclf.features.raw:RawText"
    with pytest.raises(ModelFileError, match=r"the chain's model of label 2 asks for 'geoclf\.f"):
        ChainModel.from_state(State({}, values, state.arrays))


def test_misuse_is_an_error() -> None:
    with pytest.raises(ParameterError, match=r"order: expected each column of 3 labels .* got \[0, 1\]"):
        ChainModel(model=SvmModel(), order=[0, 1]).fit(ROWS, TARGETS, seed=0)
    with pytest.raises(ParameterError, match="C: expected a finite number above 0"):
        ChainModel(model=SvmModel(C=0)).fit(ROWS, TARGETS, seed=0)
    with pytest.raises(ParameterError, match="ChainModel is not fitted yet"):
        ChainModel(model=SvmModel()).scores(ROWS)
