"""What people do about decisions: put a matter forward, pass it on, decide it, send it back, withdraw it.

Every act leaves one ledger entry and one `DecisionAction`. A decision that was made never changes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from kaname.foundation.access import policy
from kaname.foundation.access.checks import require_house
from kaname.foundation.access.models import Institution, Person
from kaname.foundation.access.numbering import next_in_year
from kaname.foundation.access.records import InstitutionRecord, canonical, ref_of
from kaname.foundation.access.writes import Entry, writing
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.era import fiscal_year

from . import rules
from .checks import Answer, check_answer, require_sound, who_cannot_act
from .checks import Step as Step
from .kinds import Option, get_kind
from .models import ActionKind, Decision, DecisionAction, DecisionStatus, DecisionStep, StepKind
from .selectors import digest_of, fresh_material


class MaterialChanged(ValidationError):
    """What the request rests on is no longer what was submitted: the request is void, and stored as such."""


@dataclass
class _Made:
    """Rows of one act, written together."""

    entry: Entry
    decision: Decision
    by: Person
    extra: dict[str, Any] = field(default_factory=dict)

    def note(self, kind: ActionKind, *, order: int, comment: str = "", **more: Any) -> DecisionAction:
        action = DecisionAction(
            institution=self.decision.institution,
            decision=self.decision,
            round=self.decision.round,
            order=order,
            kind=kind,
            person=self.by,
            comment=comment,
            material_digest=self.decision.material_digest,
            at=clock.now(),
            **more,
        )
        return self.entry.save(action)


def request_decision(
    *,
    by: Person,
    kind: str,
    question: str,
    steps: Sequence[Step],
    subject: InstitutionRecord | None = None,
    summary: str = "",
    obligation_id: str = "",
    proposal: dict[str, Any] | None = None,
    options: Sequence[Option] | None = None,
    reason_hint: str = "",
    review_on: date | None = None,
    ends_on: date | None = None,
    prepare: Callable[[Decision], None] | None = None,
) -> Decision:
    """Put a matter before those who decide it, with its material fixed by digest.

    `proposal` is what is proposed when no record of its own says it; `options` replaces those of the kind.
    `prepare` runs once the request has its number and before the material is fixed (attaching files).
    Raises PermissionDenied; ValidationError; UnknownKind.
    Source: 経営管理編 1.2.1 管理責任 ①
    """
    offered = tuple(options or get_kind(kind).options)
    with writing(by=by, action=get_kind(kind).request_action, note=question) as entry:
        require_house(by, subject)
        decision = Decision(
            institution=by.institution,
            kind=kind,
            question=question.strip(),
            summary=summary.strip(),
            reason_hint=reason_hint,
            options_json=[option.as_json() for option in offered],
            subject_ref=ref_of(subject) if subject is not None else "",
            obligation_id=obligation_id,
            proposal=canonical(proposal or {}),
            requested_by=by,
            requested_at=clock.now(),
            awaiting=steps[0].person if steps else None,
            review_on=review_on,
            ends_on=ends_on,
        )
        require_sound(decision, steps)
        _number(decision, by.institution)
        _fix_material(decision)
        entry.save(decision)
        _save_steps(entry, decision, steps)
        if prepare is not None:
            prepare(decision)
            _fix_material(decision)
            entry.save(decision)
        _Made(entry, decision, by).note(ActionKind.REQUESTED, order=0, comment=summary.strip())
    return decision


def record_on_the_spot(
    *,
    by: Person,
    kind: str,
    question: str,
    choice: str,
    decided_by: Person,
    decided_at: datetime,
    subject: InstitutionRecord | None = None,
    reason: str = "",
    proposal: dict[str, Any] | None = None,
) -> Decision:
    """Write down what was decided on the spot, by word of mouth, in an emergency: it is decided as it is recorded.

    `decided_at` is when it was decided, never later than now. Whoever decided confirms it afterwards when somebody else
    (`by`) wrote it down. The kind says who may decide (`why_not_on_the_spot`).
    Raises PermissionDenied; ValidationError; UnknownKind.
    Source: 経営管理編 1.2.2 説明責任 ①, 3.4.1 ①
    """
    known = get_kind(kind)
    with writing(by=by, action=known.request_action, note=question) as entry:
        require_house(by, subject)
        _require_reason(question, _("何を決めたかを書いてください。"), field_name="question")
        decision = Decision(
            institution=by.institution,
            kind=kind,
            question=question.strip(),
            options_json=[option.as_json() for option in known.options],
            subject_ref=ref_of(subject) if subject is not None else "",
            proposal=canonical(proposal or {}),
            requested_by=by,
            requested_at=clock.now(),
            on_the_spot=True,
        )
        _check_spoken(decision, choice, reason, decided_by, decided_at)
        decision.choice, decision.reason = choice, reason.strip()
        decision.decided_by, decision.decided_at = decided_by, decided_at
        decision.takes_effect_on, decision.status = clock.day_of(decided_at), DecisionStatus.DECIDED
        _number(decision, by.institution)
        _fix_material(decision)
        entry.save(decision)
        _save_steps(entry, decision, [Step(StepKind.APPROVE, decided_by)])
        _note_spoken(_Made(entry, decision, by), decided_by)
        (known.apply if decision.is_approved else known.decline)(decision)
    return decision


def _check_spoken(decision: Decision, choice: str, reason: str, decider: Person, at: datetime) -> None:
    if decider.institution_id != decision.institution_id:
        raise ValidationError({"decided_by": who_cannot_act(decider)})
    if refused := decision.decision_kind.why_not_on_the_spot(decider, decision):
        raise ValidationError({"decided_by": refused})
    if at > clock.now():
        raise ValidationError({"decided_at": _("これからの時刻です。決めた時刻を書いてください。")})
    option = next((o for o in decision.options if o.key == choice), None)
    if option is None:
        raise ValidationError({"choice": _("結論を一つ選んでください。")})
    if option.needs_reason and not reason.strip():
        raise ValidationError({"reason": _("「%(choice)s」には理由が要ります。") % {"choice": option.label}})
    decision.decision_kind.check(decision)


def _note_spoken(made: _Made, decider: Person) -> None:
    made.note(ActionKind.REQUESTED, order=0)
    decision, more = made.decision, {}
    if decider.pk != made.by.pk:
        more = {"on_behalf_of": decider, "proxy_reason": _("その場の判断を書きとめた")}
    step = _step_at(decision, 1)
    step.acted_by, step.acted_at = made.by, decision.decided_at
    made.entry.save(step)
    made.note(ActionKind.DECIDED, order=1, comment=decision.reason, choice=decision.choice, **more)


def act_on_step(
    *,
    by: Person,
    decision: Decision,
    choice: str = "",
    reason: str = "",
    takes_effect_on: date | None = None,
    review_on: date | None = None,
    ends_on: date | None = None,
) -> Decision:
    """The person whose turn it is passes the request on or, at the last step, decides it with a choice.

    Raises PermissionDenied; MaterialChanged (the request is then void); ValidationError; StaleRecord.
    Source: 経営管理編 1.2.1 管理責任 ①
    """
    answer = Answer(choice, reason.strip(), takes_effect_on, review_on, ends_on)
    return _act(by, decision, answer, proxy_reason="", refusal=rules.why_not_act)


def act_as_proxy(
    *,
    by: Person,
    decision: Decision,
    proxy_reason: str,
    choice: str = "",
    reason: str = "",
    takes_effect_on: date | None = None,
    review_on: date | None = None,
    ends_on: date | None = None,
) -> Decision:
    """Act for the absent person of the current step (代決); recorded as such, and shown to them afterwards.

    Raises as `act_on_step`; ValidationError without a reason for standing in.
    """
    if not proxy_reason.strip():
        raise ValidationError({"proxy_reason": _("代決する理由（本人の不在など）を書いてください。")})
    answer = Answer(choice, reason.strip(), takes_effect_on, review_on, ends_on)
    return _act(by, decision, answer, proxy_reason=proxy_reason.strip(), refusal=rules.why_not_proxy)


def _act(
    by: Person,
    decision: Decision,
    answer: Answer,
    *,
    proxy_reason: str,
    refusal: Callable[[Person, Decision], str],
) -> Decision:
    try:
        with writing(by=by, action="decisions.act") as entry:
            require_house(by, decision)
            _refuse(refusal(by, decision))
            _require_same_material(decision)
            entry.note = answer.reason
            _take_step(_Made(entry, decision, by), answer, proxy_reason)
    except MaterialChanged as changed:
        _void(by, decision, str(changed.message))
        raise
    return decision


def _take_step(made: _Made, answer: Answer, proxy_reason: str) -> None:
    decision, step = made.decision, made.decision.current_step
    assert step is not None
    is_last = decision.is_at_last_step
    if is_last:
        check_answer(decision, answer)
    step.acted_by, step.acted_at = made.by, clock.now()
    made.entry.save(step)
    more = {"on_behalf_of": step.person, "proxy_reason": proxy_reason} if proxy_reason else {}
    if is_last:
        _decide(made, step, answer, more)
        return
    decision.current_order += 1
    decision.awaiting = _step_at(decision, decision.current_order).person
    made.entry.save(decision)
    made.note(ActionKind.PASSED, order=step.order, comment=answer.reason, **more)


def _decide(made: _Made, step: DecisionStep, answer: Answer, more: dict[str, Any]) -> None:
    decision = made.decision
    decision.choice, decision.reason = answer.choice, answer.reason
    decision.decided_by, decision.decided_at = made.by, clock.now()
    decision.review_on = answer.review_on or decision.review_on
    decision.ends_on = answer.ends_on or decision.ends_on
    decision.status, decision.awaiting = DecisionStatus.DECIDED, None
    kind = decision.decision_kind
    usual = kind.usual_effect_on(decision) if decision.is_approved else clock.today()
    decision.takes_effect_on = answer.takes_effect_on or usual
    made.entry.save(decision)
    made.note(ActionKind.DECIDED, order=step.order, comment=answer.reason, choice=answer.choice, **more)
    if decision.is_approved:
        kind.apply(decision)
    else:
        kind.decline(decision)


def return_to(*, by: Person, decision: Decision, order: int, reason: str) -> Decision:
    """Send the request back to an earlier step; order 0 is the drafter, who may then hand it in again.

    A new round begins; what was done before stays in the history. Raises as `act_on_step`.
    """
    _require_reason(reason, _("差し戻す理由を書いてください。起案者が何を直せばよいか分かるようにします。"))
    try:
        with writing(by=by, action="decisions.act", note=reason.strip()) as entry:
            require_house(by, decision)
            _refuse(rules.why_not_return(by, decision, order))
            _require_same_material(decision)
            _send_back(_Made(entry, decision, by), order, reason.strip())
    except MaterialChanged as changed:
        _void(by, decision, str(changed.message))
        raise
    return decision


def _send_back(made: _Made, order: int, reason: str) -> None:
    decision = made.decision
    made.note(ActionKind.RETURNED, order=decision.current_order, to_order=order, comment=reason)
    _reopen_steps(made.entry, decision, order)
    decision.round += 1
    decision.current_order = max(order, 1)
    decision.status = DecisionStatus.PENDING if order else DecisionStatus.RETURNED
    decision.awaiting = _step_at(decision, order).person
    made.entry.save(decision)


def resubmit(
    *,
    by: Person,
    decision: Decision,
    comment: str,
    question: str = "",
    summary: str = "",
    proposal: dict[str, Any] | None = None,
    prepare: Callable[[Decision], None] | None = None,
) -> Decision:
    """The drafter hands a returned request in again with fresh material; `comment` says what changed.

    Raises PermissionDenied; ValidationError; StaleRecord.
    """
    _require_reason(comment, _("何を直したかを書いてください。"), field_name="comment")
    with writing(by=by, action=decision.decision_kind.request_action, note=comment.strip()) as entry:
        require_house(by, decision)
        _refuse(rules.why_not_resubmit(by, decision))
        decision.question = question.strip() or decision.question
        decision.summary = summary.strip() or decision.summary
        decision.proposal = decision.proposal if proposal is None else canonical(proposal)
        if prepare is not None:
            prepare(decision)
        _fix_material(decision)
        decision.decision_kind.check(decision)
        first = _step_at(decision, 1)
        _refuse("" if policy.may(first.person, "decisions.act") else who_cannot_act(first.person))
        decision.status, decision.current_order, decision.awaiting = DecisionStatus.PENDING, 1, first.person
        entry.save(decision)
        draft = _step_at(decision, 0)
        draft.acted_by, draft.acted_at = by, clock.now()
        entry.save(draft)
        _Made(entry, decision, by).note(ActionKind.RESUBMITTED, order=0, comment=comment.strip())
    return decision


def withdraw(*, by: Person, decision: Decision, reason: str) -> Decision:
    """The drafter takes the request back. Raises PermissionDenied; ValidationError; StaleRecord."""
    _require_reason(reason, _("取り下げる理由を書いてください。"))
    with writing(by=by, action=decision.decision_kind.request_action, note=reason.strip()) as entry:
        require_house(by, decision)
        _refuse(rules.why_not_withdraw(by, decision))
        _close(_Made(entry, decision, by), DecisionStatus.WITHDRAWN, ActionKind.WITHDRAWN, reason.strip())
    return decision


def void_if_changed(*, by: Person, decision: Decision) -> bool:
    """Void a pending request whose material is no longer what was submitted; whether it was. For rooms."""
    if decision.status != DecisionStatus.PENDING:
        return False
    try:
        _require_same_material(decision)
    except MaterialChanged as changed:
        _void(by, decision, str(changed.message))
        return True
    return False


def see_proxy(*, by: Person, action: DecisionAction) -> DecisionAction:
    """The absent person confirms having seen what was done in their stead (代決の後閲)."""
    with writing(by=by, action="decisions.act") as entry:
        if action.on_behalf_of_id != by.pk:
            raise PermissionDenied(_("後閲できるのは、代決された本人だけです。"))
        if action.seen_at is None:
            action.seen_at = clock.now()
            entry.save(action)
    return action


def _void(by: Person, decision: Decision, sentence: str) -> None:
    decision.refresh_from_db()
    with writing(by=by, action="decisions.act", note=sentence) as entry:
        _close(_Made(entry, decision, by), DecisionStatus.VOID, ActionKind.VOIDED, sentence)


def _close(made: _Made, status: DecisionStatus, act: ActionKind, comment: str) -> None:
    decision = made.decision
    order = decision.current_order if decision.status == DecisionStatus.PENDING else 0
    decision.status, decision.awaiting = status, None
    made.entry.save(decision)
    made.note(act, order=order, comment=comment)
    decision.decision_kind.close(decision)


def _number(decision: Decision, institution: Institution) -> None:
    """The next number of this fiscal year; requests of one institution queue for it."""
    decision.fiscal_year = fiscal_year(clock.today())
    decision.serial = next_in_year(Decision, institution, decision.fiscal_year)
    decision.number = f"{decision.fiscal_year}-{decision.serial:03}"


def _fix_material(decision: Decision) -> None:
    decision.material = fresh_material(decision)
    decision.material_digest = digest_of(decision.material)


def _require_same_material(decision: Decision) -> None:
    gone = bool(decision.subject_ref) and decision.subject is None
    if gone or digest_of(fresh_material(decision)) != decision.material_digest:
        raise MaterialChanged(
            _(
                "起案の後に資料が変わったため、この決裁は失効しました。"
                "%(name)s さんに、新しく起案してもらってください。"
            )
            % {"name": decision.requested_by.name}
        )


def _save_steps(entry: Entry, decision: Decision, steps: Sequence[Step]) -> None:
    draft = DecisionStep(order=0, kind=StepKind.DRAFT, person=decision.requested_by)
    draft.acted_by, draft.acted_at = decision.requested_by, decision.requested_at
    rows = [
        draft,
        *(DecisionStep(order=n, kind=s.kind, person=s.person) for n, s in enumerate(steps, start=1)),
    ]
    for row in rows:
        row.institution, row.decision = decision.institution, decision
    entry.save_all(rows)


def _reopen_steps(entry: Entry, decision: Decision, order: int) -> None:
    for step in decision.steps.all():
        if step.order >= order and step.acted_by_id is not None:
            step.acted_by = step.acted_at = None
            entry.save(step)


def _step_at(decision: Decision, order: int) -> DecisionStep:
    return next(s for s in decision.steps.all() if s.order == order)


def _require_reason(text: str, sentence: str, *, field_name: str = "reason") -> None:
    if not text.strip():
        raise ValidationError({field_name: sentence})


def _refuse(sentence: str) -> None:
    if sentence:
        raise ValidationError(sentence)
