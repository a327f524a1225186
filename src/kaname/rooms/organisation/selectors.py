"""Reads about the organisation that several places need. They never write."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils import translation

from kaname.foundation.access.models import Institution, Membership, Person
from kaname.foundation.access.roles import Role
from kaname.foundation.ledger.merkle import canonical_bytes

from .models import (
    Applicability,
    ApplicabilityStatus,
    Appointment,
    Committee,
    CommitteeMember,
    Department,
    DepartmentContact,
    FounderKind,
    Hosting,
    Posting,
    Profile,
    ProfileSystem,
)


def profile_of(institution: Institution) -> Profile | None:
    """The hospital's profile with its systems, or None until it is recorded."""
    return Profile.objects.of(institution).prefetch_related("systems").first()


def profile_material(institution: Institution) -> dict[str, Any]:
    """The profile as plain values, in Japanese whoever reads; {} until it is recorded."""
    profile = profile_of(institution)
    if profile is None:
        return {}
    with translation.override("ja"):
        return {
            "profile": {
                "病床数": profile.beds,
                "拠点数": profile.sites,
                "院内の運用担当者": "いる" if profile.has_own_operator else "いない",
                "開設者": profile.get_founder_display(),
                "救急": profile.get_emergency_level_display(),
                "そのほかの特性": profile.notes,
            },
            "systems": {s.name: _system_in_words(s) for s in profile.systems.all()},
        }


def _system_in_words(system: ProfileSystem) -> str:
    where = str(system.get_hosting_display())
    return f"{where}（{system.vendor}）" if system.vendor else where


def profile_digest(institution: Institution) -> str:
    """A digest of the profile and its systems: differs as soon as any of it changes."""
    return hashlib.sha256(canonical_bytes(profile_material(institution))).hexdigest()


def applicability_material(row: Applicability) -> dict[str, Any]:
    """What is decided on with an applicability pattern: the proposal, and the profile it rests on."""
    with translation.override("ja"):
        return {
            "pattern": str(row.get_pattern_display()),
            "reasons": row.reasons,
            "simplified": {line["obligation"]: line["reason"] for line in row.simplified_lines},
            **profile_material(row.institution),
        }


def appointment_material(row: Appointment) -> dict[str, Any]:
    """What is decided on with an appointment: everything the letter says."""
    with translation.override("ja"):
        return {
            "number": row.number,
            "role": str(row.get_role_display()),
            "person": row.person.name,
            "deputy": row.deputy.name if row.deputy else "",
            "duties": row.duties,
            "authority": row.authority,
            "starts_on": row.starts_on.isoformat(),
            "ends_on": row.ends_on.isoformat() if row.ends_on else "",
            "reports_to": str(row.reports_to) if row.reports_to else "経営層",
            "replaces": str(row.replaces) if row.replaces else "",
        }


def applicability_in_force(institution: Institution) -> Applicability | None:
    """The decision on the pattern that holds now, if any."""
    rows = Applicability.objects.of(institution).select_related("decision", "proposed_by")
    return rows.filter(status=ApplicabilityStatus.IN_FORCE).first()


def applicability_proposed(institution: Institution) -> Applicability | None:
    """The proposal that waits for an executive, if any."""
    rows = Applicability.objects.of(institution).select_related("decision", "proposed_by")
    return rows.filter(status=ApplicabilityStatus.PROPOSED).first()


def appointment_rows(person: Person) -> QuerySet[Appointment]:
    """The appointments this person may see, with the people they name."""
    return Appointment.objects.visible_to(person).with_people().select_related("decision", "replaces__person")  # type: ignore[no-any-return]


def appointments_running(institution: Institution, on: date) -> list[Appointment]:
    """Approved appointments that hold on a day or begin after it, with their people."""
    rows = Appointment.objects.of(institution).approved().from_day(on).with_people()
    return list(rows.order_by("starts_on", "pk"))


