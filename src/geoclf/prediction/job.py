"""Labelling one file into another."""

import gc
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

import geoclf
from geoclf.classifier.labeller import Labeller
from geoclf.errors import ParameterError
from geoclf.prediction.batch import Reader
from geoclf.prediction.counts import Counts
from geoclf.prediction.formats import FORMATS, FileFormat, Options, detect_format
from geoclf.prediction.identity import adjustments, hash_of_classifier
from geoclf.prediction.labelling import Labelling, make_layout
from geoclf.prediction.levels import LEVELS
from geoclf.prediction.lines import check_encoding
from geoclf.prediction.partial import PartialOutput, Reached, open_partial
from geoclf.prediction.streams import STANDARD, Input, Sink, open_input, open_output
from geoclf.prediction.workers import Recipe, open_workers

__all__ = ["Job", "Progress"]

# Containers that are made between two looks for reference cycles.
_OBJECTS = 100_000

Progress = Callable[[int, float | None], object]
"""Called after each batch with its rows and the share of the input that is read, None where unknown."""


@dataclass(frozen=True)
class _Target:
    """Where output goes, how far an earlier run had come, and whom to tell of each batch."""

    output: Sink
    bad_rows: Sink | None
    start: Reached | None
    advance: Callable[[Reached], object]


@dataclass(frozen=True, kw_only=True)
class Job:
    """What to label, and how; all formats are in `geoclf.prediction.formats`.

    Attributes
    ----------
    source, output
        Paths; "-" is standard input or output.
    input_format, output_format
        Names of formats, or None to go by the paths.
    text_column
        The column that holds the texts.
    level
        What a text is, one of `geoclf.prediction.levels.LEVELS`.
    explain
        Whether to add the words that count most for each label.
    probabilities
        Whether to add a column per label besides the column of labels.
    abstain
        Whether to add a column of the labels that a person should decide.
    prefix
        Set before the names of all added columns.
    encoding
        Of the input; output is UTF-8.
    delimiter
        What parts the fields of CSV, in and out, or None for the format's own.
    bad_rows
        Path of a JSONL file that lists the rows that cannot be labelled; None to stop at the first of them.
    overwrite
        Whether an output that exists is replaced.
    resume
        Whether to go on where an earlier run was ended.
    checkpoint
        Seconds of work that a sudden end may cost.
    workers
        Number of processes that label.
    batch_size
        Most rows of a batch.
    """

    source: str
    output: str
    input_format: str | None
    output_format: str | None
    text_column: str
    level: str
    explain: bool
    probabilities: bool
    abstain: bool
    prefix: str
    encoding: str
    delimiter: str | None
    bad_rows: str | None
    overwrite: bool
    resume: bool
    checkpoint: float
    workers: int
    batch_size: int

    def run(self, classifier: Labeller, *, load: Callable[[], Labeller], progress: Progress) -> Counts:
        """Label the input; the output appears whole, on success, or not at all.

        Parameters
        ----------
        classifier
            A trained classifier.
        load
            Returns the same classifier in another process; it must be possible to pickle it.
        progress
            Told of each batch.

        Raises
        ------
        ParameterError
            If a setting has a value it cannot have.
        DataError
            If the input cannot be read or a row of it cannot be labelled, or the output cannot be written.

        Warns
        -----
        UserWarning
            If the run ends early and what is done is kept for `resume`.
        """
        reading = detect_format(self.source, self.input_format, option="--input-format")
        writing = detect_format(self.output, self.output_format, option="--output-format")
        options = self._options()
        self._check(writing)
        recipe = Recipe(load, self.level, self.explain, self.abstain)
        level = recipe.make(classifier)
        with ExitStack() as stack:
            source = stack.enter_context(
                open_input(self.source, compressed=reading.compressed, seekable=reading.format.seekable)
            )
            reader = reading.format.reader(source.stream, options)
            layout = make_layout(
                reader,
                classifier,
                level,
                prefix=self.prefix,
                probabilities=self.probabilities,
                abstain=self.abstain,
            )
            settings = self._settings(classifier, reading, writing)
            target = stack.enter_context(self._open(writing, settings))
            if isinstance(target, Counts):
                return target
            labelling = Labelling(
                reader=reader,
                writer=writing.format.writer(cast("IO[bytes]", target.output), layout, options),
                layout=layout,
                labels=classifier.labels,
                text_column=self.text_column,
                batch_size=self.batch_size,
                bad_rows=target.bad_rows,
            )
            label = stack.enter_context(open_workers(self.workers, level, recipe))
            stack.enter_context(_rare_collection())

            def after(reached: Reached, n_rows: int) -> None:
                target.advance(reached)
                progress(n_rows, _share(source, reader, reached.counts))

            return labelling.run(label, start=target.start, after=after)

    @contextmanager
    def _open(
        self, writing: FileFormat, settings: Callable[[], Mapping[str, Any]]
    ) -> Iterator[_Target | Counts]:
        """Yield where output goes, or what is in it if an earlier run was ended when all was done."""
        others = () if self.bad_rows is None else (self.bad_rows,)
        if self._is_resumable(writing):
            with open_partial(
                self.output,
                others,
                compressed=writing.compressed,
                overwrite=self.overwrite,
                resume=self.resume,
                settings=settings,
                seconds=self.checkpoint,
            ) as partial:
                yield _target(partial)
            return
        with ExitStack() as stack:
            opened = [
                stack.enter_context(open_output(path, compressed=compressed, overwrite=self.overwrite))
                for path, compressed in (
                    (self.output, writing.compressed),
                    *((path, False) for path in others),
                )
            ]
            yield _Target(opened[0], opened[1] if others else None, None, lambda _: None)

    def _is_resumable(self, writing: FileFormat) -> bool:
        if self.output == STANDARD or not writing.format.resumable:
            return False
        # A device or a pipe is written to directly.
        path = Path(self.output)
        return not path.exists() or path.is_dir() or stat.S_ISREG(path.stat().st_mode)

    def _check(self, writing: FileFormat) -> None:
        if self.level not in LEVELS:
            raise ParameterError(f"level: expected one of {', '.join(LEVELS)}, got {self.level!r}")
        for option, asked in (("--explain", self.explain), ("--abstain", self.abstain)):
            if asked and writing.format.name == "txt":
                raise ParameterError(
                    f"{option}: {self.output}: plain text holds labels alone; write .jsonl, .csv or .parquet"
                )
        if self.resume and not self._is_resumable(writing):
            *known, last = (format.name for format in FORMATS.values() if format.resumable)
            what = "Parquet" if not writing.format.resumable else "a pipe or device"
            raise ParameterError(
                f"--resume: {self.output}: {what} cannot be gone on with; "
                f"write a file of {', '.join(known)} or {last}"
            )
        if self.bad_rows is not None and _same(self.bad_rows, (self.source, self.output)):
            raise ParameterError(f"--bad-rows: {self.bad_rows}: expected a file of its own; name another")

    def _options(self) -> Options:
        if self.delimiter is not None and (len(self.delimiter) != 1 or self.delimiter in '"\r\n'):
            raise ParameterError(
                f"--delimiter: expected one character such as ';', got {self.delimiter!r}; "
                "for a tab pass --input-format tsv"
            )
        return Options(
            source="standard input" if self.source == STANDARD else self.source,
            encoding=check_encoding(self.encoding),
            text_column=self.text_column,
            delimiter=self.delimiter,
        )

    def _settings(
        self, classifier: Labeller, reading: FileFormat, writing: FileFormat
    ) -> Callable[[], Mapping[str, Any]]:
        """Return what tells all that the output depends on beside the input, once it is needed."""
        return lambda: {
            "the version of geoclf": geoclf.__version__,
            "--model (SHA-256)": hash_of_classifier(classifier),
            **adjustments(classifier),
            "--input-format": reading.format.name,
            "--output-format": writing.format.name,
            "gzip of the output": writing.compressed,
            "--text-column": self.text_column,
            "--level": self.level,
            "--explain": self.explain,
            "--probabilities": self.probabilities,
            "--abstain": self.abstain,
            "--prefix": self.prefix,
            "--encoding": check_encoding(self.encoding),
            "--delimiter": self.delimiter,
            "--batch-size": self.batch_size,
        }


def _target(partial: PartialOutput) -> _Target | Counts:
    if partial.complete and partial.reached is not None:
        return partial.reached.counts
    output, *others = partial.sinks
    return _Target(output, others[0] if others else None, partial.reached, partial.advance)


@contextmanager
def _rare_collection() -> Iterator[None]:
    """Look for reference cycles rarely: rows are many objects without any, which live for a batch."""
    before = gc.get_threshold()
    gc.set_threshold(_OBJECTS)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _share(source: Input, reader: Reader, counts: Counts) -> float | None:
    if reader.n_rows is None:
        return source.share()
    return (counts.n_rows + counts.n_bad) / reader.n_rows if reader.n_rows else None


def _same(path: str, others: tuple[str, ...]) -> bool:
    return any(other != STANDARD and Path(path).resolve() == Path(other).resolve() for other in others)
