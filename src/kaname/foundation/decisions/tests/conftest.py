"""The people of a hospital around a decision, and a kind of decision about a record of theirs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from kaname.foundation.access.models import Person
from kaname.foundation.access.roles import Role
from kaname.foundation.access.services import change_person
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.decisions import kinds
from kaname.foundation.decisions.kinds import DecisionKind, Option, decision_kind
from kaname.foundation.decisions.models import Decision


@dataclass
class Hospital:
    """One person for each part in a decision."""

    executive: Person
    drafter: Person
    officer: Person
    deputy: Person
    auditor: Person
    staff: Person


@pytest.fixture
def hospital(db: None) -> Hospital:
    executive = make_hospital()
    house = executive.institution
    return Hospital(
        executive=executive,
        drafter=make_person(house, name="高橋 航", roles=[Role.PLANNING_MANAGER], account=True),
        officer=make_person(house, name="森田 葵", roles=[Role.SAFETY_OFFICER], account=True),
        deputy=make_person(house, name="藤井 誠", roles=[Role.EXECUTIVE], title="副院長", account=True),
        auditor=make_person(house, name="岡本 遥", roles=[Role.AUDITOR], account=True),
        staff=make_person(house, name="西村 空", roles=[Role.STAFF], account=True),
    )


@dataclass
class Effects:
    """What the kind `tests.rename` was asked to do."""

    done: list[tuple[str, str]] = field(default_factory=list)


@pytest.fixture
def effects() -> Iterator[Effects]:
    """Registers `tests.rename`: a decision about a person's title, whose approval changes it."""
    seen = Effects()

    @decision_kind("tests.rename")
    class Rename(DecisionKind):
        label = "役職名の変更"
        options = (
            Option("APPROVE", "認める"),
            Option("WITH_TERMS", "条件付きで認める", needs_reason=True),
            Option("REJECT", "認めない", is_approval=False),
        )

        def material(self, subject: Person) -> dict[str, Any]:
            return {"name": subject.name}

        def apply(self, decision: Decision) -> None:
            seen.done.append(("apply", decision.choice))
            person, by = decision.subject, decision.decided_by
            assert isinstance(person, Person)
            assert by is not None
            change_person(by=by, person=person, name=person.name, kind=person.kind, title="新役職")

        def decline(self, decision: Decision) -> None:
            seen.done.append(("decline", decision.choice))

        def close(self, decision: Decision) -> None:
            seen.done.append(("close", decision.status))

    yield seen
    del kinds._kinds["tests.rename"]
