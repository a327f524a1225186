"""Tests of the sample hospital."""
