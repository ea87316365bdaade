"""What models that read the texts themselves check."""

from collections.abc import Sequence
from typing import Any

from geoclf.errors import ParameterError

__all__ = ["check_text_rows"]


def check_text_rows(rows: Any, model: str) -> list[str]:  # noqa: ANN401 - anything may arrive here
    """Return `rows` as a list of texts.

    Raises
    ------
    ParameterError
        If they are a matrix, as other features give.

    Examples
    --------
    >>> check_text_rows(("Firman un tratado.",), "TransformerModel")
    ['Firman un tratado.']
    """
    if not isinstance(rows, Sequence) or isinstance(rows, str):
        raise ParameterError(
            f"{model} reads the texts themselves, got {type(rows).__name__}; use features=RawText() "
            "(in a config features=raw)"
        )
    return list(rows)
