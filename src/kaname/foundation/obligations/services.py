"""What people do about obligations themselves: ask that one be excepted or not apply, or that an interval change.

All are decided by an executive; there is no service that sets a verdict.
"""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kaname.foundation.access.models import Person
from kaname.foundation.access.writes import writing
from kaname.foundation.calendar import clock
from kaname.foundation.decisions.models import Decision, StepKind
from kaname.foundation.decisions.services import Step, request_decision

from .catalogue import current
from .models import Exemption, ParameterChange, ProposalStatus
from .selectors import find


def propose_exemption(
    *, by: Person, obligation_id: str, kind: str, reason: str, ends_on: date, approver: Person
) -> Decision:
    """Ask an executive to except an obligation until a date, or to decide that it does not apply.

    Raises PermissionDenied; ValidationError for an unknown obligation, a past end or a missing reason.
    """
    obligation = find(obligation_id)
    if obligation is None:
        raise ValidationError(_("遵守事項「%(id)s」はありません。") % {"id": obligation_id})
    if ends_on <= clock.today():
        raise ValidationError({"ends_on": _("終了日は明日以降にしてください。")})
    with writing(by=by, action="decisions.request") as entry:
        exemption = Exemption(
            institution=by.institution,
            edition=current().edition,
            obligation_id=obligation.id,
            kind=kind,
            reason=reason,
            ends_on=ends_on,
        )
        entry.save(exemption)
        return request_decision(
            by=by,
            kind="obligations.exempt",
            subject=exemption,
            question=f"{exemption.get_kind_display()}：{obligation.title.ja}",
            summary=reason,
            obligation_id=obligation.id,
            steps=[Step(StepKind.APPROVE, approver)],
            ends_on=ends_on,
        )


def propose_parameter(*, by: Person, name: str, value: int, reason: str, approver: Person) -> Decision:
    """Ask an executive to change an interval of the catalogue. Raises ValidationError outside its bounds."""
    parameter = current().parameters.get(name)
    if parameter is None:
        raise ValidationError(_("変えられる項目「%(name)s」はありません。") % {"name": name})
    if not parameter.minimum <= value <= parameter.maximum:
        bounds = {"low": parameter.minimum, "high": parameter.maximum}
        raise ValidationError({"value": _("%(low)s から %(high)s の間で入力してください。") % bounds})
    with writing(by=by, action="decisions.request") as entry:
        change = ParameterChange(
            institution=by.institution, edition=current().edition, name=name, value=value, reason=reason
        )
        entry.save(change)
        return request_decision(
            by=by,
            kind="obligations.parameter",
            subject=change,
            question=f"{parameter.label.ja}を {value} に変える",
            summary=reason,
            steps=[Step(StepKind.APPROVE, approver)],
        )


def end_exemption(*, by: Person, exemption: Exemption, reason: str) -> Exemption:
    """End an exemption early: from today the records speak again."""
    if exemption.status != ProposalStatus.IN_FORCE:
        raise ValidationError(_("この例外は、いま有効ではありません。"))
    with writing(by=by, action="obligations.change", note=reason) as entry:
        exemption.status = ProposalStatus.ENDED
        return entry.save(exemption)


def settle_proposal(
    *, by: Person | None, proposal: Exemption | ParameterChange, decision: Decision, status: str
) -> None:
    """Carry out what was decided about an exemption or an interval (called by the decision kinds only)."""
    with writing(by=None, action="obligations.change", institution=proposal.institution) as entry:
        proposal.status = status
        proposal.decision = decision
        if isinstance(proposal, Exemption):
            proposal.starts_on = clock.today()
        else:
            proposal.decided_on = clock.today()
        entry.save(proposal)
