"""Reads of meetings that more than one screen or room needs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from kaname.foundation.access.models import Institution, Membership, Person, PersonQuerySet
from kaname.foundation.access.records import canonical, ref_of
from kaname.foundation.access.roles import Role
from kaname.foundation.calendar import clock
from kaname.foundation.decisions.models import Decision
from kaname.foundation.directives.models import Directive, DirectiveQuerySet, DirectiveStatus

from .kinds import get_kind
from .models import Addendum, AgendaItem, Attendance, Meeting, MeetingQuerySet, MeetingStatus

NOT_CALLED = (Role.STAFF, Role.VENDOR, Role.GROUP_OFFICE)
"""Roles that alone do not put somebody on the list from which people are called; they can still be named."""


def meetings_of(institution: Institution, subject: str) -> MeetingQuerySet:
    """All meetings of one committee or other record (`ref_of`), the newest first."""
    return Meeting.objects.of(institution).about(subject).order_by("-planned_on", "-pk")


def newest_held(institution: Institution, kind: str, *, on: date) -> Meeting | None:
    """The last meeting of a kind whose minutes are confirmed, held on or before a day."""
    rows = Meeting.objects.of(institution).filter(kind=kind, status="CLOSED", held_on__lte=on)
    return rows.select_related("chair").order_by("-held_on", "-pk").first()


def improvements_of(meeting: Meeting) -> DirectiveQuerySet:
    """The directives that a meeting gave, in the order given."""
    rows: DirectiveQuerySet = Directive.objects.of(meeting.institution)
    return rows.filter(origin=ref_of(meeting)).with_people().order_by("pk")


def decisions_of(meeting: Meeting) -> list[Decision]:
    """The decisions that a meeting asked for, in the order asked."""
    rows = Decision.objects.of(meeting.institution).filter(subject_ref=ref_of(meeting))
    return list(rows.order_by("pk"))


def orders_given(meeting: Meeting) -> list[dict[str, str]]:
    """The directives of a meeting as its minutes keep them."""
    return orders_in(improvements_of(meeting))


def orders_in(directives: Iterable[Directive]) -> list[dict[str, str]]:
    """What minutes say of directives; those taken back meanwhile are left out."""
    return [
        {"number": d.number, "title": d.title, "addressee": d.addressee.name, "due_on": d.due_on.isoformat()}
        for d in directives
        if d.status != DirectiveStatus.WITHDRAWN
    ]


def minutes_of(meeting: Meeting) -> dict[str, Any]:
    """All that the minutes say, as plain values: what the chair confirms, and what the digest fixes."""
    return {
        "kind": meeting.kind,
        "title": meeting.title,
        "held_on": canonical(meeting.held_on),
        "begins": meeting.begins.isoformat() if meeting.begins else None,
        "ends": meeting.ends.isoformat() if meeting.ends else None,
        "place": meeting.place,
        "chair": meeting.chair_id,
        "secretary": meeting.secretary_id,
        "attendance": [[a.person_id, a.capacity, a.present] for a in meeting.attendances.all()],
        "items": [item.as_json() for item in meeting.items.all()],
        "inputs": meeting.inputs,
        "result": meeting.result,
        "orders": meeting.orders,
    }


def digest_of(meeting: Meeting) -> str:
    """The fingerprint of the minutes as they stand now."""
    body = json.dumps(minutes_of(meeting), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(body.encode()).hexdigest()


def is_intact(meeting: Meeting) -> bool:
    """Whether the minutes still say what the chair confirmed."""
    return meeting.digest == digest_of(meeting)


def minutes_to_confirm(person: Person) -> MeetingQuerySet:
    """The meetings that this person chaired and whose written minutes wait to be confirmed."""
    rows: MeetingQuerySet = Meeting.objects.of(person.institution)
    return rows.filter(chair=person, status=MeetingStatus.HELD).exclude(result="").order_by("held_on", "pk")


def people_called(meeting: Meeting) -> PersonQuerySet:
    """Everybody called to a meeting, in the order in which they were."""
    rows: PersonQuerySet = Person.objects.of(meeting.institution)
    return rows.filter(pk__in=meeting.attendances.values("person")).order_by("kana", "name", "pk")


def seats_of(institution: Institution, kind: str, subject: str) -> dict[int, str]:
    """Who belongs to what meets, and in what capacity; nobody when no room says so."""
    return get_kind(kind).seats(institution, subject) if subject else {}


def people_to_call(
    institution: Institution, meeting: Meeting | None = None, members: Iterable[int] = ()
) -> PersonQuerySet:
    """Whom a form offers: those who hold a role in Kaname today, members of what meets, and those called already."""
    today = clock.today()
    roles = Membership.objects.of(institution).filter(starts_on__lte=today).exclude(ends_on__lt=today)
    called = meeting.attendances.values("person") if meeting else Attendance.objects.none().values("person")
    led = [meeting.chair_id, meeting.secretary_id] if meeting else []
    rows: PersonQuerySet = Person.objects.of(institution)
    known = Q(pk__in=called) | Q(pk__in=led)
    new = Q(pk__in=roles.exclude(role__in=NOT_CALLED).values("person")) | Q(pk__in=list(members))
    here = Q(pk__in=Person.objects.of(institution).active_on(today).values("pk"))
    return rows.filter(known | (new & here)).order_by("kana", "name", "pk")


def people_named(institution: Institution, lines: Sequence[str], day: date) -> tuple[list[Person], list[str]]:
    """People of the register by number or exact name, and the lines for which there is not exactly one."""
    rows = Person.objects.of(institution).active_on(day)
    known = list(rows.filter(Q(number__in=lines) | Q(name__in=lines)))
    found, missing = [], []
    for line in lines:
        fitting = [p for p in known if p.number == line] or [p for p in known if p.name == line]
        if len(fitting) == 1:
            found.append(fitting[0])
        else:
            missing.append(line)
    return found, missing


@dataclass(frozen=True)
class MeetingView:
    """One meeting as its page and its paper show it."""

    meeting: Meeting
    attendances: list[Attendance]
    items: list[AgendaItem]
    directives: list[Directive]
    decisions: list[Decision]
    addenda: list[Addendum]

    @property
    def present(self) -> list[Attendance]:
        """Those who came."""
        return [a for a in self.attendances if a.present]

    @property
    def absent(self) -> list[Attendance]:
        """Those who were called and did not come."""
        return [a for a in self.attendances if a.present is False]


def meeting_view(meeting: Meeting) -> MeetingView:
    """The meeting with all that belongs to it; five queries."""
    return MeetingView(
        meeting=meeting,
        attendances=list(meeting.attendances.select_related("person")),
        items=list(meeting.items.all()),
        directives=list(improvements_of(meeting)),
        decisions=decisions_of(meeting),
        addenda=list(meeting.addenda.select_related("added_by")),
    )


def meeting_rows(person: Person) -> MeetingQuerySet:
    """The meetings somebody may see, with chair and secretary."""
    rows: MeetingQuerySet = Meeting.objects.visible_to(person)
    return rows.select_related("chair", "secretary", "closed_by", "institution")
