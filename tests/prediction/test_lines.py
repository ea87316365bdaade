import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoclf.errors import DataError, ParameterError
from geoclf.prediction import lines
from geoclf.prediction.lines import check_encoding, iter_blocks, iter_lines


def read(content: bytes, encoding: str = "utf-8") -> list[str]:
    return list(iter_lines(io.BytesIO(content), source="a.txt", encoding=check_encoding(encoding)))


@given(st.text(st.characters(blacklist_categories=["Cs"])))
def test_lines_join_to_the_text(text: str) -> None:
    text = text.removeprefix("\ufeff")
    found = read(text.encode())
    assert "".join(found) == text
    assert all(line.endswith("\n") for line in found[:-1])
    assert all("\n" not in line[:-1] for line in found)


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_chunks_may_cut_characters_and_lines(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "_CHUNK", size)
    assert read("ñandú\n€uro\n\n🚀".encode()) == ["ñandú\n", "€uro\n", "\n", "🚀"]


def test_a_byte_order_mark_is_dropped() -> None:
    assert read("\ufeffuno\n".encode()) == ["uno\n"]
    assert read("uno\nñ".encode("utf-16"), "utf-16") == ["uno\n", "ñ"]


@pytest.mark.parametrize("size", [1, 5, 1 << 18])
def test_a_wrong_byte_is_named_with_its_line(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "_CHUNK", size)
    with pytest.raises(DataError, match=r"^a\.txt:3: byte 0xf1 is not utf-8; .*--encoding cp1252$"):
        read("uno\ndós\n".encode() + "ñ\n".encode("latin-1"))


def test_utf_16_is_named_by_its_mark() -> None:
    content = io.BytesIO("titular\nSanciones\n".encode("utf-16"))
    with pytest.raises(DataError, match=r"^a\.txt:1: byte 0xff is not utf-8; .*--encoding utf-16$"):
        list(iter_lines(content, source="a.txt", encoding="utf-8-sig"))


def test_a_file_cut_inside_a_character_is_an_error() -> None:
    with pytest.raises(DataError, match=r"^a\.txt:2: byte 0xc3 is not utf-8"):
        read("uno\nñ".encode()[:-1])


@pytest.mark.parametrize("encoding", ["klingon", "base64"])
def test_unknown_encodings_are_refused(encoding: str) -> None:
    with pytest.raises(ParameterError, match="expected a text encoding such as utf-8"):
        check_encoding(encoding)


def test_a_line_that_is_no_text_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "_LONGEST", 10)
    with pytest.raises(
        DataError, match=r"^a\.txt:2: the line has more than 10 characters; expected a text a"
    ):
        read(b"uno\n" + b"a" * 11)


def test_blocks_end_early_where_lines_are_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "LARGEST", 40)
    assert [len(block) for block in iter_blocks(["12345"] * 40, 100)] == [16, 16, 8]
    assert [len(block) for block in iter_blocks([""] * 40, 18)] == [18, 18, 4]
