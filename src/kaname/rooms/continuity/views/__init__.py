"""Pages of continuity, by subject."""
