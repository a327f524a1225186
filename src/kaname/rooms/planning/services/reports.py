"""What people do about status reports: begin, write, send, write again, and tell people what follows.

Source: 経営管理編 1.1 ①, 1.2.1 管理責任 ②, 3.2.2 ①
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _

from kaname.foundation.access.checks import require_house
from kaname.foundation.access.models import Person
from kaname.foundation.access.records import ref_of
from kaname.foundation.access.writes import writing
from kaname.foundation.calendar import clock
from kaname.foundation.decisions import services as decisions
from kaname.foundation.decisions.models import Decision, DecisionStatus, StepKind
from kaname.foundation.directives.models import Directive
from kaname.foundation.directives.services import issue_directive
from kaname.rooms.planning.models import ReportKind, ReportStatus, ReportVerdict, StatusReport
from kaname.rooms.planning.selectors.reports import obligation_of
from kaname.rooms.planning.selectors.sections import material_of

from .report_checks import (
    give_number,
    require_draft,
    require_period,
    require_sendable,
    tidy,
    usual_title,
)

JUDGE = "planning.judge_report"


def begin_report(*, by: Person, kind: str, starts_on: date, ends_on: date, title: str = "") -> StatusReport:
    """Begin a report about a period (both days included); without a title it gets the usual one.

    Raises PermissionDenied; ValidationError, also while another draft of the kind is being written.
    """
    with writing(by=by, action="planning.report") as entry:
        if kind not in ReportKind.values:
            raise ValidationError({"kind": _("報告の種類を選んでください。")})
        require_period(starts_on, ends_on)
        report = StatusReport(
            institution=by.institution,
            kind=kind,
            starts_on=starts_on,
            ends_on=ends_on,
            title=title.strip() or usual_title(kind, starts_on, ends_on),
            author=by,
        )
        _require_no_draft(report)
        give_number(report)
        return entry.save(report)


def write_report(
    *,
    by: Person,
    report: StatusReport,
    title: str,
    starts_on: date,
    ends_on: date,
    assessment: str = "",
    comment: str = "",
    proposals: str = "",
    comments: Mapping[str, str] | None = None,
    change_note: str = "",
    revision: int | None = None,
) -> StatusReport:
    """Keep what the author says so far; `comments` by the name of the section. Whoever writes last is the author.

    Raises PermissionDenied; ValidationError once it was sent; StaleRecord.
    """
    with writing(by=by, action="planning.report") as entry:
        require_draft(by, report, revision)
        require_period(starts_on, ends_on)
        if not title.strip():
            raise ValidationError({"title": _("表題を入力してください。")})
        report.title, report.starts_on, report.ends_on = title.strip(), starts_on, ends_on
        report.assessment, report.author = assessment, by
        report.comment, report.proposals = _text(comment), _text(proposals)
        report.comments, report.change_note = tidy(comments or {}), _text(change_note)
        return entry.save(report)


def discard_report(*, by: Person, report: StatusReport) -> None:
    """Throw a draft away; the ledger keeps that it was. Raises PermissionDenied; ValidationError once it was sent."""
    with writing(by=by, action="planning.report", note=str(report)) as entry:
        require_draft(by, report, None)
        entry.delete(report)


def send_report(
    *,
    by: Person,
    report: StatusReport,
    addressee: Person,
    reviewer: Person | None = None,
    revision: int | None = None,
) -> StatusReport:
    """Freeze the report with all its material and put it before an executive, perhaps through a reviewer.

    It counts as received today, and never changes again.
    Raises PermissionDenied; ValidationError; StaleRecord.
    Source: 経営管理編 1.2.1 管理責任 ②
    """
    with writing(by=by, action="planning.report", note=str(report)) as entry:
        require_draft(by, report, revision)
        require_sendable(by, report, addressee)
        report.author = by
        report.sections = material_of(report.institution, report.kind, report.period)
        entry.save(report)
        report.decision = _ask(by, report, addressee, reviewer)
        report.addressee, report.sent_at, report.status = addressee, clock.now(), ReportStatus.SENT
        return entry.save(report)


def _ask(by: Person, report: StatusReport, addressee: Person, reviewer: Person | None) -> Decision:
    way = [decisions.Step(StepKind.REVIEW, reviewer)] if reviewer else []
    return decisions.request_decision(
        by=by,
        kind=JUDGE,
        subject=report,
        question=_("「%(title)s」を了承しますか") % {"title": report.title},
        summary=_("全体の評価は「%(assessment)s」です。報告書の要旨と所見を確かめて、判断してください。")
        % {"assessment": report.get_assessment_display()},
        steps=[*way, decisions.Step(StepKind.APPROVE, addressee)],
        obligation_id=obligation_of(report.kind),
    )


def revise_report(*, by: Person, report: StatusReport) -> StatusReport:
    """Begin the next version of a report that was returned or withdrawn, with the author's words in it.

    One whose request merely came back undecided is withdrawn by this. Raises PermissionDenied; ValidationError.
    """
    with writing(by=by, action="planning.report") as entry:
        require_house(by, report)
        report = _settled(by, report)
        if report.status not in (ReportStatus.RETURNED, ReportStatus.WITHDRAWN):
            raise ValidationError(_("次の版を作れるのは、差し戻した報告か取り下げた報告です。"))
        same = StatusReport.objects.of(by.institution).filter(
            fiscal_year=report.fiscal_year, serial=report.serial
        )
        newest = same.aggregate(last=Max("version"))["last"]
        if newest != report.version:
            raise ValidationError(_("この報告には、もう次の版があります。新しい版を開いてください。"))
        names = ("kind", "number", "fiscal_year", "serial", "title", "starts_on", "ends_on", "assessment")
        texts = ("comment", "proposals", "comments")
        kept = {name: getattr(report, name) for name in (*names, *texts)}
        fresh = StatusReport(institution=by.institution, author=by, version=newest + 1, **kept)
        _require_no_draft(fresh)
        return entry.save(fresh)


def _settled(by: Person, report: StatusReport) -> StatusReport:
    decision = report.decision
    if report.status != ReportStatus.SENT or decision is None:
        return report
    decision.refresh_from_db()
    if decision.status == DecisionStatus.RETURNED:
        decisions.withdraw(by=by, decision=decision, reason=_("次の版として直すため、取り下げます。"))
        report.refresh_from_db()
    return report


def order_improvement(
    *,
    by: Person,
    report: StatusReport,
    addressee: Person,
    title: str,
    body: str,
    due_on: date,
) -> Directive:
    """Tell somebody what must be improved, as the executive decided on the report. Raises PermissionDenied; ValidationError.

    Source: 経営管理編 1.2.1 管理責任 ②
    """
    with writing(by=by, action="planning.judge"):
        require_house(by, report)
        if report.verdict != ReportVerdict.ORDER:
            raise ValidationError(
                _("この報告には「改善を指示する」という判断がありません。先に報告を判断してください。")
            )
        return issue_directive(
            by=by,
            addressee=addressee,
            title=title,
            body=body,
            due_on=due_on,
            origin=ref_of(report),
            obligation_id=obligation_of(report.kind),
        )


def judge_report(*, decision: Decision, report: StatusReport, status: str) -> StatusReport:
    """What an executive decided is the report's verdict, in the deciding transaction. Source: 1.2.1 管理責任 ②"""
    with writing(by=decision.decided_by, action="planning.judge", note=decision.reason) as entry:
        report.status, report.verdict = status, decision.choice
        report.judged_by, report.judged_at = decision.decided_by, decision.decided_at
        return entry.save(report)


def close_report(*, decision: Decision, report: StatusReport) -> None:
    """The request for a verdict ended undecided: the report no longer counts, and may be written again."""
    if report.status != ReportStatus.SENT:
        return
    by = decision.actions.latest("pk").person
    with writing(by=by, action="decisions.request", note=str(decision.get_status_display())) as entry:
        report.status = ReportStatus.WITHDRAWN
        entry.save(report)


def _require_no_draft(report: StatusReport) -> None:
    rows = StatusReport.objects.of(report.institution).filter(kind=report.kind, status=ReportStatus.DRAFT)
    if rows.exists():
        raise ValidationError(_("この種類の報告には書きかけの下書きがあります。その下書きを続けてください。"))


def _text(text: str) -> str:
    return text.replace("\r\n", "\n").strip()
