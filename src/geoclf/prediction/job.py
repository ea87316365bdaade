"""Labelling one file into another."""

from collections.abc import Callable
from dataclasses import dataclass

from geoclf.classifier.labeller import Labeller
from geoclf.errors import ParameterError
from geoclf.prediction.formats import Options, detect_format
from geoclf.prediction.labelling import Counts, label_rows, make_layout
from geoclf.prediction.levels import LEVELS
from geoclf.prediction.lines import check_encoding
from geoclf.prediction.streams import STANDARD, open_input, open_output

__all__ = ["Job"]


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
    overwrite
        Whether an output that exists is replaced.
    batch_size
        Rows in memory at a time.
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
    overwrite: bool
    batch_size: int

    def run(self, classifier: Labeller, *, progress: Callable[[int], object]) -> Counts:
        """Label the input; the output appears whole, on success, or not at all.

        Parameters
        ----------
        classifier
            A trained classifier.
        progress
            Called with the number of rows after each batch.

        Raises
        ------
        ParameterError
            If a setting has a value it cannot have.
        DataError
            If the input cannot be read or a row of it cannot be labelled, or the output cannot be written.
        """
        reading = detect_format(self.source, self.input_format, option="--input-format")
        writing = detect_format(self.output, self.output_format, option="--output-format")
        options = self._options()
        self._check_room(writing.format.name)
        level = LEVELS[self.level](classifier, explain=self.explain, abstain=self.abstain)
        with open_input(self.source, compressed=reading.compressed, seekable=reading.format.seekable) as raw:
            reader = reading.format.reader(raw, options)
            layout = make_layout(
                reader,
                classifier,
                level,
                prefix=self.prefix,
                probabilities=self.probabilities,
                abstain=self.abstain,
            )
            with open_output(self.output, compressed=writing.compressed, overwrite=self.overwrite) as sink:
                return label_rows(
                    reader,
                    writing.format.writer(sink, layout, options),
                    classifier,
                    level,
                    layout=layout,
                    text_column=self.text_column,
                    batch_size=self.batch_size,
                    progress=progress,
                )

    def _check_room(self, format_name: str) -> None:
        if self.level not in LEVELS:
            raise ParameterError(f"level: expected one of {', '.join(LEVELS)}, got {self.level!r}")
        for option, asked in (("--explain", self.explain), ("--abstain", self.abstain)):
            if asked and format_name == "txt":
                raise ParameterError(
                    f"{option}: {self.output}: plain text holds labels alone; write .jsonl, .csv or .parquet"
                )

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
