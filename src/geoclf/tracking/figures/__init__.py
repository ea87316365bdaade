"""Figures of one run, drawn with the object API of matplotlib: no global state, no display."""
