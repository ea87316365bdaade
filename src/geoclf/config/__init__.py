"""From the Hydra tree in `configs/` to the objects of one experiment."""
