"""Template libraries of the toolkit."""
