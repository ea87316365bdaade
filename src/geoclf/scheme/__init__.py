"""Label schemes: what may be annotated, what it means, and how it is written down for people."""
