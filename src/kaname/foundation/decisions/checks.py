"""Whether a request and an answer are whole: what `services` checks before it writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kaname.foundation.access import policy
from kaname.foundation.access.models import Person
from kaname.foundation.calendar import clock

from . import rules
from .models import Decision, StepKind
from .selectors import open_decision_about


@dataclass(frozen=True)
class Step:
    """One person on the way: who confirms, reviews or approves. The last one approves."""

    kind: StepKind
    person: Person


@dataclass(frozen=True)
class Answer:
    """What the person at a step says; `choice` and the dates matter at the last step only."""

    choice: str = ""
    reason: str = ""
    takes_effect_on: date | None = None
    review_on: date | None = None
    ends_on: date | None = None


def require_sound(decision: Decision, steps: Sequence[Step]) -> None:
    """A request needs a question, two answers, and a way that ends with somebody who may decide."""
    if not decision.question:
        raise ValidationError({"question": _("何を決めてほしいかを書いてください。")})
    keys = [option["key"] for option in decision.options_json]
    if len(keys) < 2 or len(set(keys)) != len(keys):
        raise ValidationError({"options": _("選べる答えを二つ以上、重ならないように書いてください。")})
    _require_way(decision, steps)
    if decision.decision_kind.one_at_a_time and decision.subject_ref:
        earlier = open_decision_about(decision.institution, decision.kind, decision.subject_ref)
        if earlier is not None:
            raise ValidationError(
                _("この件は既に決裁を求めています（%(number)s）。先にそれを終えるか、取り下げてください。")
                % {"number": earlier.number}
            )
    decision.decision_kind.check(decision)


def _require_way(decision: Decision, steps: Sequence[Step]) -> None:
    if not steps or steps[-1].kind != StepKind.APPROVE or any(s.kind == StepKind.DRAFT for s in steps):
        raise ValidationError({"steps": _("最後に承認する人を一人決めてください。")})
    if len({s.person.pk for s in steps}) != len(steps):
        raise ValidationError({"steps": _("同じ人を二つの段階に置くことはできません。")})
    for step in steps:
        if step.person.institution_id != decision.institution_id or not policy.may(
            step.person, "decisions.act"
        ):
            raise ValidationError({"steps": who_cannot_act(step.person)})
        if step.kind == StepKind.APPROVE and step.person.pk == decision.requested_by_id:
            raise ValidationError(
                {"steps": _("起案者は承認者になれません。承認者には別の人を選んでください。")}
            )
    if refused := rules.why_not_approver(steps[-1].person, decision):
        raise ValidationError({"steps": refused})


def who_cannot_act(person: Person) -> str:
    """The sentence about somebody who cannot stand on the way of a request."""
    return _("%(name)s さんは、いま決裁に加わる役割にありません。別の人を選んでください。") % {
        "name": person.name
    }


def check_answer(decision: Decision, answer: Answer) -> None:
    """An answer must be one of those offered, with its reason and its days. Raises ValidationError."""
    option = next((o for o in decision.options if o.key == answer.choice), None)
    if option is None:
        raise ValidationError({"choice": _("結論を一つ選んでください。")})
    if option.requires_reason and not answer.reason:
        raise ValidationError({"reason": _("「%(choice)s」には理由が要ります。") % {"choice": option.label}})
    _check_days(decision, answer, is_approval=option.is_approval)
    decision.decision_kind.check(decision)


def _check_days(decision: Decision, answer: Answer, *, is_approval: bool) -> None:
    today, kind = clock.today(), decision.decision_kind
    starts_on = answer.takes_effect_on or today
    review_on, ends_on = answer.review_on or decision.review_on, answer.ends_on or decision.ends_on
    if starts_on < today:
        raise ValidationError({"takes_effect_on": _("効力の始まりは、今日以後の日にしてください。")})
    if not is_approval:
        return
    if kind.needs_review_on and (review_on is None or review_on <= today):
        raise ValidationError({"review_on": _("いつ見直すかを、明日以後の日で決めてください。")})
    if (kind.needs_ends_on and ends_on is None) or (ends_on is not None and ends_on < starts_on):
        raise ValidationError({"ends_on": _("いつまでとするかを、効力の始まり以後の日で決めてください。")})
