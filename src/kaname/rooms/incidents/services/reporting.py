"""Reports: drafted from the facts, changed, sent and frozen; and duties that were decided not to apply.

Source: 経営管理編 3.4.3 ①②, 個人情報保護法 第26条
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Max
from django.utils.translation import gettext as _

from kaname.foundation.access.checks import require_text
from kaname.foundation.access.models import Person
from kaname.foundation.access.writes import writing
from kaname.foundation.calendar import clock
from kaname.foundation.contacts.models import AnnouncementTemplate
from kaname.foundation.decisions import services as decisions
from kaname.foundation.decisions.models import Decision, StepKind
from kaname.foundation.decisions.selectors import decision_of, decisions_about
from kaname.foundation.decisions.services import Step
from kaname.foundation.evidence import services as evidence
from kaname.rooms.incidents import selectors
from kaname.rooms.incidents.choices import LineKind, ReportState
from kaname.rooms.incidents.clocks.rules import Rule, shipped_rules
from kaname.rooms.incidents.drafts import Source, draft_of
from kaname.rooms.incidents.keys import ANNOUNCE, WAIVE
from kaname.rooms.incidents.models import Incident, IncidentReport
from kaname.rooms.incidents.prepared import prepared_texts, text_of, unfilled

from .checks import require_open, require_past, require_real
from .log import add_line

MAX_BODY = 20_000
NEEDS_APPROVAL = frozenset({"publication"})


def digest_of(body: str) -> str:
    """The SHA-256 of a report's text as it was sent."""
    return hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()


def _rule(name: str) -> Rule:
    found = shipped_rules().rules.get(name)
    if found is None:
        raise ValidationError({"clock": _("届け出の種類を選び直してください。")})
    return found


def draft_report(
    *, by: Person, incident: Incident, clock_id: str, template: AnnouncementTemplate | None = None
) -> IncidentReport:
    """Draft the next report of a duty from the newest facts; a draft that is there already is returned as it is.

    `template` is the prepared text of an announcement in whose places the facts are set.
    Raises PermissionDenied; ValidationError.
    """
    with writing(by=by, action="incidents.work") as entry:
        require_open(by, incident)
        require_real(incident)
        rule = _rule(clock_id)
        rows = IncidentReport.objects.filter(incident=incident, clock=clock_id)
        open_draft = rows.filter(state=ReportState.DRAFT).first()
        if open_draft is not None:
            return open_draft
        serial = (rows.aggregate(last=Max("serial"))["last"] or 0) + 1
        source = selectors.source_of(incident)
        title, body = _begin(by, source, rule, serial, template)
        return entry.save(
            IncidentReport(
                institution=incident.institution,
                incident=incident,
                clock=clock_id,
                serial=serial,
                sheet=source.sheet,
                title=title[:200],
                body=body,
                drafted_by=by,
            )
        )


def change_draft(*, by: Person, report: IncidentReport, title: str, body: str) -> IncidentReport:
    """Change the text of a draft. Raises PermissionDenied; ValidationError; StaleRecord."""
    with writing(by=by, action="incidents.work") as entry:
        _require_draft(by, report)
        require_text(title=title, body=body)
        if len(body) > MAX_BODY:
            raise ValidationError({"body": _("%(n)s文字までにしてください。") % {"n": f"{MAX_BODY:,}"}})
        report.title, report.body = title.strip(), body.replace("\r\n", "\n").strip() + "\n"
        return entry.save(report)


def _begin(
    by: Person, source: Source, rule: Rule, serial: int, template: AnnouncementTemplate | None
) -> tuple[str, str]:
    if template is None:
        return draft_of(source, rule, serial)
    if not prepared_texts(by.institution, rule.id).filter(pk=template.pk).exists():
        raise ValidationError({"template": _("この届け出に使える文案を選んでください。")})
    return text_of(source, template)


def renew_draft(
    *, by: Person, report: IncidentReport, template: AnnouncementTemplate | None = None
) -> IncidentReport:
    """Draft it anew from the newest facts (and a prepared text); what was written into it is gone.

    Raises as `change_draft`.
    """
    with writing(by=by, action="incidents.work") as entry:
        _require_draft(by, report)
        source = selectors.source_of(report.incident)
        title, body = _begin(by, source, report.rule, report.serial, template)
        report.title, report.body, report.sheet = title[:200], body, source.sheet
        return entry.save(report)


def discard_draft(*, by: Person, report: IncidentReport) -> None:
    """Throw a draft away. Raises PermissionDenied; ValidationError once it was sent or put before an executive."""
    with writing(by=by, action="incidents.work") as entry:
        _require_draft(by, report)
        if decisions_about(report).exists():
            raise ValidationError(_("公表の決裁を求めた文です。記録として残します。"))
        entry.delete(report)


