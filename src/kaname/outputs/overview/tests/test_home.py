"""Home says what waits for one person: many errands of one sort are one line, and only what must be decided is counted
for the director."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from kaname.foundation.access.models import Person
from kaname.foundation.access.roles import Role
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.calendar import clock
from kaname.foundation.directives.tests.factories import make_directive
from kaname.outputs.overview.home import home
from kaname.outputs.overview.waiting import Waiting
from kaname.rooms.documents.tests.factories import make_approved
from kaname.rooms.training.tests.factories import make_course

TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _today(db: None) -> Iterator[None]:
    with clock.at(TODAY):
        yield


@pytest.fixture
def director() -> Person:
    return make_hospital()


@pytest.fixture
def manager(director: Person) -> Person:
    return make_person(director.institution, "中野 翔", roles=[Role.PLANNING_MANAGER])


def titles(rows: list[Waiting]) -> list[str]:
    return [row.title for row in rows]


def test_several_documents_to_read_are_one_errand(director: Person, manager: Person) -> None:
    nurse = make_person(director.institution, "大野 歩", roles=[Role.STAFF])
    make_approved(manager, director, title="端末の手順")
    assert titles(home(nurse).waiting) == ["端末の手順 第1版"]

    for title in ("媒体の手順", "入退室の手順", "廃棄の手順"):
        make_approved(manager, director, title=title)
    (row,) = home(nurse).waiting
    assert row.title == "読む文書が4件あります"
    assert row.text.endswith("…")


def test_director_decides_nothing_by_reading(director: Person, manager: Person) -> None:
    make_approved(manager, director, title="端末の手順")

    seen = home(director)

    assert seen.headline[1] == 0
    assert titles(seen.errands) == ["端末の手順 第1版"]
    assert home(manager).errands == []


def test_course_to_take_is_named_with_its_last_day(director: Person, manager: Person) -> None:
    course = make_course(manager)

    (row,) = [r for r in home(manager).waiting if r.label == "教育"]

    assert row.title == course.title
    assert row.text.startswith("期限は令和8年")


def test_directives_of_later_months_are_one_line(director: Person, manager: Person) -> None:
    soon = make_directive(director, manager, title="復元の試験", due_on=TODAY + timedelta(days=7))
    late = make_directive(director, manager, title="台帳の点検", due_on=TODAY)
    for title in ("契約の点検", "構成図の更新"):
        make_directive(director, manager, title=title, due_on=date(2027, 6, 1))

    with clock.at(TODAY + timedelta(days=1)):
        rows = [r for r in home(manager).waiting if "指示" in r.label]

    assert [r.label for r in rows] == ["期限を過ぎた指示", "指示", "指示"]
    assert late.number in rows[0].title
    assert soon.number in rows[1].title
    assert rows[2].title == "期限が先の指示が2件あります"
    assert rows[2].text == "いちばん近い期限は令和9年6月1日です。"
