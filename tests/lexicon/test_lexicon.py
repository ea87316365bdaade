import json
from pathlib import Path

import pytest

from geoclf.errors import DataError
from geoclf.lexicon.lexicon import Lexicon


def test_the_shipped_lexicon_has_rules_for_the_shipped_labels() -> None:
    assert list(Lexicon.read(None).rules) == [
        "military_cooperation",
        "sanctions",
        "humanitarian_aid",
        "treaty",
    ]


def test_its_content_is_json_and_makes_it_again(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("labels: {protesta: {rules: [marcha*]}}", encoding="utf-8")
    lexicon = Lexicon.read(path)
    assert lexicon.source == str(path)
    again = Lexicon.from_content(json.loads(json.dumps(lexicon.content)), "saved")
    assert again.rules == lexicon.rules


def test_errors_name_the_source() -> None:
    with pytest.raises(DataError, match="saved: labels: expected keys with values, got None"):
        Lexicon.from_content({}, "saved")
