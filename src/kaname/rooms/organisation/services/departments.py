"""Departments, their security contacts, and who works where."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kaname.foundation.access.checks import require_active, require_own, require_text
from kaname.foundation.access.models import Person
from kaname.foundation.access.writes import Entry, writing
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.holidays import ONE_DAY
from kaname.rooms.organisation.models import Department, DepartmentContact, Period, Posting

from .checks import require_order

P = TypeVar("P", bound=Period)


def open_department(
    *,
    by: Person,
    name: str,
    parent: Department | None = None,
    contact: Person | None = None,
    starts_on: date | None = None,
) -> Department:
    """Register a department, at once with the person who answers for security there if known.

    Raises PermissionDenied; ValidationError if a department of that name is open.
    Source: 経営管理編 3.1.2 ③
    """
    start = starts_on or clock.today()
    with writing(by=by, action="organisation.manage") as entry:
        require_own(by.institution, parent=parent, contact=contact)
        require_text(name=name)
        _require_free_name(by, name.strip(), None)
        department = entry.save(
            Department(institution=by.institution, name=name.strip(), parent=parent, starts_on=start)
        )
        if contact is not None:
            _set_contact(entry, department, contact, start)
    return department


def change_department(
    *, by: Person, department: Department, name: str, parent: Department | None
) -> Department:
    """Rename a department from today on or move it; the name until yesterday stays with it.

    Raises PermissionDenied; ValidationError; StaleRecord.
    """
    with writing(by=by, action="organisation.manage") as entry:
        require_own(by.institution, parent=parent)
        require_text(name=name)
        _require_free_name(by, name.strip(), department)
        _require_no_circle(department, parent)
        if name.strip() != department.name:
            _keep_old_name(department)
            department.name = name.strip()
        department.parent = parent
        return entry.save(department)


def revise_department(
    *, by: Person, department: Department, name: str, parent: Department | None, contact: Person | None
) -> Department:
    """Change a department and its contact together, as the page shows them; no contact leaves the present one.

    Raises PermissionDenied; ValidationError; StaleRecord.
    """
    with writing(by=by, action="organisation.manage"):
        change_department(by=by, department=department, name=name, parent=parent)
        now = department.contacts.filter(ends_on__isnull=True).first()
        if contact is not None and (now is None or now.person_id != contact.pk):
            set_department_contact(by=by, department=department, person=contact)
    return department


def _keep_old_name(department: Department) -> None:
    until = (clock.today() - ONE_DAY).isoformat()
    kept = [former for former in department.former_names if former["until"] != until]
    was_named_today = len(kept) != len(department.former_names)
    if clock.today() > department.starts_on and not was_named_today:
        department.former_names = [*kept, {"name": department.name, "until": until}]


def _require_free_name(by: Person, name: str, department: Department | None) -> None:
    rows = Department.objects.of(by.institution).filter(name=name, ends_on__isnull=True)
    if (rows.exclude(pk=department.pk) if department else rows).exists():
        raise ValidationError({"name": _("同じ名前の部門が既にあります。別の名前にしてください。")})


def _require_no_circle(department: Department, parent: Department | None) -> None:
    above = parent
    while above is not None:
        if above.pk == department.pk:
            raise ValidationError({"parent": _("部門を、自分自身やその下の部門の下に置くことはできません。")})
        above = above.parent


def close_department(*, by: Person, department: Department, ends_on: date) -> Department:
    """Close a department with its last day; its contact and the postings in it end with it.

    Raises PermissionDenied; ValidationError while departments below it are open.
    """
    with writing(by=by, action="organisation.manage") as entry:
        require_order(department.starts_on, ends_on)
        if (
            Department.objects.of(by.institution)
            .filter(parent=department)
            .from_day(ends_on + ONE_DAY)
            .exists()
        ):
            raise ValidationError(_("下の部門が残っています。先に、下の部門を移すか閉じてください。"))
        department.ends_on = ends_on
        entry.save(department)
        for row in (
            *department.contacts.from_day(ends_on + ONE_DAY),
            *department.postings.from_day(ends_on + ONE_DAY),
        ):
            _end(entry, row, ends_on)
    return department


def set_department_contact(
    *, by: Person, department: Department, person: Person, starts_on: date | None = None
) -> DepartmentContact:
    """Name who answers for security in a department from a day on; the one before ends the day before.

    Raises PermissionDenied; ValidationError if the person is not here on that day.
    Source: 経営管理編 3.1.2 ③
    """
    with writing(by=by, action="organisation.manage") as entry:
        require_own(by.institution, department=department, person=person)
        return _set_contact(entry, department, person, starts_on or clock.today())


def _set_contact(entry: Entry, department: Department, person: Person, start: date) -> DepartmentContact:
    require_active(person, start, "contact")
    if not department.holds_on(start):
        raise ValidationError({"contact": _("その日には、この部門はありません。日付を確かめてください。")})
    before = department.contacts.filter(ends_on__isnull=True).first()
    if before is not None and before.starts_on >= start:
        before.person = person
        return entry.save(before)
    if before is not None:
        _end(entry, before, start - ONE_DAY)
    return entry.save(
        DepartmentContact(
            institution=department.institution, department=department, person=person, starts_on=start
        )
    )


def post_person(
    *,
    by: Person,
    person: Person,
    department: Department,
    title: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Posting:
    """Record that somebody works in a department from a day on (配属, also in two at once).

    Raises PermissionDenied; ValidationError.
    """
    start = starts_on or clock.today()
    with writing(by=by, action="organisation.manage") as entry:
        require_own(by.institution, department=department, person=person)
        require_order(start, ends_on)
        require_active(person, start, "starts_on")
        same = Posting.objects.of(by.institution).filter(person=person, department=department)
        if same.from_day(start).exists():
            raise ValidationError({"department": _("この人は、その時期に既にこの部門に配属されています。")})
        return entry.save(
            Posting(
                institution=by.institution,
                person=person,
                department=department,
                title=title.strip(),
                starts_on=start,
                ends_on=ends_on,
            )
        )


def end_posting(*, by: Person, posting: Posting, ends_on: date) -> Posting:
    """Record the last day of a posting. Raises PermissionDenied; ValidationError; StaleRecord."""
    with writing(by=by, action="organisation.manage") as entry:
        require_order(posting.starts_on, ends_on)
        return _end(entry, posting, ends_on)


def _end(entry: Entry, row: P, ends_on: date) -> P:
    row.ends_on = max(ends_on, row.starts_on)
    return entry.save(row)
