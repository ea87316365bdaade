"""Explanations as text, plain or with marked words for a terminal."""

from collections.abc import Callable, Iterator

from geoclf.classifier.explanation import Explanation
from geoclf.texts import printable

__all__ = ["to_text"]

_INDENT = "      "


def to_text(explanation: Explanation, mark: Callable[[str, float], str] | None = None) -> str:
    """Return an explanation as lines of text; what is printed for a label sums to its score.

    Parameters
    ----------
    explanation
        What to print.
    mark
        Given a word and its strength, from -1 (most against the label) to 1 (most for it), returns the word
        as it is to be shown. Labels that apply then come with the whole text, marked. None for plain text.
    """
    lines = [printable(explanation.text)]
    for column, label in enumerate(explanation.labels):
        applies = "x" if explanation.predicted[column] else " "
        lines.append(
            f"[{applies}] {label}: probability {explanation.proba[column]:.3f} "
            f"(applies from {explanation.thresholds[column]:.3f}), score {explanation.scores[column]:+.2f} "
            f"(intercept {explanation.intercept[column]:+.2f})"
        )
        if mark is not None and explanation.predicted[column]:
            lines.append(_INDENT + "".join(_marked(explanation, label, mark)))
        terms = (f"{printable(word)} {value:+.2f}" for word, value in explanation.terms(label))
        lines.append(f"{_INDENT}{', '.join(terms) or 'nothing in the text counts'}")
    if explanation.nearest:
        lines.append("nearest training examples (cosine over words):")
    for example in explanation.nearest:
        labels = ", ".join(example.labels) or "-"
        lines.append(f"{example.similarity:6.2f} [{labels}] {example.id}: {printable(example.text)}")
    return "\n".join(lines)


def _marked(explanation: Explanation, label: str, mark: Callable[[str, float], str]) -> Iterator[str]:
    words = explanation.words(label)
    largest = max((abs(value) for *_, value in words), default=0.0) or 1.0
    for start, end, value in words:
        yield mark(printable(explanation.text[start:end]), value / largest)
