from dataclasses import replace

from geoclf.classifier.estimator import GeoClassifier
from geoclf.classifier.training_data import shipped_training_data
from geoclf.records import LabelledTexts


def test_a_tier_is_recognised(trained: GeoClassifier, gold: LabelledTexts) -> None:
    found = shipped_training_data(trained.origin_)
    assert found is not None
    assert found.ids == gold.ids


def test_other_data_of_the_same_size_is_not(trained: GeoClassifier) -> None:
    assert shipped_training_data(replace(trained.origin_, data_hash="other")) is None
    assert shipped_training_data(replace(trained.origin_, n_texts=7)) is None
