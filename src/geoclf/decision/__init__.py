"""From scores to calibrated probabilities, and from probabilities to labels."""
