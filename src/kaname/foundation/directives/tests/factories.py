"""Plain factories: a line of people from executive to vendor, and directives between them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from kaname.foundation.access.models import Institution, Person
from kaname.foundation.access.roles import Role
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.calendar import clock
from kaname.foundation.directives import services
from kaname.foundation.directives.models import Directive


@dataclass
class Line:
    """One person in each role of one hospital."""

    executive: Person
    officer: Person
    manager: Person
    operator: Person
    auditor: Person
    staff: Person
    vendor: Person
    desk: Person

    @property
    def institution(self) -> Institution:
        return self.executive.institution


def make_line(name: str = "みなと総合病院", *, account: bool = False) -> Line:
    """A hospital with one person in each role; `account=True` lets them sign in."""
    executive = make_hospital(name)
    where = executive.institution
    people = {
        "officer": ("高木 玲子", Role.SAFETY_OFFICER),
        "manager": ("中野 翔", Role.PLANNING_MANAGER),
        "operator": ("小林 学", Role.OPERATIONS_STAFF),
        "auditor": ("安藤 文", Role.AUDITOR),
        "staff": ("森 葵", Role.STAFF),
        "vendor": ("西村 直", Role.VENDOR),
        "desk": ("大野 歩", Role.DESK),
    }
    made = {k: make_person(where, n, roles=[r], account=account) for k, (n, r) in people.items()}
    return Line(executive=executive, **made)


def make_directive(by: Person, addressee: Person, **fields: Any) -> Directive:
    """A directive due in 30 days."""
    values: dict[str, Any] = {
        "title": "復元テストの実施",
        "body": "電子カルテのバックアップから復元し、所要時間を報告してください。",
        "due_on": clock.today() + timedelta(days=30),
    }
    return services.issue_directive(by=by, addressee=addressee, **(values | fields))


def day(text: str) -> date:
    """2026-04-01 as a date."""
    return date.fromisoformat(text)
