"""Promises of the whole product, that no single room can keep."""
