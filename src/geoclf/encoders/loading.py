"""Loading encoders from their files, without a word and without a network, onto the device where they run."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from geoclf.errors import ParameterError
from geoclf.extras import import_extra

__all__ = ["choose_device", "load_classifier", "load_sentence_encoder", "quiet_loading"]


def choose_device(device: str | None, *, extra: str) -> Any:  # noqa: ANN401 - a torch.device
    """Return `device`, or the best there is: a CUDA GPU, Apple's GPU, the processor.

    Raises
    ------
    ParameterError
        If there is no such device here.
    """
    torch = import_extra(extra, "torch")
    if device is None:
        if torch.cuda.is_available():
            return torch.device("cuda")
        return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
    try:
        chosen = torch.device(device)
        torch.zeros(1, device=chosen)
    except (RuntimeError, AssertionError, TypeError) as error:
        first_line = str(error).partition("\n")[0]
        raise ParameterError(
            f"device: {device!r} cannot be used here ({first_line}); use 'cpu', 'cuda', "
            "or None for the best there is"
        ) from error
    return chosen


@contextmanager
def quiet_loading(*, extra: str) -> Iterator[Any]:
    """Give the module `transformers`, its reports on weights and its progress bars off meanwhile."""
    transformers = import_extra(extra, "transformers")
    logging = transformers.utils.logging
    verbosity, bars = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        yield transformers
    finally:
        logging.set_verbosity(verbosity)
        if bars:
            logging.enable_progress_bar()


def load_sentence_encoder(folder: Path, *, device: str | None, max_length: int | None, extra: str) -> Any:  # noqa: ANN401 - a SentenceTransformer
    """Return the sentence encoder in `folder`, in float32; None for `max_length` leaves its own limit."""
    SentenceTransformer = import_extra(extra, "sentence_transformers").SentenceTransformer
    chosen = choose_device(device, extra=extra)
    with quiet_loading(extra=extra):
        encoder = SentenceTransformer(
            str(folder), device=str(chosen), local_files_only=True, model_kwargs={"dtype": "float32"}
        )
    if max_length is not None:
        encoder.max_seq_length = max_length
    return encoder


def load_classifier(
    folder: Path,
    *,
    device: str | None,
    extra: str,
    **config: Any,  # noqa: ANN401 - settings of the network
) -> tuple[Any, Any]:
    """Return tokenizer and network, in float32, of the classifier in `folder`, or of an encoder made one."""
    torch = import_extra(extra, "torch")
    chosen = choose_device(device, extra=extra)
    with quiet_loading(extra=extra) as transformers:
        tokenizer = transformers.AutoTokenizer.from_pretrained(folder, local_files_only=True)
        network = transformers.AutoModelForSequenceClassification.from_pretrained(
            folder, dtype=torch.float32, local_files_only=True, **config
        )
    return tokenizer, network.to(chosen).eval()