def executive_memberships(institution: Institution, on: date) -> list[Membership]:
    """Who belongs to the executive on a day or later, with the person."""
    rows = Membership.objects.of(institution).filter(role=Role.EXECUTIVE)
    rows = rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on)).select_related("person")
    return list(rows.order_by("starts_on", "pk"))


def departments_from(institution: Institution, on: date) -> list[Department]:
    """Departments that are open on a day or open later, with their contacts from that day."""
    contacts = DepartmentContact.objects.from_day(on).select_related("person")
    rows = Department.objects.of(institution).from_day(on).select_related("parent")
    return list(rows.prefetch_related(Prefetch("contacts", queryset=contacts)).order_by("name", "pk"))


def department_rows(person: Person) -> QuerySet[Department]:
    """The departments this person may see, with all their contacts."""
    contacts = DepartmentContact.objects.select_related("person")
    rows = Department.objects.visible_to(person).select_related("parent")
    return rows.prefetch_related(Prefetch("contacts", queryset=contacts))


def contact_on(department: Department, day: date) -> Person | None:
    """Who answers for security in the department on a day; nobody if that person has left."""
    for contact in department.contacts.all():
        if contact.holds_on(day) and contact.person.is_active_on(day):
            return contact.person
    return None


def people_rows(person: Person) -> QuerySet[Person]:
    """The people this person may see, with account, roles and postings."""
    postings = Posting.objects.select_related("department")
    rows = Person.objects.visible_to(person).select_related("user")
    return rows.prefetch_related("memberships", Prefetch("postings", queryset=postings))  # type: ignore[no-any-return]


def departments_of(person: Person, today: date) -> list[Department]:
    """Where somebody works today; before their first day where they will, after their last where they did."""
    day = max(today, person.starts_on)
    day = min(day, person.ends_on) if person.ends_on else day
    return list(dict.fromkeys(p.department for p in person.postings.all() if p.holds_on(day)))  # type: ignore[attr-defined]


def active_people(institution: Institution, on: date) -> QuerySet[Person]:
    """People who belong to the hospital on a day, for choosing one."""
    return Person.objects.of(institution).active_on(on).order_by("kana", "name", "pk")  # type: ignore[no-any-return]


def executives_on(institution: Institution, on: date) -> QuerySet[Person]:
    """The executives of a day."""
    held = Membership.objects.of(institution).filter(role=Role.EXECUTIVE, starts_on__lte=on)
    held = held.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))
    return active_people(institution, on).filter(pk__in=held.values("person_id"))


def committees_on(institution: Institution, on: date) -> list[Committee]:
    """Committees that exist on a day or begin later."""
    rows = Committee.objects.of(institution).from_day(on).select_related("chair", "charter")
    return list(rows.order_by("name", "pk"))


def with_seats(rows: QuerySet[Committee]) -> QuerySet[Committee]:
    """Committees with `seated`: who sits on each and has no last day. One query more."""
    seats = CommitteeMember._default_manager.filter(ends_on__isnull=True).select_related("person")
    return rows.prefetch_related(Prefetch("members", seats, to_attr="seated"))


def committee_rows(person: Person) -> QuerySet[Committee]:
    """The committees this person may see."""
    return Committee.objects.visible_to(person).select_related("chair", "charter")


def beds_of(institution: Institution) -> int | None:
    """How many beds the hospital has, for the header; None before its profile is recorded."""
    return Profile.objects.of(institution).values_list("beds", flat=True).first()


def appointments_by_role(institution: Institution, on: date) -> dict[str, list[Appointment]]:
    """The appointments in force on a day, by role."""
    found: dict[str, list[Appointment]] = {}
    for row in appointments_running(institution, on):
        found.setdefault(row.role, []).append(row)
    return found


def founder_choices() -> list[tuple[str, str]]:
    """Kinds of founder, for forms outside this room."""
    return [(value, str(label)) for value, label in FounderKind.choices]


def hosting_choices() -> list[tuple[str, str]]:
    """Where a system may run, for forms outside this room."""
    return [(value, str(label)) for value, label in Hosting.choices]
