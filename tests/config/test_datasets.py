from pathlib import Path

import pytest

from geoclf.config.datasets import load_file_data, load_tier_data
from geoclf.corpus.examples import load_tier
from geoclf.errors import DataError
from geoclf.scheme.schema import Scheme


@pytest.fixture
def mine(tmp_path: Path) -> str:
    path = tmp_path / "mine.jsonl"
    path.write_text('{"text": "Firman un tratado.", "labels": ["treaty"]}\n', encoding="utf-8")
    return str(path)


def test_a_tier_and_test_sets(scheme: Scheme, mine: str) -> None:
    data = load_tier_data(
        tier="gold", train_with=[], leave_out=[], test_sets={"press": mine, "web": mine}, scheme=scheme
    )
    assert data.training.name == "gold"
    assert [(one.name, one.texts) for one in data.test_sets] == [
        ("press", ("Firman un tratado.",)),
        ("web", ("Firman un tratado.",)),
    ]


def test_tiers_to_train_with_are_joined_behind_the_tier(scheme: Scheme) -> None:
    data = load_tier_data(
        tier="gold", train_with=["derived", "extended"], leave_out=[], test_sets={}, scheme=scheme
    )
    assert data.train_with is not None
    assert data.train_with.name == "derived+extended"
    assert data.pool.name == "gold+derived+extended"
    assert data.pool.ids == load_tier("all", scheme).ids


def test_texts_can_be_left_out_of_training(scheme: Scheme) -> None:
    def ids(*patterns: str) -> set[str]:
        data = load_tier_data(
            tier="gold", train_with=["derived"], leave_out=patterns, test_sets={}, scheme=scheme
        )
        assert data.train_with is not None
        assert len(data.training) == 82
        return set(data.train_with.ids)

    everything = ids()
    left_out = everything - ids("der-d01-*")
    assert left_out == {key for key in everything if key.startswith("der-d01-")}
    with pytest.raises(
        DataError, match=r"data\.leave_out: 'ext-\*' fits no id in derived; ids are like 'der-d01-0001'"
    ):
        ids("ext-*")
    assert ids("der-d01-*", "der-*01") < ids("der-*01")
    with pytest.raises(DataError, match=r"data\.leave_out: nothing is left of derived"):
        ids("der-d01-*", "*")
    with pytest.raises(DataError, match=r"data\.leave_out: there is nothing to leave 'x' out of"):
        load_tier_data(tier="gold", train_with=[], leave_out=["x"], test_sets={}, scheme=scheme)


@pytest.mark.parametrize(("name", "called"), [(None, "mine"), ("prensa", "prensa")])
def test_a_file(name: str | None, called: str, scheme: Scheme, mine: str) -> None:
    data = load_file_data(path=mine, name=name, train_with=[], leave_out=[], test_sets={}, scheme=scheme)
    assert data.training.name == called
    assert data.training.targets.tolist() == [[False, False, False, True]]
    assert data.test_sets == ()


def test_the_home_folder_is_known(scheme: Scheme, mine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(Path(mine).parent))
    assert load_file_data(
        path="~/mine.jsonl",
        name=None,
        train_with=[],
        leave_out=[],
        test_sets={"x": "~/mine.jsonl"},
        scheme=scheme,
    )


def test_missing_files(scheme: Scheme, mine: str) -> None:
    with pytest.raises(DataError, match=r"nada\.jsonl: cannot be read"):
        load_file_data(
            path=mine, name=None, train_with=[], leave_out=[], test_sets={"x": "nada.jsonl"}, scheme=scheme
        )
