"""What all tests share: those that use a database are marked, so that `--quick` can leave most of them out.

Properties have no time limit (nothing here asserts on time), and in CI they try the same examples each time.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

settings.register_profile("kaname", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("kaname")

DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test that reaches the database, by fixture or by marker, with `database`."""
    for item in items:
        if item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker("database")
