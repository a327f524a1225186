"""Pages of the contact chart."""
