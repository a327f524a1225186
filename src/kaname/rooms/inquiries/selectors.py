"""Reads that several places need: desks, inquiries by their day, what is past its retention, who can work."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q, QuerySet

from kaname.foundation.access import policy
from kaname.foundation.access.models import Institution, Person
from kaname.foundation.access.roles import Role
from kaname.foundation.access.search import search_key
from kaname.foundation.calendar import clock

from .choices import OPEN, RESPONSIBLE_ROLES, InquiryStatus
from .classes import rules_of
from .models import ContactPoint, ErasureRequest, Inquiry, NoticeConfirmation

LOOKUP_ROWS = 500
DUE_WITHIN = timedelta(days=3)
"""How long before its day an answer is said to fall due."""


def inquiry_rows(person: Person) -> QuerySet[Inquiry]:
    """The inquiries a person may see, with desk and people, without opening a text."""
    rows: QuerySet[Inquiry] = Inquiry.objects.visible_to(person)
    return rows.select_related("desk", "assignee", "received_by", "answered_by", "decision")


def open_inquiries_of(person: Person) -> list[Inquiry]:
    """What waits for somebody to answer it, the most urgent first, without opening a text.

    That is what they were given, and at their desk what nobody was given and falls due soon.
    """
    soon = Q(assignee__isnull=True, due_on__lte=clock.today() + DUE_WITHIN)
    if Role.DESK not in person.roles:
        soon &= Q(desk__responsible=person) | Q(desk__deputy=person)
    rows = Inquiry.objects.visible_to(person).open().filter(Q(assignee=person) | soon)
    return list(rows.order_by("due_on", "pk"))


def desks_open(institution: Institution, on: date) -> QuerySet[ContactPoint]:
    """The desks that are open on a day, by name."""
    rows: QuerySet[ContactPoint] = ContactPoint.objects.of(institution).open_on(on)
    return rows.select_related("responsible", "deputy").order_by("pk")


def desk_rows(person: Person) -> QuerySet[ContactPoint]:
    """All desks a person may see."""
    rows: QuerySet[ContactPoint] = ContactPoint.objects.visible_to(person)
    return rows.select_related("responsible", "deputy").prefetch_related("notices")


def desk_by_slug(slug: str) -> ContactPoint | None:
    """The desk whose public form is open today under this address."""
    rows = ContactPoint._default_manager.filter(slug=slug, has_public_form=True)
    desk = rows.select_related("institution", "responsible", "deputy").first()
    return desk if desk is not None and desk.is_open_on(clock.today()) else None


def newest_notices(institution: Institution) -> dict[int, list[NoticeConfirmation]]:
    """The confirmations of each desk, newest first."""
    found: dict[int, list[NoticeConfirmation]] = {}
    for row in NoticeConfirmation.objects.of(institution).select_related("contact_point"):
        found.setdefault(row.contact_point_id, []).append(row)
    return found


def people_with(institution: Institution, roles: frozenset[str]) -> QuerySet[Person]:
    """Who is here today and holds one of these roles, by reading."""
    return Person.objects.of(institution).holding(roles, clock.today()).by_reading()  # type: ignore[no-any-return]


def people_who_may_answer_for(institution: Institution) -> QuerySet[Person]:
    """Who can be responsible for a desk."""
    return people_with(institution, RESPONSIBLE_ROLES)


def people_who_may_work(institution: Institution) -> QuerySet[Person]:
    """To whom an inquiry can be given."""
    return people_with(institution, policy.allowed_roles("inquiries.work"))


def people_who_may_approve(by: Person, roles: frozenset[str]) -> QuerySet[Person]:
    """Before whom an answer or an erasure can be put: never its drafter."""
    return people_with(by.institution, roles).exclude(pk=by.pk)


def past_retention(institution: Institution, on: date) -> list[Inquiry]:
    """Answered or closed inquiries whose class keeps them no longer, the oldest first."""
    rules = rules_of(institution)
    done = Inquiry.objects.of(institution).filter(
        status__in=[InquiryStatus.ANSWERED, InquiryStatus.CLOSED], erased_on__isnull=True
    )
    rows = done.select_related("desk").order_by("received_on", "pk")
    return [row for row in rows if row.done_on and rules[row.kind].kept_until(last_day(row)) < on]


def last_day(row: Inquiry) -> date:
    """The day from which the retention counts: the end, or the answer while it was not closed."""
    day = row.closed_on or row.answered_on
    assert day is not None
    return day


def waiting_erasure(institution: Institution) -> ErasureRequest | None:
    """The request to erase that waits for its decision."""
    rows = ErasureRequest.objects.of(institution).filter(status="WAITING")
    return rows.select_related("decision").first()  # type: ignore[no-any-return]


def found_by_person(person: Person, words: str) -> list[Inquiry]:
    """Open inquiries whose name or contact contains the words: at most 500 are opened and compared here.

    Encrypted texts cannot be searched in the database; this is for the desk that has somebody on the telephone.
    """
    wanted = search_key(words).replace(" ", "").replace("-", "")
    if len(wanted) < 2 or not policy.may(person, "inquiries.view_personal"):
        return []
    opened = inquiry_rows(person).filter(status__in=OPEN).order_by("due_on", "pk")[:LOOKUP_ROWS]
    return [row for row in opened if wanted in _folded(row)]


def _folded(row: Inquiry) -> str:
    return search_key(row.sender, row.contact).replace(" ", "").replace("-", "")
