"""geoclf beside other packages: quality, speed, cost as texts, labels and data grow. Start with `run`."""
