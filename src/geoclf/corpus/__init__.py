"""From articles to sentences, annotations, agreement, data sets and splits."""
