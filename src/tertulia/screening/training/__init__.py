"""What only the operator's machine runs: training, evaluating and comparing. Needs the `training` extra."""
