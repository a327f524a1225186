"""Minutes on A4 paper: who met, what was said and concluded, what was ordered, and who confirmed it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from kaname.foundation.calendar import clock
from kaname.foundation.calendar.display import show_date, show_datetime
from kaname.foundation.ledger.prints import newest_fingerprint
from kaname.web.markdown import markdown_blocks
from kaname.web.pdf import pdf_response

from .kinds import get_kind
from .models import AgendaItem, Attendance, Meeting, MeetingStatus
from .selectors import MeetingView, orders_in


def minutes_paper(view: MeetingView) -> HttpResponse:
    """The minutes as a PDF file, named by the meeting's number."""
    name = f"minutes-{view.meeting.number}.pdf"
    response: HttpResponse = pdf_response("meetings/minutes", paper_of(view), filename=name)
    return response


def paper_of(view: MeetingView) -> dict[str, Any]:
    """Everything the paper says, as plain text and blocks."""
    meeting = view.meeting
    return {
        "institution": meeting.institution.name,
        "title": meeting.title,
        "subtitle": _("議事録") if meeting.held_on else _("開催の案内"),
        "number": _("第%(number)s号") % {"number": meeting.number},
        "state": _state(meeting),
        "facts": [[label, value] for label, value in _facts(meeting) if value],
        "words": _words(view),
        "roll": [_seat(row, is_held=meeting.held_on is not None) for row in view.attendances],
        "is_held": meeting.held_on is not None,
        "items": [_item(item) for item in view.items],
        "result": markdown_blocks(meeting.result),
        "orders": _orders(view),
        "decisions": [[d.number, d.question, str(d.get_status_display())] for d in view.decisions],
        "addenda": [
            [f"{a.added_by.title_and_name}　{show_datetime(a.added_at)}", a.text] for a in view.addenda
        ],
        "annex": _annex(meeting) if meeting.held_on else [],
        "signatures": _signatures(meeting) if meeting.held_on else [],
        "digest": _("議事録の指紋 %(digest)s") % {"digest": meeting.digest} if meeting.digest else "",
        "printed_on": _("%(at)s 出力") % {"at": show_datetime(clock.now())},
        "fingerprint": newest_fingerprint(meeting.institution),
    }


def _annex(meeting: Meeting) -> list[dict[str, Any]]:
    """What was put before the meeting; of a long table the beginning, and how many rows more the screen shows."""
    kind = get_kind(meeting.kind)
    most = kind.annex_rows
    return [{**part, "rows": part["rows"][:most], "more": _more(part, most)} for part in kind.annex(meeting)]


def _more(part: dict[str, Any], most: int | None) -> str:
    left = len(part["rows"]) - most if most is not None else 0
    return _("ほか%(n)s件は、画面の「会議に出された資料」で読めます。") % {"n": left} if left > 0 else ""


def _state(meeting: Meeting) -> str:
    """What the reader must know before relying on the paper; nothing once the minutes are confirmed."""
    if meeting.status == MeetingStatus.CANCELLED:
        return str(_("取りやめ"))
    return str(_("確定前の案")) if meeting.status == MeetingStatus.HELD else ""


def _words(view: MeetingView) -> dict[str, Any]:
    meeting = view.meeting
    return {
        "agenda": _("議題と議事") if meeting.held_on else _("議題"),
        "conclusion": _("決まったこと"),
        "result": _("会議の結論"),
        "roll": _roll_title(view),
        "roll_head": [_("立場"), _("氏名"), _("出欠")] if meeting.held_on else [_("立場"), _("氏名")],
        "orders": _("会議で決まった指示"),
        "orders_head": [_("番号"), _("指示"), _("担当"), _("期限")],
        "decisions": _("会議から求めた決裁"),
        "decisions_head": [_("番号"), _("決めること"), _("状態")],
        "addenda": _("確定した後の追記"),
        "annex": _("別紙　会議に出された資料"),
    }


def _roll_title(view: MeetingView) -> str:
    if not view.meeting.held_on:
        return _("出席を求める人")
    return _("出席者（%(all)s人のうち%(came)s人が出席）") % {
        "all": len(view.attendances),
        "came": len(view.present),
    }


def _facts(meeting: Meeting) -> list[tuple[str, str]]:
    hours = "〜".join(t.strftime("%H:%M") for t in (meeting.begins, meeting.ends) if t)
    return [
        (_("日時"), f"{show_date(meeting.day)}　{hours}".strip()),
        (_("場所"), meeting.place),
        (_("議長"), meeting.chair.title_and_name),
        (_("書記"), meeting.secretary.title_and_name if meeting.secretary else ""),
    ]


def _seat(row: Attendance, *, is_held: bool) -> list[str]:
    came = {True: _("出席"), False: _("欠席"), None: _("記録なし")}[row.present]
    return [row.capacity, row.person.name, *([str(came)] if is_held else [])]


def _orders(view: MeetingView) -> list[list[str]]:
    """What was ordered: as the confirmed minutes keep it, before that as it stands."""
    rows = view.meeting.orders if view.meeting.closed_at else orders_in(view.directives)
    return [
        [row["number"], row["title"], row["addressee"], show_date(date.fromisoformat(row["due_on"]))]
        for row in rows
    ]


def _item(item: AgendaItem) -> dict[str, Any]:
    return {
        "topic": item.topic,
        "discussion": markdown_blocks(item.discussion),
        "conclusion": markdown_blocks(item.conclusion),
    }


def _signatures(meeting: Meeting) -> list[list[str]]:
    """Who wrote the minutes and who confirmed them: the office, the name, and when; the chair stands last."""
    confirmed = show_datetime(meeting.closed_at) if meeting.closed_at else ""
    wrote = [[str(_("書記")), meeting.secretary.title_and_name, ""]] if meeting.secretary else []
    said = _("%(at)s 確定") % {"at": confirmed} if confirmed else ""
    return [*wrote, [str(_("議長")), meeting.chair.title_and_name, said]]
