"""Drills (訓練) without a database: the scenario as a file, its clock, and what was expected against what was done."""
