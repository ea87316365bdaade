import json
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import hstack
from sklearn.base import clone

from geoclf.classifier.estimator import GeoClassifier
from geoclf.classifier.persistence import load
from geoclf.errors import ModelFileError, ParameterError
from geoclf.features.lexicon_hits import LexiconFeatures
from geoclf.features.raw import RawText
from geoclf.features.tfidf import TfidfFeatures
from geoclf.features.union import FeatureUnion
from geoclf.protocols import AnalysingFeatures, Features, State
from geoclf.records import LabelledTexts

TEXTS = ["Rompen el alto el fuego", "La UE levanta las sanciones a Siria.", "Llueve.", "El fuego, el fuego"]


def parts() -> dict[str, Features]:
    return {"words": TfidfFeatures(char_ngrams=None), "rules": LexiconFeatures()}


@pytest.fixture(scope="module")
def fitted() -> FeatureUnion:
    return FeatureUnion(parts=parts()).fit(TEXTS)


def test_columns_are_those_of_the_parts_in_order(fitted: FeatureUnion) -> None:
    assert isinstance(fitted, Features)
    expected = hstack([part.fit(TEXTS).transform(TEXTS[::-1]) for part in parts().values()])
    found = fitted.transform(TEXTS[::-1])
    np.testing.assert_array_equal(found.toarray(), expected.toarray())
    assert found.format == "csr"


def test_occurrences_add_up_to_the_row(fitted: FeatureUnion) -> None:
    rows = fitted.transform(TEXTS).toarray()
    for text, expected in zip(TEXTS, rows, strict=True):
        row = np.zeros(rows.shape[1])
        found = fitted.occurrences(text)
        for *_, column, value in found:
            row[column] += value
        np.testing.assert_allclose(row, expected, atol=1e-12)
        assert found == sorted(found)
    assert {name[0] for _, _, name, _, _ in fitted.occurrences(TEXTS[0])} == {"w", "l"}


def test_texts_analysed_once_give_what_the_texts_give(fitted: FeatureUnion) -> None:
    assert isinstance(fitted, AnalysingFeatures)
    analysed = clone(fitted).analyse(TEXTS)
    assert len(analysed) == 4
    reused = clone(fitted).fit(analysed.select([0, 1, 3]))
    plain = clone(fitted).fit([TEXTS[0], TEXTS[1], TEXTS[3]])
    found = reused.transform(analysed.select([2, 0])).toarray()
    np.testing.assert_allclose(found, plain.transform([TEXTS[2], TEXTS[0]]).toarray(), atol=1e-14)


def test_parameters_of_parts_are_set_by_name_and_clones_share_nothing() -> None:
    union = FeatureUnion(parts=parts())
    copy = clone(GeoClassifier(features=union)).set_params(features__words__min_df=2)
    assert copy.features.parts["words"].min_df == 2
    assert union.parts["words"].get_params()["min_df"] == 1
    with pytest.raises(ParameterError, match="FeatureUnion has no part 'word'; it has: words, rules"):
        union.set_params(word__min_df=2)
    with pytest.raises(ParameterError, match="FeatureUnion has no parameter 'part'; it has: parts"):
        union.set_params(part={})


def test_a_classifier_with_it_explains_itself_and_is_saved(gold: LabelledTexts, tmp_path: Path) -> None:
    clf = GeoClassifier(features=FeatureUnion(parts=parts())).fit(gold.texts, gold.targets)
    explanation = clf.explain(gold.texts[0])
    total = explanation.intercept + sum(part.contributions for part in explanation.occurrences)
    np.testing.assert_allclose(total, explanation.scores, atol=1e-9)
    clf.save(tmp_path / "model")
    restored = load(tmp_path / "model")
    assert np.array_equal(restored.predict_proba(gold.texts), clf.predict_proba(gold.texts))


def test_state_is_json_and_loads_only_features(fitted: FeatureUnion) -> None:
    state = fitted.state()
    values = json.loads(json.dumps(state.values))
    restored = FeatureUnion.from_state(State({}, values, state.arrays))
    np.testing.assert_array_equal(restored.transform(TEXTS).toarray(), fitted.transform(TEXTS).toarray())
    values["parts"]["rules"]["class"] = "os:system"
    with pytest.raises(ModelFileError, match=r"part 'rules' of the features asks for 'os:system'; only"):
        FeatureUnion.from_state(State({}, values, state.arrays))


def test_misuse_is_an_error() -> None:
    with pytest.raises(ParameterError, match="FeatureUnion is not fitted yet"):
        FeatureUnion(parts=parts()).transform(TEXTS)
    with pytest.raises(ParameterError, match=r"parts: expected features by name, got \[RawText\(\)\]"):
        FeatureUnion(parts=[RawText()]).fit(TEXTS)  # type: ignore[arg-type]
