"""A hospital with something to carry away: a chart, a plan, a system, and those who decide."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest

from kaname.foundation.access.models import Person
from kaname.foundation.access.roles import Role
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.calendar import clock
from kaname.foundation.contacts import services as contacts
from kaname.outputs.kit.sealing import RECORD, seal
from kaname.rooms.assets import services as assets

BEGAN = date(2026, 4, 1)
NOW = datetime(2026, 11, 18, 20, 0, tzinfo=UTC)
"""05:00 on 19 November in Japan: the systems are back after the night."""
PHRASE = "夕焼け Bicycle 42 まめ大福"


@pytest.fixture(autouse=True)
def _now(db: None, settings: Any, tmp_path: Any) -> Iterator[None]:
    settings.TEXT_KEY_FILE = tmp_path / "text.key"
    with clock.at(NOW):
        yield


@dataclass
class House:
    """Who is there, and the first entry of the chart."""

    executive: Person
    officer: Person
    planner: Person
    operator: Person
    nurse: Person
    vendor: Person
    contact: Any = None

    @property
    def institution(self):  # type: ignore[no-untyped-def]
        return self.executive.institution


@pytest.fixture
def house() -> House:
    with clock.at(BEGAN):
        executive = make_hospital()

        def somebody(name: str, role: str) -> Person:
            return make_person(executive.institution, name, roles=[role], account=True, starts_on=BEGAN)

        there = House(
            executive,
            somebody("森田 葵", Role.SAFETY_OFFICER),
            somebody("中野 翔", Role.PLANNING_MANAGER),
            somebody("石井 蓮", Role.OPERATIONS_STAFF),
            somebody("西村 空", Role.STAFF),
            somebody("山口 亮", Role.VENDOR),
        )
        there.contact = contacts.register_contact(
            by=there.planner, party="INSIDE", person=executive, phone_night="090-0000-0101", order=1
        )
        assets.register_system(
            by=there.operator,
            name="電子カルテ",
            purpose="診療",
            criticality="VITAL",
            vendor_name="みなと電算",
        )
    return there


def entry_of(n: int, **more: Any) -> dict[str, Any]:
    """An entry as a kit writes it; `n` makes it another one."""
    return {
        "id": f"{n:032x}",
        "kind": "LOG",
        "text": "画面に脅迫文が出た",
        "at": "2026-11-18T17:15:00.000Z",
        "precision": "EXACT",
        "source": "",
        "written_at": "2026-11-18T17:20:00.000Z",
        "written_by": "当直　石井 蓮",
        "corrects": "",
        **more,
    }


def decision_of(n: int, decider: Person, **more: Any) -> dict[str, Any]:
    """A decision as a kit writes it."""
    known = {
        "kind": "DECISION", "text": "外の線を切る", "moment": "NETWORK", "choice": "DO",
        "decided_by": decider.pk, "decider": decider.name, "reason": "広がりを止めるため",
    }  # fmt: skip
    return entry_of(n, **{**known, **more})


def content_of(house: House, *entries: dict[str, Any], **more: Any) -> dict[str, Any]:
    """What a kit writes out."""
    return {
        "kit": "00000000-0000-0000-0000-000000000000",
        "institution": str(house.institution.code),
        "hospital": house.institution.name,
        "exported_at": "2026-11-18T19:30:00.000Z",
        "entries": list(entries),
        **more,
    }


def file_of(content: object, phrase: str = PHRASE) -> bytes:
    """The file in which it comes."""
    return json.dumps(seal(content, {"format": RECORD}, phrase).as_json()).encode()
