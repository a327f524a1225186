"""Template filters of the contact chart."""
