from geoclf.scheme.blocks import Items, Table
from geoclf.scheme.crosswalk import crosswalk_blocks
from geoclf.scheme.parts import Crosswalk
from geoclf.scheme.schema import Scheme


def test_empty_crosswalk_has_no_blocks() -> None:
    assert list(crosswalk_blocks(Crosswalk(), "es")) == []


def test_table_leaves_out_columns_without_content() -> None:
    crosswalk = Crosswalk.model_validate({"plover": [{"type": "AID", "contexts": ["health"]}]})
    assert list(crosswalk_blocks(crosswalk, "en")) == [
        Table(("PLOVER: type", "Contexts"), ((("AID",), ("health",)),))
    ]


def test_nearest_codes_say_so(shipped: Scheme) -> None:
    table = next(crosswalk_blocks(shipped["treaty"].crosswalk, "es"))
    assert isinstance(table, Table)
    assert [row[2] for row in table.rows[:2]] == [("realizado",), ("rechazo (el más próximo)",)]


def test_notes_come_last(shipped: Scheme) -> None:
    blocks = list(crosswalk_blocks(shipped["sanctions"].crosswalk, "es"))
    assert [type(block).__name__ for block in blocks] == ["Table", "Paragraph", "Table", "Table", "Items"]
    assert isinstance(blocks[-1], Items)
    assert len(blocks[-1].lines) == 4
