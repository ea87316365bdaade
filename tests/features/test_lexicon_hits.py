import json
from pathlib import Path

import numpy as np
import pytest
from sklearn.base import clone

from geoclf.errors import DataError, ParameterError
from geoclf.features.lexicon_hits import LexiconFeatures
from geoclf.models.lexicon import LexiconModel
from geoclf.protocols import AnalysingFeatures, Features, State

TEXTS = [
    "Rompen el alto el fuego",
    "La UE levanta sanciones y el embargo de armas a Siria.",
    "Llueve.",
    "",
]


@pytest.fixture(scope="module")
def features() -> LexiconFeatures:
    return LexiconFeatures().fit([])


def test_columns_say_where_the_lexicon_model_says_yes(features: LexiconFeatures) -> None:
    model = LexiconModel().fit(TEXTS, np.zeros((4, 4), dtype=bool), seed=0)
    assert features.feature_names_ == tuple(f"l:{label}" for label in model.labels_)
    rows = features.transform(TEXTS)
    np.testing.assert_array_equal(rows.toarray(), model.scores(TEXTS) > 0)
    assert rows.sum() > 1
    assert features.transform([]).shape == (0, 4)


def test_occurrences_add_up_to_the_row_and_stand_in_order(features: LexiconFeatures) -> None:
    for text in TEXTS:
        row = np.zeros(4)
        found = features.occurrences(text)
        for _, _, name, column, value in found:
            assert features.feature_names_[column] == name
            row[column] += value
        np.testing.assert_allclose(row, features.transform([text]).toarray()[0], atol=1e-12)
        assert found == sorted(found)
    assert [TEXTS[0][start:end] for start, end, *_ in features.occurrences(TEXTS[0])] == ["alto el fuego"]


def test_texts_searched_once_give_what_the_texts_give(features: LexiconFeatures) -> None:
    assert isinstance(features, Features)
    assert isinstance(features, AnalysingFeatures)
    some = features.analyse(TEXTS).select([1, 3])
    assert len(some) == 2
    found = clone(features).fit(some).transform(some)
    np.testing.assert_array_equal(found.toarray(), features.transform([TEXTS[1], TEXTS[3]]).toarray())


def test_restored_features_need_no_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("labels: {b: {rules: [uno]}, a: {rules: [dos]}}", encoding="utf-8")
    state = LexiconFeatures(path=path).fit([]).state()
    path.unlink()
    params, values = json.loads(json.dumps([state.params, state.values]))
    restored = LexiconFeatures.from_state(State(params, values))
    assert restored.feature_names_ == ("l:b", "l:a")
    assert restored.transform(["dos"]).toarray().tolist() == [[0.0, 1.0]]


def test_misuse_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match="LexiconFeatures is not fitted yet"):
        LexiconFeatures().transform(["x"])
    with pytest.raises(DataError, match=r"none\.yaml: cannot be read"):
        LexiconFeatures(path=tmp_path / "none.yaml").fit([])
