"""What belongs to a meeting, row by row: who is called, and the agenda; and the checks that all services share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from kaname.foundation.access.models import Person
from kaname.foundation.access.writes import Entry
from kaname.foundation.meetings.models import AgendaItem, Attendance, Meeting


@dataclass(frozen=True)
class Invitation:
    """Somebody who is called, and in what capacity (their title unless said); `present` None: as it was recorded before."""

    person: Person
    capacity: str = ""
    present: bool | None = None


@dataclass(frozen=True)
class Line:
    """One item of the agenda as typed."""

    topic: str
    discussion: str = ""
    conclusion: str = ""


def require_own(by: Person, meeting: Meeting, *people: Person | None) -> None:
    """Raise PermissionDenied for another hospital's meeting, ValidationError for another hospital's people."""
    if meeting.institution_id != by.institution_id:
        raise PermissionDenied(_("ほかの病院の会議です。"))
    if any(person is not None and person.institution_id != by.institution_id for person in people):
        raise ValidationError(_("この病院の人から選んでください。"))


def require_open(meeting: Meeting) -> None:
    """Raise ValidationError once the minutes are confirmed or the meeting is called off."""
    if not meeting.is_open:
        raise ValidationError(
            _("議事録を確定した会議と取りやめた会議は変えられません。追記を使ってください。")
        )


def call(entry: Entry, meeting: Meeting, people: Sequence[Invitation]) -> None:
    """Call exactly these people; who came is kept for those who stay. A row is rewritten only when it changes."""
    called = {row.person_id: row for row in meeting.attendances.all()}
    wanted = {invitation.person.pk: invitation for invitation in people}
    for row in [row for person_id, row in called.items() if person_id not in wanted]:
        entry.delete(row)
    for person_id, invitation in wanted.items():
        row = called.get(person_id) or Attendance(
            institution=meeting.institution, meeting=meeting, person=invitation.person
        )
        came = row.present if invitation.present is None else invitation.present
        said = (invitation.capacity.strip() or invitation.person.title, came)
        if row.pk is None or (row.capacity, row.present) != said:
            row.capacity, row.present = said
            entry.save(row)


def set_items(entry: Entry, meeting: Meeting, lines: Iterable[Line]) -> None:
    """The agenda is exactly these lines, in this order; lines without a topic are left out."""
    rows = list(meeting.items.all())
    wanted = [line for line in lines if line.topic.strip()]
    for row in rows[len(wanted) :]:
        entry.delete(row)
    for place, line in enumerate(wanted):
        row = rows[place] if place < len(rows) else _new_item(meeting, place + 1)
        said = {
            "topic": line.topic.strip(),
            "discussion": line.discussion.strip(),
            "conclusion": line.conclusion.strip(),
        }
        if row.pk is None or row.as_json() != said:
            row.topic, row.discussion, row.conclusion = said.values()
            entry.save(row)


def _new_item(meeting: Meeting, order: int) -> AgendaItem:
    return AgendaItem(institution=meeting.institution, meeting=meeting, order=order)
