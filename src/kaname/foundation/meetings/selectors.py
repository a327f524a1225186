"""Reads of meetings that more than one screen or room needs."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any

from kaname.foundation.access.models import Institution
from kaname.foundation.access.records import canonical, ref_of
from kaname.foundation.directives.models import Directive, DirectiveQuerySet

from .models import Meeting, MeetingQuerySet


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
        "directives": [d.pk for d in improvements_of(meeting)],
    }


def digest_of(meeting: Meeting) -> str:
    """The fingerprint of the minutes as they stand now."""
    body = json.dumps(minutes_of(meeting), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(body.encode()).hexdigest()
