"""Statutory clocks (報告・通知の期限): who must be told of an incident, by when, and why. Pure: no table, no machine clock."""
