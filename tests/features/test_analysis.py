from geoclf.features.analysis import analyse, select
from geoclf.features.counts import NgramCounts
from geoclf.features.raw import RawText
from geoclf.features.tfidf import TfidfFeatures

TEXTS = ["uno", "dos", "tres"]


def test_features_that_cannot_analyse_leave_the_texts() -> None:
    assert analyse(RawText(), TEXTS) is TEXTS
    assert select(TEXTS, [2, 0]) == ["tres", "uno"]


def test_features_that_can_do_so_once() -> None:
    analysed = analyse(TfidfFeatures(), TEXTS)
    assert isinstance(analysed, NgramCounts)
    assert len(select(analysed, [2, 0])) == 2
