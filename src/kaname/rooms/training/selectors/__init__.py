"""Reads that several places need, one file per theme."""
