"""Tests of the calendar; each file mirrors the one it tests."""
