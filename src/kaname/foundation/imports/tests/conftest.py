"""A small table to import into: people by 職員番号, with a column of each kind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from kaname.foundation.access import services as access
from kaname.foundation.access.models import Person, PersonKind
from kaname.foundation.access.roles import Role
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.calendar import clock
from kaname.foundation.imports import registry
from kaname.foundation.imports.registry import Field, Table

TODAY = date(2026, 11, 22)


class People(Table):
    """Enough of the register of people to try the mechanism."""

    name = "tests.people"
    label = "人"
    action = "access.manage_accounts"
    list_url = "organisation:person_list"
    columns = (
        Field("number", "職員番号", required=True, longest=40),
        Field("name", "氏名", required=True, longest=100),
        Field("kind", "区分", "choice", choices=PersonKind.choices),
        Field("starts_on", "開始日", "date"),
        Field("title", "役職", longest=100),
        Field("mentor", "指導者", "person"),
        Field("age", "年齢", "integer", most=120),
        Field("on_duty", "当直", "bool"),
    )
    key = ("number",)
    ignored = ("状態",)
    asked = ("title",)

    def load(self, institution):
        return {(p.number,): p for p in Person.objects.of(institution)}

    def values_of(self, record):
        return {name: getattr(record, name) for name in ("number", "name", "kind", "starts_on", "title")}

    def check(self, row, record):
        return {"title": "「院長」は選べません。"} if row.get("title") == "院長" else {}

    def save(self, by, rows):
        for row in rows:
            values = {n: v for n, v in row.values.items() if n in ("number", "name", "title")}
            if row.record is None:
                access.register_person(by=by, starts_on=row.values.get("starts_on"), **values)
            else:
                access.change_person(by=by, person=row.record, kind=row.record.kind, **values)


@pytest.fixture(autouse=True)
def people_table() -> Iterator[type[Table]]:
    registry.tables["tests.people"] = People
    yield People
    del registry.tables["tests.people"]


@pytest.fixture
def director(db: None) -> Iterator[Person]:
    """The executive of a hospital on 22 November 2026."""
    with clock.at(TODAY):
        yield Person._default_manager.select_related("institution").get(pk=make_hospital().pk)


@pytest.fixture
def manager(director: Person) -> Person:
    """The planning manager."""
    return make_person(
        director.institution, "高橋 航", roles=[Role.PLANNING_MANAGER], account=True, number="N1"
    )
