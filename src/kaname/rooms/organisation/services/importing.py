"""People and departments as a file brings them: many at once, all or none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kaname.foundation.access import services as access
from kaname.foundation.access.models import Person, PersonKind
from kaname.foundation.access.writes import Entry, writing
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.holidays import ONE_DAY
from kaname.foundation.imports.lines import at_line
from kaname.foundation.imports.registry import ImportRow
from kaname.rooms.organisation import selectors
from kaname.rooms.organisation.models import Department, Posting

from .departments import close_department, open_department, revise_department
from .people import release_person

TEXTS = ("name", "kind", "kana", "title", "number", "employer", "email", "phone")


def take_in_people(*, by: Person, rows: Sequence[ImportRow]) -> None:
    """Register new people with where they work, and bring known ones up to date, ending what ends with them.

    Raises PermissionDenied; ValidationError naming the line; StaleRecord.
    Source: 経営管理編 3.1.2 ④
    """
    with writing(by=by, action="organisation.manage") as entry:
        new = [(_new_person(by, row), row) for row in rows if row.record is None]
        access.register_people(by=by, people=[person for person, _row in new])
        entry.save_all([p for person, row in new for p in _first_postings(person, row)])
        for row in rows:
            if row.record is not None:
                with at_line(row):
                    _bring_up_to_date(entry, by, row)


def _new_person(by: Person, row: ImportRow) -> Person:
    texts = {name: row.values.get(name, "") for name in TEXTS}
    texts["kind"] = texts["kind"] or PersonKind.EMPLOYEE
    start = row.values.get("starts_on") or clock.today()
    return Person(institution=by.institution, **texts, starts_on=start, ends_on=row.values.get("ends_on"))


def _first_postings(person: Person, row: ImportRow) -> list[Posting]:
    return [_posting(person, department, person.starts_on) for department in row.values.get("department", ())]


def _posting(person: Person, department: Department, starts_on: date) -> Posting:
    return Posting(
        institution=person.institution,
        person=person,
        department=department,
        starts_on=starts_on,
        ends_on=person.ends_on,
    )


def _bring_up_to_date(entry: Entry, by: Person, row: ImportRow) -> None:
    person: Person = row.record
    if row.changed & set(TEXTS):
        texts = {name: row.values.get(name, getattr(person, name)) for name in TEXTS}
        access.change_person(by=by, person=person, **texts)
    if row.changed & {"starts_on", "ends_on"}:
        _change_period(by, person, row)
    if "department" in row.values and row.changed & {"department", "starts_on", "ends_on"}:
        _change_departments(entry, person, row.values["department"])


def _change_period(by: Person, person: Person, row: ImportRow) -> None:
    start = row.values.get("starts_on") or person.starts_on
    end = row.values.get("ends_on", person.ends_on)
    if end is not None and (person.ends_on is None or end < person.ends_on):
        if start != person.starts_on:
            access.change_period(by=by, person=person, starts_on=start, ends_on=person.ends_on)
        release_person(by=by, person=person, ends_on=end, reason=_("ファイルの取込み"))
    else:
        access.change_period(by=by, person=person, starts_on=start, ends_on=end)


def _change_departments(entry: Entry, person: Person, wanted: Sequence[Department]) -> None:
    """From today on the person works in these departments; what began today or later gives way altogether."""
    fresh = Person.objects.prefetch_related("postings__department").get(pk=person.pk)
    here = {d.pk for d in selectors.departments_of(fresh, clock.today())}
    if here == {d.pk for d in wanted}:
        return
    day = max(clock.today(), fresh.starts_on)
    stay = {d.pk for d in wanted}
    for posting in fresh.postings.all():
        if posting.department_id in stay or not posting.holds_on(day):
            continue
        if posting.starts_on >= day:
            entry.delete(posting)
        else:
            posting.ends_on = day - ONE_DAY
            entry.save(posting)
    entry.save_all([_posting(fresh, department, day) for department in wanted if department.pk not in here])


def take_in_departments(*, by: Person, rows: Sequence[ImportRow]) -> None:
    """Open new departments (those above first), and move, close or give a contact to known ones.

    Raises PermissionDenied; ValidationError naming the line; StaleRecord.
    Source: 経営管理編 3.1.2 ③
    """
    with writing(by=by, action="organisation.manage"):
        waiting = list(rows)
        while waiting:
            named = {row.values["name"] for row in waiting if row.record is None}
            ready = [row for row in waiting if row.values.get("parent", "") not in named]
            for row in ready or waiting:
                with at_line(row):
                    _take_in_department(by, row)
            waiting = [row for row in waiting if row not in ready] if ready else []


def _take_in_department(by: Person, row: ImportRow) -> None:
    values = row.values
    if row.record is None:
        parent = _parent(by, values.get("parent", ""))
        department = open_department(
            by=by,
            name=values["name"],
            parent=parent,
            contact=values.get("contact"),
            starts_on=values.get("starts_on"),
        )
    else:
        department = row.record
        if row.changed & {"parent", "contact"}:
            parent = _parent(by, values["parent"]) if "parent" in values else department.parent
            revise_department(
                by=by,
                department=department,
                name=department.name,
                parent=parent,
                contact=values.get("contact"),
            )
    if values.get("ends_on") and values["ends_on"] != department.ends_on:
        close_department(by=by, department=department, ends_on=values["ends_on"])


def _parent(by: Person, name: str) -> Department | None:
    if not name:
        return None
    found = Department.objects.of(by.institution).filter(name=name, ends_on__isnull=True).first()
    if found is None:
        raise ValidationError(_("上位の部門「%(name)s」がありません。") % {"name": name})
    return found
