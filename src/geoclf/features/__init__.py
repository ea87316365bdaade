"""From text to what a model reads: weighted n-grams, or the text as it is."""
