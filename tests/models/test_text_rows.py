import numpy as np
import pytest

from geoclf.errors import ParameterError
from geoclf.models.text_rows import check_text_rows


@pytest.mark.parametrize("rows", [np.zeros((1, 2)), "un texto"])
def test_only_lists_of_texts_are_taken(rows: object) -> None:
    assert check_text_rows(("uno", "dos"), "SetfitModel") == ["uno", "dos"]
    with pytest.raises(
        ParameterError, match=r"SetfitModel reads the texts themselves, got .*features=RawText"
    ):
        check_text_rows(rows, "SetfitModel")
