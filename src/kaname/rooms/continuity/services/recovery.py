"""Recovery procedures: begun, written, put before an executive, adopted; a change is a new version.

Source: 経営管理編 3.4.1 ②
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _

from kaname.foundation.access.checks import require_active, require_house, require_own
from kaname.foundation.access.models import Person
from kaname.foundation.access.writes import Entry, writing
from kaname.foundation.calendar import clock
from kaname.foundation.decisions import services as decisions
from kaname.foundation.decisions.models import Decision, DecisionStatus, StepKind
from kaname.rooms.continuity.choices import ProcedureStatus
from kaname.rooms.continuity.models import ProcedureDependency, RecoveryProcedure
from kaname.rooms.continuity.models.recovery import ADOPTED, OPEN
from kaname.rooms.continuity.selectors.checks import obligation_using

APPROVE = "continuity.approve_procedure"
_COPIED = ("order", "steps", "cleanness", "rto_minutes", "rpo_minutes", "responsible_id")


def begin_procedure(
    *, by: Person, system: Any, responsible: Person | None = None, **fields: Any
) -> RecoveryProcedure:
    """Begin a system's recovery procedure, or the next version of it with the words of the last.

    `fields` as in `write_procedure`. Raises PermissionDenied; ValidationError while a version is open, or if the system
    is out of use.
    """
    with writing(by=by, action="continuity.manage") as entry:
        require_own(by.institution, system=system, responsible=responsible)
        if not system.is_in_use_on(clock.today()):
            raise ValidationError({"system": _("この情報システムは使われていません。")})
        rows = RecoveryProcedure.objects.of(by.institution).filter(system=system.pk)
        if rows.filter(status__in=OPEN).exists():
            told = _(
                "この情報システムの復旧手順には、書きかけか承認待ちの版があります。それを続けてください。"
            )
            raise ValidationError({"system": told})
        last = rows.order_by("-version").first()
        number = (rows.aggregate(last=Max("version"))["last"] or 0) + 1
        fresh = RecoveryProcedure(institution=by.institution, system_id=system.pk, version=number)
        fresh.responsible = by
        if last is not None:
            for name in _COPIED:
                setattr(fresh, name, getattr(last, name))
        _fill(fresh, responsible=responsible or fresh.responsible, **fields)
        wanted = fields.get("dependencies")
        entry.save(fresh)
        if wanted is None and last is not None:
            wanted = [link.system for link in last.links.select_related("system")]
        _depend(entry, fresh, wanted or ())
        return fresh


def write_procedure(
    *, by: Person, procedure: RecoveryProcedure, responsible: Person, **fields: Any
) -> RecoveryProcedure:
    """Write a draft. `fields` are order, steps, cleanness, rto_minutes, rpo_minutes, next_review_on, change_note and
    dependencies (systems that must run first); what is left out stays.

    Raises PermissionDenied; ValidationError once it was put before an executive; StaleRecord.
    """
    with writing(by=by, action="continuity.manage") as entry:
        require_house(by, procedure)
        _require_draft(procedure)
        require_own(by.institution, responsible=responsible)
        if responsible.pk != procedure.responsible_id:
            require_active(responsible, clock.today(), "responsible")
        _fill(procedure, responsible=responsible, **fields)
        entry.save(procedure)
        if fields.get("dependencies") is not None:
            _depend(entry, procedure, fields["dependencies"])
        return procedure


def discard_procedure(*, by: Person, procedure: RecoveryProcedure) -> None:
    """Throw a draft away; the ledger keeps that it was. Raises PermissionDenied; ValidationError."""
    with writing(by=by, action="continuity.manage", note=str(procedure)) as entry:
        require_house(by, procedure)
        _require_draft(procedure)
        if procedure.decision_id is not None:
            raise ValidationError(
                _("承認を求めたことのある版は捨てられません。直して、もう一度求めてください。")
            )
        for link in procedure.links.select_related("procedure__system", "system"):
            entry.delete(link)
        entry.delete(procedure)


def request_approval(
    *,
    by: Person,
    procedure: RecoveryProcedure,
    approver: Person,
    next_review_on: date | None = None,
    reviewer: Person | None = None,
) -> Decision:
    """Put a draft before an executive, perhaps through a reviewer. Raises PermissionDenied; ValidationError; StaleRecord."""
    with writing(by=by, action="continuity.manage") as entry:
        require_house(by, procedure)
        require_own(by.institution, approver=approver, reviewer=reviewer)
        _require_draft(procedure)
        procedure.next_review_on = next_review_on or procedure.next_review_on
        _require_whole(procedure)
        procedure.status = ProcedureStatus.REQUESTED
        entry.save(procedure)
        way = [decisions.Step(StepKind.REVIEW, reviewer)] if reviewer else []
        procedure.decision = decisions.request_decision(
            by=by,
            kind=APPROVE,
            subject=procedure,
            question=_("「%(what)s」を承認しますか") % {"what": procedure},
            summary=procedure.change_note,
            steps=[*way, decisions.Step(StepKind.APPROVE, approver)],
            obligation_id=obligation_using("recovery_procedures_approved"),
        )
        entry.save(procedure)
        return procedure.decision


def revise_procedure(*, by: Person, procedure: RecoveryProcedure) -> RecoveryProcedure:
    """Begin the next version of an approved or rejected procedure; the approved one serves on.

    Raises PermissionDenied; ValidationError.
    """
    with writing(by=by, action="continuity.manage"):
        require_house(by, procedure)
        return begin_procedure(by=by, system=procedure.system)


def adopt_procedure(*, procedure: RecoveryProcedure, decision: Decision) -> RecoveryProcedure:
    """An executive approved: from today this version serves, and the earlier one ends. In the deciding transaction."""
    with writing(by=decision.decided_by, action="continuity.approve", note=str(procedure)) as entry:
        earlier = RecoveryProcedure.objects.of(procedure.institution).filter(
            system=procedure.system_id, status__in=ADOPTED, superseded_on__isnull=True
        )
        for row in earlier.select_related("system"):
            row.superseded_on, row.status = clock.today(), ProcedureStatus.SUPERSEDED
            entry.save(row)
        procedure.status = ProcedureStatus.APPROVED
        procedure.approved_on, procedure.approved_by = clock.today(), decision.decided_by
        return entry.save(procedure)


def reject_procedure(*, procedure: RecoveryProcedure, decision: Decision) -> RecoveryProcedure:
    """An executive did not approve: the version stays as it was put before them. In the deciding transaction."""
    with writing(by=decision.decided_by, action="continuity.approve", note=decision.reason) as entry:
        procedure.status = ProcedureStatus.REJECTED
        return entry.save(procedure)


def reopen_procedure(*, procedure: RecoveryProcedure, decision: Decision) -> None:
    """The request ended undecided: the version is a draft again."""
    if procedure.status != ProcedureStatus.REQUESTED:
        return
    by = decision.actions.latest("pk").person
    with writing(by=by, action="decisions.request", note=str(decision.get_status_display())) as entry:
        procedure.status = ProcedureStatus.DRAFT
        entry.save(procedure)


def take_back(*, by: Person, procedure: RecoveryProcedure) -> RecoveryProcedure:
    """Take a version back that came back undecided, so that it can be written again.

    Raises PermissionDenied; ValidationError unless its request was returned.
    """
    with writing(by=by, action="continuity.manage"):
        require_house(by, procedure)
        decision = procedure.decision
        if procedure.status != ProcedureStatus.REQUESTED or decision is None:
            raise ValidationError(_("この版は承認待ちではありません。"))
        decision.refresh_from_db()
        if decision.status != DecisionStatus.RETURNED:
            raise ValidationError(
                _("決裁が差し戻されていません。取り下げるときは、決裁の画面から取り下げてください。")
            )
        decisions.withdraw(by=by, decision=decision, reason=_("手順を直すため、取り下げます。"))
        procedure.refresh_from_db()
        return procedure


def _require_draft(procedure: RecoveryProcedure) -> None:
    if procedure.status != ProcedureStatus.DRAFT:
        raise ValidationError(_("承認を求めた手順は変えられません。変えるときは、次の版を作ってください。"))


def _require_whole(procedure: RecoveryProcedure) -> None:
    for name, told in (
        ("steps", _("手順を書いてから、承認を求めてください。")),
        ("cleanness", _("再開の前にどう確かめるかを書いてから、承認を求めてください。")),
    ):
        if not getattr(procedure, name).strip():
            raise ValidationError(told)
    if procedure.rto_minutes is None or procedure.rpo_minutes is None:
        raise ValidationError(_("RTOとRPOを書いてから、承認を求めてください。試験の結果をこれと比べます。"))
    if procedure.next_review_on is None or procedure.next_review_on <= clock.today():
        raise ValidationError({"next_review_on": _("見直しの期限を、明日より後の日にしてください。")})


def _fill(procedure: RecoveryProcedure, *, responsible: Person, **fields: Any) -> None:
    procedure.responsible = responsible
    for name, value in fields.items():
        if name == "dependencies":
            continue
        if name == "order" and not (isinstance(value, int) and 1 <= value <= 999):
            raise ValidationError({"order": _("復旧の順番は1から999までの数で入力してください。")})
        setattr(procedure, name, value.replace("\r\n", "\n").strip() if isinstance(value, str) else value)


def _depend(entry: Entry, procedure: RecoveryProcedure, systems: Iterable[Any]) -> None:
    wanted = {system.pk: system for system in systems}
    require_own(procedure.institution, **{f"_{pk}": row for pk, row in wanted.items()})
    if procedure.system_id in wanted:
        raise ValidationError({"dependencies": _("この情報システムのほかから選んでください。")})
    for link in procedure.links.select_related("procedure__system", "system"):
        if wanted.pop(link.system_id, None) is None:
            entry.delete(link)
    for system in wanted.values():
        entry.save(
            ProcedureDependency(institution=procedure.institution, procedure=procedure, system_id=system.pk)
        )
