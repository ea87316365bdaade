import pytest

from geoclf.classifier.estimator import GeoClassifier
from geoclf.cli.adjusting import adjust, parse_aim, parse_thresholds
from geoclf.errors import ParameterError


def test_nothing_asked_changes_nothing(trained: GeoClassifier) -> None:
    assert adjust(trained, aim=None, thresholds=(), miss=None, false_alarm=None) is trained


def test_thresholds_named_stand_above_the_aim(trained: GeoClassifier) -> None:
    changed = adjust(trained, aim="recall=0.9", thresholds=["treaty=0.6"], miss=0.3, false_alarm=None)
    expected = trained.with_aim("recall", at_least=0.9).thresholds
    assert changed.thresholds == {**expected, "treaty": 0.6}
    params = changed.decision_.get_params()
    assert (params["miss"], params["false_alarm"]) == (0.3, trained.decision_.get_params()["false_alarm"])


def test_malformed() -> None:
    with pytest.raises(
        ParameterError, match=r"--aim recall: expected a number such as 0\.9 after '=', got ''"
    ):
        parse_aim("recall=")
    with pytest.raises(ParameterError, match=r"^--aim recall needs a share, such as --aim recall=0\.9$"):
        parse_aim("recall")
    with pytest.raises(ParameterError, match=r"^--aim precision needs a share above 0 and below 1, got 90,"):
        parse_aim("precision=90")
    with pytest.raises(ParameterError, match=r"^--aim f1 takes no number, got '0\.9'; recall and precision"):
        parse_aim("f1=0.9")
    with pytest.raises(ParameterError, match=r"^--aim: there is no 'f3'; there are: f0\.5, f1, f2, recall=S"):
        parse_aim("f3")
    with pytest.raises(ParameterError, match=r"--threshold treaty: expected a number .* got 'low'"):
        parse_thresholds(["treaty=low"])
    with pytest.raises(ParameterError, match="--threshold treaty: given twice; drop one"):
        parse_thresholds(["treaty=0.1", "treaty=0.2"])
