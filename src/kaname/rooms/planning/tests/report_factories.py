"""Plain factories: status reports, made through the services."""

from __future__ import annotations

from datetime import date
from typing import Any

from kaname.foundation.access.models import Person
from kaname.foundation.decisions import services as decisions
from kaname.foundation.decisions.models import Decision
from kaname.rooms.planning.models import Assessment, ReportKind, ReportVerdict, StatusReport
from kaname.rooms.planning.services import reports

STARTS, ENDS = date(2026, 3, 1), date(2026, 5, 31)


def make_report(by: Person, kind: str = ReportKind.SAFETY_STATUS, **fields: Any) -> StatusReport:
    """A draft about March to May 2026 that lacks nothing."""
    days = {"starts_on": STARTS, "ends_on": ENDS, **fields}
    report = reports.begin_report(by=by, kind=kind, **days)
    return write(report, by=by)


def write(report: StatusReport, *, by: Person, **fields: Any) -> StatusReport:
    """The draft with everything it needs to be sent."""
    kept = {name: getattr(report, name) for name in ("title", "starts_on", "ends_on")}
    said = {"assessment": Assessment.GOOD, "comment": "大きな問題はありません。", **kept, **fields}
    return reports.write_report(by=by, report=report, **said)


def send(by: Person, executive: Person, kind: str = ReportKind.SAFETY_STATUS, **fields: Any) -> StatusReport:
    """A report that an executive received today."""
    return reports.send_report(by=by, report=make_report(by, kind, **fields), addressee=executive)


def judge(
    report: StatusReport, *, by: Person, choice: str = ReportVerdict.ACCEPT, reason: str = "確かめました。"
) -> StatusReport:
    """The executive answers; returns the report read anew."""
    decision = Decision._default_manager.get(pk=report.decision_id)
    decisions.act_on_step(by=by, decision=decision, choice=choice, reason=reason)
    return StatusReport._default_manager.get(pk=report.pk)
