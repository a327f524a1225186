"""Restore tests and self-checks: recorded, put before an executive, judged; what they found is directed.

Source: 経営管理編 3.4.1 ②
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from kaname.foundation.access.checks import (
    require_active,
    require_house,
    require_not_future,
    require_own,
    require_text,
)
from kaname.foundation.access.models import Person
from kaname.foundation.access.records import ref_of
from kaname.foundation.access.writes import Entry, writing
from kaname.foundation.calendar import clock
from kaname.foundation.decisions import services as decisions
from kaname.foundation.decisions.models import Decision, DecisionStatus, StepKind
from kaname.foundation.directives.services import issue_directive
from kaname.foundation.evidence.services import attach
from kaname.rooms.continuity.choices import (
    CheckKind,
    CheckResult,
    CheckStatus,
    FindingState,
)
from kaname.rooms.continuity.models import CheckFinding, RecoveryProcedure, RestoreCheck
from kaname.rooms.continuity.selectors.checks import HELD_WITHIN, obligation_using

JUDGE = "continuity.judge_check"


def record_check(
    *,
    by: Person,
    kind: str,
    held_on: date,
    subject: str,
    result: str,
    held_by: Person | None = None,
    files: Iterable[UploadedFile] = (),
    **fields: Any,
) -> RestoreCheck:
    """Record a restore test or a self-check that was held, with its evidence.

    `fields` are system (None: the procedures as a whole), used_offline_copy, measured_minutes, data_age_minutes, outcome.
    The targets are those of the system's procedure in force. Raises PermissionDenied; ValidationError.
    """
    with writing(by=by, action="continuity.manage") as entry:
        check = RestoreCheck(institution=by.institution)
        _fill(
            check, kind=kind, held_on=held_on, subject=subject, result=result, held_by=held_by or by, **fields
        )
        entry.save(check)
        chosen = list(files)
        if chosen:
            attach(by=by, record=check, files=chosen)
        return check


def change_check(
    *,
    by: Person,
    check: RestoreCheck,
    kind: str,
    held_on: date,
    subject: str,
    result: str,
    held_by: Person,
    files: Iterable[UploadedFile] = (),
    **fields: Any,
) -> RestoreCheck:
    """Correct what was recorded, until it is put before an executive, or once it was returned.

    Raises PermissionDenied; ValidationError; StaleRecord.
    """
    with writing(by=by, action="continuity.manage") as entry:
        require_house(by, check)
        _require_open(check)
        _fill(check, kind=kind, held_on=held_on, subject=subject, result=result, held_by=held_by, **fields)
        entry.save(check)
        chosen = list(files)
        if chosen:
            attach(by=by, record=check, files=chosen)
        return check


def send_check(
    *, by: Person, check: RestoreCheck, addressee: Person, reviewer: Person | None = None
) -> RestoreCheck:
    """Put a check before an executive, perhaps through a reviewer. Raises PermissionDenied; ValidationError; StaleRecord.

    Source: 経営管理編 3.4.1 ②
    """
    with writing(by=by, action="continuity.manage") as entry:
        require_house(by, check)
        require_own(by.institution, addressee=addressee, reviewer=reviewer)
        _require_open(check)
        check.status, check.verdict = CheckStatus.SENT, ""
        check.judged_by = check.judged_at = None
        entry.save(check)
        way = [decisions.Step(StepKind.REVIEW, reviewer)] if reviewer else []
        check.decision = decisions.request_decision(
            by=by,
            kind=JUDGE,
            subject=check,
            question=_("「%(what)s」の結果を了承しますか") % {"what": check},
            summary=check.outcome,
            steps=[*way, decisions.Step(StepKind.APPROVE, addressee)],
            obligation_id=obligation_using(HELD_WITHIN),
        )
        return entry.save(check)


def judge_check(*, decision: Decision, check: RestoreCheck, status: str) -> RestoreCheck:
    """What an executive decided is the check's verdict, in the deciding transaction. Source: 3.4.1 ②"""
    with writing(by=decision.decided_by, action="continuity.approve", note=decision.reason) as entry:
        check.status, check.verdict = status, decision.choice
        check.judged_by, check.judged_at = decision.decided_by, decision.decided_at
        return entry.save(check)


def close_check(*, decision: Decision, check: RestoreCheck) -> None:
    """The request for a verdict ended undecided: the record is open again."""
    if check.status != CheckStatus.SENT:
        return
    by = decision.actions.latest("pk").person
    with writing(by=by, action="decisions.request", note=str(decision.get_status_display())) as entry:
        check.status = CheckStatus.RECORDED
        entry.save(check)


