"""Reads of continuity, by subject. For other storeys: `kit` (plan in short, recovery procedures, backups)."""
