"""Schema history of the calendar."""
