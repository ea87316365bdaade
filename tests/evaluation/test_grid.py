from geoclf.evaluation.grid import MAX_WIDTH, aligned, split_columns


def test_columns_are_aligned_and_lines_end_with_text() -> None:
    rows = [
        ["", "a", "bbbb"],
        ["longer", "1", ""],
        [],
        ["heading that is longer than its column"],
        ["x", "22"],
    ]
    assert aligned(rows).split("\n") == [
        "        a   bbbb",
        "longer  1",
        "",
        "heading that is longer than its column",
        "x       22",
    ]


def test_narrow_table_stays_whole() -> None:
    rows = [["", "a", "b"], ["F1", "1", "2"]]
    assert list(split_columns(rows)) == [rows]


def test_wide_table_is_split_and_repeats_the_first_column() -> None:
    header = ["", *(f"system{number:02}" + "x" * 12 for number in range(13))]
    rows = [header, ["F1", *(str(number) for number in range(13))], ["heading"]]
    parts = list(split_columns(rows))
    assert [part[0][0] for part in parts] == [""] * len(parts)
    assert [cell for part in parts for cell in part[0][1:]] == header[1:]
    assert all(part[2] == ["heading"] for part in parts)
    widths = [max(len(line) for line in aligned(part).split("\n")) for part in parts]
    assert max(widths) <= MAX_WIDTH
    # No part could have taken the next one's first column too.
    assert all(width + 22 > MAX_WIDTH for width in widths[:-1])


def test_column_that_is_too_wide_stands_alone() -> None:
    rows = [["", "a" * 200, "b"], ["F1", "1", "2"]]
    assert [part[0] for part in split_columns(rows)] == [["", "a" * 200], ["", "b"]]
