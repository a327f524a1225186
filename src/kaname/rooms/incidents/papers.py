"""Incidents on paper: a report, the sheet for the hand-over, the chronicle; and a report as a Word file."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from kaname.foundation.calendar import clock
from kaname.foundation.calendar.display import show_datetime
from kaname.foundation.ledger.prints import fingerprint_of
from kaname.web.excel import file_response
from kaname.web.markdown import markdown_blocks
from kaname.web.pdf import pdf_response
from kaname.web.word import DOCX, write_docx

from . import selectors, shown
from .choices import CareState
from .models import Incident, IncidentReport

_FOR_THE_PUBLIC = frozenset({"publication", "person_notice"})


def report_paper(report: IncidentReport) -> HttpResponse:
    """A report as it goes out, on A4; what is still a draft says so."""
    name = f"incident-{report.incident.number}-{report.clock}-{report.serial}.pdf"
    response: HttpResponse = pdf_response("incidents/report", report_data(report), filename=name)
    return response


def report_data(report: IncidentReport) -> dict[str, Any]:
    """What the paper says."""
    return {
        "institution": report.incident.institution.name,
        "title": report.title,
        "state": "" if report.is_sent else _("下書き（送っていません）"),
        "facts": _report_facts(report),
        "blocks": markdown_blocks(report.body),
        "printed_on": _("%(at)s 出力") % {"at": show_datetime(clock.now())},
        "fingerprint": fingerprint_of(report),
    }


def _report_facts(report: IncidentReport) -> list[list[str]]:
    if report.clock in _FOR_THE_PUBLIC:
        return []
    rows = [(_("あて先"), str(report.rule.recipient)), (_("根拠"), report.rule.basis)]
    if report.is_sent and report.sent_at is not None and report.sent_by is not None:
        rows += [
            (_("送った時刻"), show_datetime(report.sent_at)),
            (_("方法と相手"), f"{report.channel}　{report.recipient}"),
            (_("受付番号など"), report.receipt),
            (_("送った人"), report.sent_by.title_and_name),
        ]
    return [[label, value] for label, value in rows if value]


def report_word(report: IncidentReport) -> HttpResponse:
    """The same text as a Word file."""
    name = f"incident-{report.incident.number}-{report.clock}-{report.serial}.docx"
    facts = _report_facts(report)
    if not report.is_sent:
        facts = [[_("状態"), _("下書き（送っていません）")], *facts]
    content = write_docx(report.title, report.body, [] if report.clock in _FOR_THE_PUBLIC else facts)
    return file_response(content, filename=name, content_type=DOCX)


def handover_paper(incident: Incident) -> HttpResponse:
    """How things stand, for whoever takes over, on one or two sheets."""
    view = selectors.command_view(incident, clock.now())
    data = {
        **_head(incident, _("引継ぎ票")),
        "facts": _facts(incident),
        "board_head": [_("機能"), _("状態"), _("患者への影響"), _("担当"), _("次の確認")],
        "board": [
            [
                f.row.name,
                str(f.row.get_state_display()),
                f.row.impact,
                f.row.owner.name if f.row.owner else "",
                show_datetime(f.row.next_check_at) if f.row.next_check_at else "",
            ]
            for f in shown.shown_board(view)
            if f.row.state != CareState.NORMAL
        ],
        "as_usual": _("通常：%(names)s")
        % {"names": "、".join(f.name for f in view.functions if f.state == CareState.NORMAL)},
        "clocks_head": [_("届け出"), _("状態"), _("期限"), _("残り")],
        "clocks": [[c.recipient, c.label, c.deadline, c.left] for c in shown.shown_clocks(view) if c.is_open],
        "tasks_head": [_("頼んでいること"), _("担当"), _("いつまでに")],
        "tasks": [
            [t.text, t.assignee.name if t.assignee else "", show_datetime(t.due_at) if t.due_at else ""]
            for t in view.open_tasks
        ],
        "team_head": [_("役割"), _("担当"), _("代理")],
        "team": [
            [str(m.get_role_display()), m.person.title_and_name, m.deputy.title_and_name if m.deputy else ""]
            for m in view.team
        ],
        "log_head": [_("時刻"), _("種類"), _("内容"), _("書いた人")],
        "log": log_rows(shown.shown_log(view)[:15]),
        "words": {
            "board": _("診療の継続"),
            "clocks": _("届け出の時計"),
            "tasks": _("頼んでいること"),
            "team": _("体制"),
            "log": _("最近の記録"),
            "note": _("引き継ぐ人が書き足すこと"),
        },
    }
    response: HttpResponse = pdf_response(
        "incidents/handover", data, filename=f"incident-{incident.number}-handover.pdf"
    )
    return response


def chronicle_paper(incident: Incident) -> HttpResponse:
    """Everything that was recorded, in order of time, with when it was written down and what was corrected."""
    view = selectors.command_view(incident, clock.now())
    data = {
        **_head(incident, _("事故の時系列記録")),
        "facts": _facts(incident),
        "log_head": [_("時刻"), _("種類"), _("内容"), _("書いた人")],
        "log": log_rows(shown.shown_log(view)[::-1]),
    }
    response: HttpResponse = pdf_response(
        "incidents/chronicle", data, filename=f"incident-{incident.number}-log.pdf"
    )
    return response


def _head(incident: Incident, title: str) -> dict[str, Any]:
    return {
        "institution": incident.institution.name,
        "title": title,
        "exercise": _("訓練") if incident.is_exercise else "",
        "subject": str(incident),
        "printed_on": _("%(at)s 出力") % {"at": show_datetime(clock.now())},
        "fingerprint": fingerprint_of(incident),
    }


def _facts(incident: Incident) -> list[list[str]]:
    rows = [
        (_("状態"), str(incident.get_status_display())),
        (_("重大さ"), str(incident.get_severity_display())),
        (
            _("起きた時刻"),
            f"{show_datetime(incident.occurred_at)}（{incident.get_occurred_precision_display()}）",
        ),
        (_("知らせた時刻"), f"{show_datetime(incident.alarm_at)}　{incident.alarm_by.title_and_name}"),
        (_("何が起きているか"), incident.what),
    ]
    return [[label, value] for label, value in rows if value]


def log_rows(lines: list[shown.ShownLine]) -> list[list[str]]:
    """Lines of the log as rows of a table: when, what kind, what, who wrote it."""
    return [
        [
            show_datetime(line.row.occurred_at),
            str(line.row.get_kind_display()),
            _log_text(line),
            line.row.recorded_by.name,
        ]
        for line in lines
    ]


def _log_text(line: shown.ShownLine) -> str:
    parts = [line.row.text]
    if line.row.source:
        parts.append(_("（%(source)sから）") % {"source": line.row.source})
    if line.late:
        parts.append(f"（{line.late}）")
    if line.replaced is not None:
        parts.append(_("（この行は後で訂正された）"))
    return "\n".join(parts)
