from dataclasses import asdict
from typing import get_args

import pytest

from geoclf.scheme.parts import LANGUAGES, Language, Mode
from geoclf.scheme.wording import WORDING


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_mode_has_a_word(language: Language) -> None:
    assert set(WORDING[language].modes) == set(get_args(Mode))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_is_empty(language: Language) -> None:
    assert all(asdict(WORDING[language]).values())
    assert all(WORDING[language].modes.values())
