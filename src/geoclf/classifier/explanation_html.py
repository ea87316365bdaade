"""Explanations as HTML: for notebooks, and as a page of their own."""

import html

import numpy as np

from geoclf.classifier.explanation import Explanation
from geoclf.texts import printable

__all__ = ["to_fragment", "to_page"]

# Blue and orange are told apart by the colour-blind, too; full and dotted lines without any colour.
_STYLE = """
.geoclf { max-width: 60rem; line-height: 1.6; overflow-wrap: anywhere; text-align: left; }
.geoclf h2 { font-size: 1.05em; margin: 1.4em 0 0.2em; }
.geoclf p { margin: 0.3em 0; }
.geoclf .text { white-space: pre-wrap; }
.geoclf .terms, .geoclf .legend { font-size: 0.85em; opacity: 0.85; }
.geoclf .terms span { white-space: nowrap; }
.geoclf .for { background: rgba(0, 114, 178, var(--strength)); border-bottom: 2px solid #0072b2; }
.geoclf .against { background: rgba(230, 159, 0, var(--strength)); border-bottom: 2px dotted #be6300; }
.geoclf table { border-collapse: collapse; font-size: 0.9em; }
.geoclf th, .geoclf td { text-align: left; vertical-align: top; padding: 0.2em 0.8em 0.2em 0; }
.geoclf td, .geoclf th { overflow-wrap: break-word; }
.geoclf meter { width: 8em; }
"""
_PAGE_STYLE = """
:root { color-scheme: light dark; }
body { font-family: system-ui, sans-serif; margin: 2rem auto; padding: 0 1rem; max-width: 60rem; }
h1 { font-size: 1.3em; }
"""
_LEGEND = (
    "<p class='legend'>"
    "<span class='for' style='--strength:0.4'>Blue, full line</span>: speaks for the label. "
    "<span class='against' style='--strength:0.4'>Orange, dotted line</span>: speaks against the label. The "
    "strongest word of each label has the full colour; point at a word for its number. Words and intercept "
    "sum to the score, from which the probability follows.</p>"
)
# Weaker words than this share of the strongest one are left unmarked, so that the others stand out.
_FAINTEST = 0.15


def to_page(explanation: Explanation) -> str:
    """Return a whole HTML page that needs no other file."""
    title = html.escape(_title(explanation))
    return (
        '<!doctype html>\n<html lang="es"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{_PAGE_STYLE}</style></head>"
        f"<body><h1>{title}</h1>{to_fragment(explanation)}</body></html>\n"
    )


def to_fragment(explanation: Explanation) -> str:
    """Return what a notebook shows: per label its probability and the text with marked words."""
    order = np.argsort(-explanation.proba, kind="stable").tolist()
    parts = [_label(explanation, column) for column in order]
    return (
        f"<div class='geoclf'><style>{_STYLE}</style>{''.join(parts)}{_LEGEND}{_nearest(explanation)}</div>"
    )


def _title(explanation: Explanation) -> str:
    applying = [
        f"{label} {explanation.proba[column]:.2f}"
        for column, label in enumerate(explanation.labels)
        if explanation.predicted[column]
    ]
    return ", ".join(applying) or "no label applies"


def _label(explanation: Explanation, column: int) -> str:
    label = explanation.labels[column]
    proba, threshold = explanation.proba[column], explanation.thresholds[column]
    applies = "applies" if explanation.predicted[column] else "does not apply"
    return (
        f"<h2>{html.escape(label)}: {applies}</h2>"
        f"<p><meter min='0' max='1' value='{proba:.3f}'></meter> probability {proba:.3f}; "
        f"applies from {threshold:.3f}</p>"
        f"<p class='text'>{_marked_text(explanation, label)}</p>"
        f"<p class='terms'>{_sum(explanation, column)}</p>"
    )


def _sum(explanation: Explanation, column: int) -> str:
    terms = [
        *explanation.terms(explanation.labels[column]),
        ("intercept", round(explanation.intercept[column], 2) + 0.0),
    ]
    shown = ", ".join(f"<span>{html.escape(printable(word))} {value:+.2f}</span>" for word, value in terms)
    return f"{shown}; together the score, {round(explanation.scores[column], 2) + 0.0:+.2f}"


def _marked_text(explanation: Explanation, label: str) -> str:
    words = explanation.words(label)
    largest = max((abs(value) for *_, value in words), default=0.0) or 1.0
    return "".join(_marked_word(printable(explanation.text[a:b]), value, largest) for a, b, value in words)


def _marked_word(word: str, value: float, largest: float) -> str:
    strength = abs(value) / largest
    if strength < _FAINTEST or not word.strip():
        return f"<span title='{value:+.3f}'>{html.escape(word)}</span>" if value else html.escape(word)
    kind = "for" if value > 0 else "against"
    return (
        f"<span class='{kind}' style='--strength:{0.6 * strength:.2f}' title='{value:+.3f}'>"
        f"{html.escape(word)}</span>"
    )


def _nearest(explanation: Explanation) -> str:
    if not explanation.nearest:
        return ""
    rows = "".join(
        f"<tr><td>{example.similarity:.2f}</td><td>{html.escape(', '.join(example.labels)) or '-'}</td>"
        f"<td>{html.escape(printable(example.text))} <small>({html.escape(example.id)})</small></td></tr>"
        for example in explanation.nearest
    )
    return (
        "<h2>Nearest training examples</h2><table><tr><th title='cosine over words'>likeness</th>"
        f"<th>labels</th><th>example</th></tr>{rows}</table>"
    )
