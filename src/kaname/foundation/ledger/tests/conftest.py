"""A hospital with a few entries and a signing key of its own."""

from __future__ import annotations

import pytest

from kaname.foundation.access import services
from kaname.foundation.access.models import Person
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.ledger import keys
from kaname.foundation.ledger.models import LedgerHead


@pytest.fixture
def signing_key(settings, tmp_path):
    """A key in a folder of this test."""
    settings.SIGNING_KEY_FILE = tmp_path / "keys" / "signing.pem"
    settings.SIGNING_KEY_FILE.parent.mkdir()
    keys.make_key(settings.SIGNING_KEY_FILE)
    return settings.SIGNING_KEY_FILE


@pytest.fixture
def director(db, signing_key) -> Person:
    """The executive of a hospital whose last six entries change the title of one person."""
    director = make_hospital()
    person = make_person(
        director.institution, "中野 翔", roles=["PLANNING_MANAGER"], email="nakano@example.jp"
    )
    for title in ("主任", "係長", "課長", "部長", "参事", "次長"):
        services.change_person(
            by=director, person=person, name=person.name, kind=person.kind, title=title, email=person.email
        )
    return director


@pytest.fixture
def last(director) -> int:
    """The position of the last entry; `last - 4` makes 主任 into 係長."""
    return LedgerHead.objects.get().seq
