"""Template libraries of the calendar."""
