from geoclf.markdown import markdown_table


def test_a_bar_does_not_end_a_cell() -> None:
    assert markdown_table(["a", "b"], [["x | y", None]]).splitlines()[-1] == "| x \\| y | None |"


def test_a_table_without_rows_is_its_header() -> None:
    assert markdown_table(["a"], []) == "| a |\n| --- |"
