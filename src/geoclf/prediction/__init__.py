"""Labelling files of texts: one reader and one writer per format, in bounded memory."""
