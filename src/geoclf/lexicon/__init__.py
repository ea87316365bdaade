"""Rules that say why a label applies: their notation, the file they stand in, where they match."""
