"""A hospital whose evidence lies in a folder of the test."""

from __future__ import annotations

import pytest

from kaname.foundation.access.models import Person
from kaname.foundation.access.tests.factories import make_hospital


@pytest.fixture
def director(db, settings, tmp_path) -> Person:
    """The executive; files go to the test's own folder."""
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    return make_hospital()
