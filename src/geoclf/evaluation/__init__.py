"""Judging predictions: metrics, intervals, calibration, paired comparison."""
