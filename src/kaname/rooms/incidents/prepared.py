"""Texts that the hospital prepared for announcements: which fit a duty, and what is known for their places.

Source: 経営管理編 3.4.3 ②
"""

from __future__ import annotations

import re
from typing import Any

from django.db.models import QuerySet

from kaname.foundation.access.models import Institution
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.display import show_date, show_datetime
from kaname.foundation.contacts.choices import PLACES, AnnouncementAudience
from kaname.foundation.contacts.models import AnnouncementTemplate
from kaname.foundation.contacts.models.announcements import PLACE
from kaname.foundation.contacts.selectors import fill_places

from .choices import CareState, TeamRole
from .drafts import Source, persons_in_words
from .models import TeamMember

AUDIENCES: dict[str, tuple[str, ...]] = {
    "publication": (
        AnnouncementAudience.WEB,
        AnnouncementAudience.PRESS,
        AnnouncementAudience.PATIENTS,
    ),
    "person_notice": (AnnouncementAudience.PATIENTS,),
    "vendor_call": (AnnouncementAudience.VENDORS,),
}
_LINE_END = re.compile(r"(?<=[^\n])\n(?=[^\n#>|*\-])")


def prepared_texts(institution: Institution, clock_id: str) -> QuerySet[AnnouncementTemplate]:
    """The texts in use from which a draft for a duty can begin."""
    rows: Any = AnnouncementTemplate.objects.of(institution).filter(
        retired_on__isnull=True, audience__in=AUDIENCES.get(clock_id, ())
    )
    return rows.order_by("audience", "title", "pk")  # type: ignore[no-any-return]


def text_of(source: Source, template: AnnouncementTemplate) -> tuple[str, str]:
    """Title and body (Markdown) with what is known in their places; where nothing is known, the place in words: {{desk}}
    becomes {{問合せ先}}, to be written in by hand.
    """
    known = _known(source)
    body = fill_places(template.body.replace("\r\n", "\n"), known).strip()
    return fill_places(template.title, known), _LINE_END.sub("  \n", body) + "\n"


def unfilled(text: str) -> list[str]:
    """The places of a text into which nothing was written yet, each once, in words."""
    return [str(PLACES.get(name, name)) for name in dict.fromkeys(PLACE.findall(text))]


def _known(source: Source) -> dict[str, str]:
    incident, sheet = source.incident, source.sheet
    values = {
        "hospital": incident.institution.name,
        "today": show_date(clock.today()),
        "occurred_at": show_datetime(incident.occurred_at),
        "detected_at": show_datetime(sheet.detected_at) if sheet.detected_at else "",
        "what": sheet.overview.strip().removesuffix("。"),
        "systems": str(incident.system.name) if incident.system else "",
        "services": _care_in_a_line(source),
        "data": sheet.data_items,
        "persons": persons_in_words(source),
        "actions": sheet.actions,
        "next_update": show_datetime(sheet.next_update_at) if sheet.next_update_at else "",
        "spokesperson": _spokesperson(source),
    }
    return {
        name: " ".join(values.get(name, "").split()) or f"{{{{{label}}}}}" for name, label in PLACES.items()
    }


def _care_in_a_line(source: Source) -> str:
    away = [f for f in source.functions if f.state != CareState.NORMAL]
    rows = "、".join(f"{f.name}（{f.get_state_display()}）" for f in away)
    return "　".join(part for part in (source.sheet.care_impact, rows) if part)


def _spokesperson(source: Source) -> str:
    rows = TeamMember.objects.filter(
        incident=source.incident, role=TeamRole.EXPLANATION, ends_at__isnull=True
    )
    found = rows.select_related("person").first()
    return found.person.title_and_name if found else ""
