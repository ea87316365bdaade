"""Models that score each label: logistic regression, a rule lexicon, the majority baseline."""
