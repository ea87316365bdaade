from geoclf.scheme.blocks import Code, line


def test_backticks_make_code() -> None:
    parts = line("`treaty`, not `a` word")
    assert parts == ("treaty", ", not ", "a", " word")
    assert [isinstance(part, Code) for part in parts] == [True, False, True, False]


def test_a_lone_backtick_is_text() -> None:
    assert line("a ` b") == ("a ` b",)
    assert not isinstance(line("a ` b")[0], Code)
