"""The conductor: trains, predicts, judges; no files, no configs, no tracker."""