def _require_draft(by: Person, report: IncidentReport) -> None:
    require_open(by, report.incident)
    if report.is_sent:
        raise ValidationError(_("送った報告は変えられません。続きは、次の報告として作ってください。"))


def record_sent(
    *,
    by: Person,
    report: IncidentReport,
    channel: str,
    recipient: str,
    sent_at: datetime | None = None,
    receipt: str = "",
    files: Sequence[UploadedFile] = (),
) -> IncidentReport:
    """Record that it went out: by which way, to whom, when, with what receipt. From then on its text is frozen.

    An announcement needs the executive's approval of exactly this text.
    Raises PermissionDenied; ValidationError; StaleRecord.
    Source: 経営管理編 3.4.3 ①②
    """
    with writing(by=by, action="incidents.work") as entry:
        _require_draft(by, report)
        require_text(channel=channel, recipient=recipient)
        require_past(sent_at=sent_at)
        _require_filled(report)
        if report.clock in NEEDS_APPROVAL:
            _require_approved(report)
        report.state, report.sent_by, report.sent_at = ReportState.SENT, by, sent_at or clock.now()
        report.channel, report.recipient, report.receipt = channel.strip(), recipient.strip(), receipt.strip()
        report.body_sha256 = digest_of(report.body)
        entry.save(report)
        text = _("%(to)s に「%(what)s」を送った（%(how)s、%(whom)s）") % {
            "to": report.rule.recipient.ja,
            "what": report.title,
            "how": report.channel,
            "whom": report.recipient,
        }
        add_line(entry, by, report.incident, LineKind.REPORT, text, occurred_at=report.sent_at)
        if files:
            evidence.attach(by=by, record=report, files=files)
        return report


def _require_filled(report: IncidentReport) -> None:
    if open_places := unfilled(f"{report.title}\n{report.body}"):
        raise ValidationError(
            _("まだ書き入れていない所があります：%(what)s。先に「下書きを直す」で書き入れてください。")
            % {"what": "、".join(open_places)}
        )


def _require_approved(report: IncidentReport) -> None:
    decision = decision_of(report, ANNOUNCE)
    if decision is None or not decision.is_approved:
        raise ValidationError(
            _("公表には経営層の決裁が要ります。先に「公表の決裁を求める」を選んでください。")
        )
    if decision.material.get("body_sha256") != digest_of(report.body):
        raise ValidationError(_("決裁の後に文が変わっています。もう一度、公表の決裁を求めてください。"))


def ask_announcement(*, by: Person, report: IncidentReport, approver: Person) -> Decision:
    """Put the text of an announcement before an executive. Raises PermissionDenied; ValidationError."""
    with writing(by=by, action="incidents.request"):
        _require_draft(by, report)
        _require_filled(report)
        return decisions.request_decision(
            by=by,
            kind=ANNOUNCE,
            subject=report,
            question=_("「%(title)s」を公表してよいか") % {"title": report.title},
            steps=[Step(StepKind.APPROVE, approver)],
        )


def ask_waiver(
    *, by: Person, incident: Incident, clock_id: str, exemption: str, grounds: str, approver: Person
) -> Decision:
    """Ask an executive to decide that a duty does not apply, on a named ground and with what shows it.

    Raises PermissionDenied; ValidationError.
    Source: 個人情報保護法施行規則 第7条
    """
    with writing(by=by, action="incidents.request"):
        require_open(by, incident)
        require_real(incident)
        rule = _rule(clock_id)
        require_text(grounds=grounds)
        if (exemption or "") not in (rule.exempt_if or ("",)):
            raise ValidationError({"exemption": _("この届け出に当てはまる理由を選んでください。")})
        asked = decisions_about(incident).filter(kind=WAIVE, status__in=("PENDING", "RETURNED"))
        if any(row.proposal.get("clock") == clock_id for row in asked):
            raise ValidationError(_("この届け出については、既に決裁を求めています。"))
        return decisions.request_decision(
            by=by,
            kind=WAIVE,
            subject=incident,
            question=_("%(to)s への届け出を非該当としてよいか") % {"to": rule.recipient.ja},
            steps=[Step(StepKind.APPROVE, approver)],
            summary=grounds,
            proposal={
                "clock": clock_id,
                "basis": rule.basis,
                "exemption": exemption,
                "grounds": grounds.strip(),
                "version": selectors.newest_sheet(incident).version,
            },
        )
