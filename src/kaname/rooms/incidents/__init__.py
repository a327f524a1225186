"""Incidents (事故): for now the statutory clocks that start when one happens."""