def take_back_check(*, by: Person, check: RestoreCheck) -> RestoreCheck:
    """Take a check back whose request was returned, so that it can be corrected. Raises PermissionDenied; ValidationError."""
    with writing(by=by, action="continuity.manage"):
        require_house(by, check)
        decision = check.decision
        if check.status != CheckStatus.SENT or decision is None:
            raise ValidationError(_("この記録は判断待ちではありません。"))
        decision.refresh_from_db()
        if decision.status != DecisionStatus.RETURNED:
            raise ValidationError(
                _("決裁が差し戻されていません。取り下げるときは、決裁の画面から取り下げてください。")
            )
        decisions.withdraw(by=by, decision=decision, reason=_("記録を直すため、取り下げます。"))
        check.refresh_from_db()
        return check


def record_finding(
    *, by: Person, check: RestoreCheck, title: str, description: str, addressee: Person, due_on: date
) -> CheckFinding:
    """Record what a check showed to be wrong, and tell somebody to put it right by a day. Both or neither.

    Raises PermissionDenied; ValidationError.
    """
    with writing(by=by, action="continuity.manage") as entry:
        require_house(by, check)
        require_own(by.institution, addressee=addressee)
        require_text(title=title, description=description)
        finding = CheckFinding(
            institution=by.institution,
            check_held=check,
            title=title.strip(),
            description=description.strip(),
            found_on=clock.today(),
        )
        return _direct(entry, by, entry.save(finding), addressee, due_on)


def direct_finding(*, by: Person, finding: CheckFinding, addressee: Person, due_on: date) -> CheckFinding:
    """Give a finding whose directive was taken back a new one. Raises PermissionDenied; ValidationError; StaleRecord."""
    with writing(by=by, action="continuity.manage") as entry:
        require_house(by, finding)
        require_own(by.institution, addressee=addressee)
        if finding.state != FindingState.WITHOUT_DIRECTIVE:
            raise ValidationError(_("この課題には、既に改善の指示があります。"))
        return _direct(entry, by, finding, addressee, due_on)


def _direct(entry: Entry, by: Person, finding: CheckFinding, addressee: Person, due_on: date) -> CheckFinding:
    finding.directive = issue_directive(
        by=by,
        addressee=addressee,
        title=(_("試験・点検の課題を改善する：%(what)s") % {"what": finding.title})[:200],
        body=_(
            "%(check)s（%(on)s）で分かった課題：%(what)s\n\n改善したことが分かる記録を付けて報告してください。"
        )
        % {
            "check": finding.check_held,
            "on": finding.check_held.held_on.isoformat(),
            "what": finding.description,
        },
        due_on=due_on,
        origin=ref_of(finding.check_held),
    )
    return entry.save(finding)


def _require_open(check: RestoreCheck) -> None:
    if not check.may_be_changed:
        raise ValidationError(_("経営層に報告した記録は変えられません。"))


def _fill(check: RestoreCheck, **values: Any) -> None:
    require_text(subject=values["subject"])
    require_not_future(held_on=values["held_on"])
    system, held_by = values.pop("system", check.system), values["held_by"]
    require_own(check.institution, system=system, held_by=held_by)
    if values["kind"] not in CheckKind.values or values["result"] not in CheckResult.values:
        raise ValidationError(_("種類と結果を選び直してください。"))
    if system is None and values["kind"] == CheckKind.RESTORE_TEST:
        raise ValidationError({"system": _("復元試験は、どの情報システムかを選んでください。")})
    if held_by.pk != check.held_by_id:
        require_active(held_by, values["held_on"], "held_by")
    check.system_id = system.pk if system is not None else None
    for name, value in values.items():
        setattr(check, name, value.strip() if isinstance(value, str) else value)
    if (
        check.kind == CheckKind.RESTORE_TEST
        and check.result != CheckResult.FAILED
        and check.measured_minutes is None
    ):
        raise ValidationError({"measured_minutes": _("復元にかかった時間を測って入力してください。")})
    if check.result != CheckResult.GOOD and not check.outcome:
        raise ValidationError({"outcome": _("何が課題だったかを書いてください。")})
    _take_targets(check)
    if check.result == CheckResult.GOOD and (check.rto_missed or check.rpo_missed):
        raise ValidationError(
            {"result": _("目標より時間がかかったか、データが古いので、「課題がある」を選んでください。")}
        )


def _take_targets(check: RestoreCheck) -> None:
    rows = RecoveryProcedure.objects.of(check.institution).in_force_on(check.held_on)
    procedure = rows.filter(system=check.system_id).first() if check.system_id else None
    check.target_rto_minutes = procedure.rto_minutes if procedure else None
    check.target_rpo_minutes = procedure.rpo_minutes if procedure else None
