"""Who may do what about one decision, as sentences: an empty one means yes.

Services raise these sentences; pages ask the same functions in order to show or hide. Nothing here writes.
Source: 経営管理編 1.2.1 管理責任 ①（意思決定は経営層が行う）, 3.1.2 ②.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from kaname.foundation.access import policy
from kaname.foundation.access.models import Person
from kaname.foundation.access.roles import Role
from kaname.foundation.calendar import clock

from .models import Decision, DecisionStatus, DecisionStep, StepKind

_TAKE_OVER = frozenset({Role.EXECUTIVE, Role.SAFETY_OFFICER})


def why_closed(decision: Decision) -> str:
    """Why nothing can be done about this decision any more."""
    if decision.status == DecisionStatus.DECIDED:
        return _("この件は決裁済みです。変えるときは、新しい決裁を起案してください。")
    if not decision.is_open:
        return _("この件は「%(status)s」で終わっています。必要なら、新しく起案してください。") % {
            "status": decision.get_status_display()
        }
    return ""


def why_not_act(by: Person, decision: Decision) -> str:
    """Why this person may not act on the current step in their own name."""
    return why_closed(decision) or _why_not_turn(by, decision) or _why_not_this_step(by, decision)


def why_not_proxy(by: Person, decision: Decision) -> str:
    """Why this person may not act for the absent person of the current step (代決)."""
    return why_closed(decision) or _why_no_stand_in(by, decision) or _why_not_this_step(by, decision)


def why_not_return(by: Person, decision: Decision, order: int) -> str:
    """Why this person may not send the request back to the step `order` (0 is the drafter)."""
    if refused := why_closed(decision) or _why_not_turn(by, decision):
        return refused
    if not 0 <= order < decision.current_order:
        return _("差戻し先は、いまより前の段階から選んでください。")
    return ""


def why_not_resubmit(by: Person, decision: Decision) -> str:
    """Why this person may not hand the request in again."""
    if refused := why_closed(decision):
        return refused
    if decision.status != DecisionStatus.RETURNED:
        return _("出し直せるのは、起案者へ差し戻された件だけです。")
    if by.pk != decision.requested_by_id:
        return _("出し直せるのは、起案者の %(name)s さんです。") % {"name": decision.requested_by.name}
    return ""


def why_not_withdraw(by: Person, decision: Decision) -> str:
    """Why this person may not withdraw the request: the drafter may, or a leader once they have left."""
    if refused := why_closed(decision):
        return refused
    left = not decision.requested_by.is_active_on(clock.today())
    if by.pk == decision.requested_by_id or (left and not by.roles.isdisjoint(_TAKE_OVER)):
        return ""
    return _("取り下げられるのは、起案者の %(name)s さんです。") % {"name": decision.requested_by.name}


def why_not_approver(person: Person, decision: Decision) -> str:
    """Why this person may not take the last step of this kind of decision."""
    roles = decision.decision_kind.decider_roles
    if not person.roles.isdisjoint(roles):
        return ""
    names = "、".join(str(Role(r).label) for r in Role if r in roles)
    return _("最後に決めるのは「%(roles)s」の人です。%(name)s さんはその役割にありません。") % {
        "roles": names,
        "name": person.name,
    }


def _why_not_turn(by: Person, decision: Decision) -> str:
    step = decision.current_step
    if step is None:
        return _("起案者へ差し戻されています。出し直されるまでお待ちください。")
    if step.person_id != by.pk:
        return _("いまは %(name)s さんの番です。不在で急ぐときは、代決を使ってください。") % {
            "name": step.person.name
        }
    return ""


def _why_no_stand_in(by: Person, decision: Decision) -> str:
    step = decision.current_step
    if step is None:
        return _("起案者へ差し戻されています。出し直されるまでお待ちください。")
    if step.person_id == by.pk:
        return _("あなた自身の番です。代決ではなく、そのまま進めてください。")
    if by.pk == decision.requested_by_id:
        return _("自分が起案した件は、代わりに決めることも進めることもできません。別の人に頼んでください。")
    if any(s.person_id == by.pk and s.order > step.order for s in decision.steps.all()):
        return _("あなたは後の段階の担当です。代決は、ほかの段階にいない人に頼んでください。")
    if not _may_stand_in(by, step):
        return _("代決できるのは、経営層の人か、%(name)s さんと同じ役割の人です。") % {
            "name": step.person.name
        }
    return ""


def _may_stand_in(by: Person, step: DecisionStep) -> bool:
    shared = by.roles & step.person.roles & policy.allowed_roles("decisions.act")
    return Role.EXECUTIVE in by.roles or bool(shared)


def _why_not_this_step(by: Person, decision: Decision) -> str:
    step = decision.current_step
    assert step is not None
    if step.kind == StepKind.APPROVE and by.pk == decision.requested_by_id:
        return _("自分が起案した件を、自分で決めることはできません。別の承認者に頼んでください。")
    if any(s.order > 0 and s.acted_by_id == by.pk for s in decision.steps.all()):
        return _("あなたはこの回に、既に別の段階を進めています。一人で二つの段階は進められません。")
    return why_not_approver(by, decision) if decision.is_at_last_step else ""
