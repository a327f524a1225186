"""Minutes on A4 paper: who met, what was said and concluded, what was ordered, and who confirmed it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from kaname.foundation.calendar import clock
from kaname.foundation.calendar.display import show_date, show_datetime
from kaname.foundation.ledger.models import Checkpoint
from kaname.web.markdown import markdown_blocks
from kaname.web.pdf import pdf_response

from .kinds import get_kind
from .models import Attendance, MeetingStatus
from .selectors import MeetingView


def minutes_paper(view: MeetingView) -> HttpResponse:
    """The minutes as a PDF file, named by the meeting's number."""
    name = f"minutes-{view.meeting.number}.pdf"
    response: HttpResponse = pdf_response("meetings/minutes", paper_of(view), filename=name)
    return response


def paper_of(view: MeetingView) -> dict[str, Any]:
    """Everything the paper says, as plain text and blocks."""
    meeting = view.meeting
    newest = Checkpoint.objects.of(meeting.institution).order_by("-size", "-pk").first()
    return {
        "institution": meeting.institution.name,
        "title": meeting.title,
        "subtitle": _("議事録") if meeting.held_on else _("開催の案内"),
        "number": _("第%(number)s号") % {"number": meeting.number},
        "state": "" if meeting.status == MeetingStatus.CLOSED else _("確定前の案"),
        "facts": [[label, value] for label, value in _facts(view) if value],
        "words": {
            "agenda": _("議題と議事"),
            "conclusion": _("決まったこと"),
            "result": _("会議の結論"),
            "orders": _("会議からの指示"),
            "head": [_("番号"), _("件名"), _("あて先"), _("期限"), _("状態")],
            "addenda": _("追記"),
            "annex": _("会議に出された資料"),
        },
        "items": [_item(item.topic, item.discussion, item.conclusion) for item in view.items],
        "result": markdown_blocks(meeting.result),
        "orders": [
            [d.number, d.title, d.addressee.name, show_date(d.due_on), str(d.get_status_display())]
            for d in view.directives
        ],
        "addenda": [
            [f"{a.added_by.title_and_name}　{show_datetime(a.added_at)}", a.text] for a in view.addenda
        ],
        "annex": get_kind(meeting.kind).annex(meeting),
        "confirmed": _confirmed(view),
        "printed_on": _("%(at)s 出力") % {"at": show_datetime(clock.now())},
        "fingerprint": newest.fingerprint if newest else "",
    }


def _facts(view: MeetingView) -> list[tuple[str, str]]:
    meeting = view.meeting
    hours = "〜".join(t.strftime("%H:%M") for t in (meeting.begins, meeting.ends) if t)
    return [
        (_("日時"), f"{show_date(meeting.day)}　{hours}".strip()),
        (_("場所"), meeting.place),
        (_("議長"), meeting.chair.title_and_name),
        (_("書記"), meeting.secretary.title_and_name if meeting.secretary else ""),
        (_("出席"), _people(view.present if meeting.held_on else view.attendances)),
        (_("欠席"), _people(view.absent)),
    ]


def _people(rows: list[Attendance]) -> str:
    return "、".join(f"{a.capacity}　{a.person.name}".strip() for a in rows)


def _item(topic: str, discussion: str, conclusion: str) -> dict[str, Any]:
    return {
        "topic": topic,
        "discussion": markdown_blocks(discussion),
        "conclusion": markdown_blocks(conclusion),
    }


def _confirmed(view: MeetingView) -> list[str]:
    meeting = view.meeting
    if meeting.closed_by is None or meeting.closed_at is None:
        return []
    return [
        _("この議事録は、議長が %(at)s に確定しました。") % {"at": show_datetime(meeting.closed_at)},
        meeting.closed_by.title_and_name,
        _("内容の指紋 %(digest)s") % {"digest": meeting.digest[:16]},
    ]
