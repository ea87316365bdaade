import logging
from pathlib import Path

import pytest

from geoclf.encoders.loading import choose_device, load_classifier, load_sentence_encoder, quiet_loading
from geoclf.errors import ParameterError

pytestmark = pytest.mark.encoders


def test_a_device_that_is_not_here_is_an_error() -> None:
    assert str(choose_device("cpu", extra="transformer")) == "cpu"
    assert choose_device(None, extra="transformer").type in ("cpu", "cuda", "mps")
    for device in ("cuda:99", "abacus"):
        with pytest.raises(
            ParameterError, match=rf"device: '{device}' cannot be used here .*use 'cpu', 'cuda'"
        ):
            choose_device(device, extra="transformer")


def test_loading_says_nothing_and_leaves_the_library_as_it_was(
    tiny_bert: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with quiet_loading(extra="transformer") as transformers:
        assert not transformers.utils.logging.is_progress_bar_enabled()
    assert transformers.utils.logging.is_progress_bar_enabled()
    assert transformers.utils.logging.get_verbosity() == logging.WARNING
    _, network = load_classifier(tiny_bert, device="cpu", extra="transformer", num_labels=3)
    assert not network.training
    assert network.config.num_labels == 3
    load_sentence_encoder(tiny_bert, device="cpu", max_length=7, extra="setfit")
    assert capfd.readouterr() == ("", "")
