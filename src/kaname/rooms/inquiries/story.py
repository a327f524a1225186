"""What happened about an inquiry, in order of time, as its page tells it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from kaname.foundation.access.models import Person
from kaname.foundation.calendar import clock
from kaname.foundation.decisions.selectors import decisions_about, lines_of
from kaname.foundation.directives.models import Directive

from .models import Inquiry


@dataclass(frozen=True)
class Event:
    """One line of the timeline."""

    at: datetime | date
    kind: str
    tone: str
    text: str
    by: str = ""
    url: str = ""


def story_of(inquiry: Inquiry, person: Person) -> list[Event]:
    """From the receipt to the erasure, with decisions and the directives that followed."""
    events = [*_own(inquiry), *_decided(inquiry), *_told(directives_from(inquiry, person))]
    return sorted(events, key=lambda e: e.at if isinstance(e.at, datetime) else clock.at_start_of(e.at))


def directives_from(inquiry: Inquiry, person: Person) -> list[Directive]:
    """The directives that this inquiry gave rise to, as far as the person sees them."""
    origin = f"{inquiry._meta.label_lower}:{inquiry.pk}"
    rows = Directive.objects.visible_to(person).filter(origin=origin)
    return list(rows.select_related("addressee", "issued_by").order_by("pk"))


def _own(row: Inquiry) -> Iterator[Event]:
    by = row.received_by.name if row.received_by else ""
    yield Event(row.received_at, _("受付"), "info", str(row.get_channel_display()), by)
    if row.identity_on:
        yield Event(row.identity_on, _("本人確認"), "info", str(row.get_identity_method_display()))
    if row.answered_on:
        by = row.answered_by.name if row.answered_by else ""
        yield Event(row.answered_on, _("回答"), "good", str(row.get_answer_channel_display()), by)
    if row.closed_on:
        yield Event(row.closed_on, _("終了"), "good", str(row.get_close_reason_display()))
    if row.erased_on:
        yield Event(row.erased_on, _("消去"), "info", _("保存期間が過ぎたため、個人の文章を消しました。"))


def _decided(row: Inquiry) -> Iterator[Event]:
    for decision in decisions_about(row):
        for line in lines_of(decision):
            yield Event(line.at, line.kind, line.tone, line.text or decision.number, line.by)


def _told(rows: list[Directive]) -> Iterator[Event]:
    for row in rows:
        text = _("指示 %(number)s「%(title)s」（%(name)s へ）") % {
            "number": row.number,
            "title": row.title,
            "name": row.addressee.name,
        }
        yield Event(row.issued_on, _("指示"), "info", text, row.issued_by.name, row.get_absolute_url())
