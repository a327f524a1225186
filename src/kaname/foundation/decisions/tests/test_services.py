"""Every rule of a decision, each with somebody who may and somebody who may not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from kaname.foundation.access.models import Person
from kaname.foundation.access.records import StaleRecord
from kaname.foundation.access.roles import Role
from kaname.foundation.access.services import change_person, end_person
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.calendar import clock
from kaname.foundation.decisions import selectors
from kaname.foundation.decisions.kinds import GENERAL, Option, UnknownKind
from kaname.foundation.decisions.models import ActionKind, Decision, DecisionAction, DecisionStatus, StepKind
from kaname.foundation.decisions.services import (
    MaterialChanged,
    Step,
    act_as_proxy,
    act_on_step,
    request_decision,
    resubmit,
    return_to,
    see_proxy,
    void_if_changed,
    withdraw,
)
from kaname.foundation.ledger.models import LedgerEntry

from .conftest import Effects, Hospital
from .factories import make_decision


def actions_of(decision: Decision) -> list[tuple[str, str]]:
    return [(str(a.kind), a.person.name) for a in selectors.history_of(decision)]


def ledger_of(decision: Decision) -> list[str]:
    rows = (
        LedgerEntry.objects.of(decision.institution).filter(action__startswith="decisions.").order_by("seq")
    )
    return list(rows.values_list("action", flat=True))


def stored(decision: Decision) -> Decision:
    return Decision.objects.get(pk=decision.pk)


def test_request_numbers_by_fiscal_year_and_leaves_one_entry_each(hospital: Hospital) -> None:
    with clock.at(date(2026, 3, 31)):
        people = make_person(hospital.executive.institution, name="渡辺 光", roles=[Role.PLANNING_MANAGER])
        approver = make_person(hospital.executive.institution, name="石井 蓮", roles=[Role.EXECUTIVE])
        old = make_decision(people, approver)
    with clock.at(date(2026, 4, 1)):
        first = make_decision(_again(people), _again(approver))
        second = make_decision(_again(people), _again(approver))
    assert [old.number, first.number, second.number] == ["2025-001", "2026-001", "2026-002"]
    assert ledger_of(old) == ["decisions.request"] * 3


def _again(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)


def test_request_waits_for_first_step_with_draft_recorded(hospital: Hospital) -> None:
    decision = make_decision(hospital.drafter, hospital.executive, reviewer=hospital.officer)
    assert decision.awaiting == hospital.officer
    assert [(s.order, s.kind, s.person, s.acted_by) for s in decision.ordered_steps()] == [
        (0, StepKind.DRAFT, hospital.drafter, hospital.drafter),
        (1, StepKind.REVIEW, hospital.officer, None),
        (2, StepKind.APPROVE, hospital.executive, None),
    ]
    assert list(selectors.decisions_awaiting(hospital.officer)) == [decision]
    assert list(selectors.decisions_awaiting(hospital.executive)) == []


@pytest.mark.parametrize("who", ["auditor", "staff"])
def test_request_by_role_that_may_not(hospital: Hospital, who: str) -> None:
    with pytest.raises(PermissionDenied):
        make_decision(getattr(hospital, who), hospital.executive)
    assert Decision.objects.count() == 0


def test_request_of_unknown_kind_is_an_error(hospital: Hospital) -> None:
    with pytest.raises(UnknownKind):
        make_decision(hospital.drafter, hospital.executive, kind="nobody.knows")


def test_request_needs_a_way_that_ends_with_a_decider(hospital: Hospital) -> None:
    ways = [
        [],
        [Step(StepKind.REVIEW, hospital.executive)],
        [Step(StepKind.APPROVE, hospital.officer)],
        [Step(StepKind.REVIEW, hospital.executive), Step(StepKind.APPROVE, hospital.executive)],
        [Step(StepKind.REVIEW, hospital.staff), Step(StepKind.APPROVE, hospital.executive)],
        [Step(StepKind.APPROVE, hospital.drafter)],
        [Step(StepKind.APPROVE, make_hospital(name="ほかの病院"))],
    ]
    for steps in ways:
        with pytest.raises(ValidationError):
            request_decision(by=hospital.drafter, kind=GENERAL, question="よいか", steps=steps)
    assert Decision.objects.count() == 0


def test_request_needs_question_and_two_answers(hospital: Hospital) -> None:
    with pytest.raises(ValidationError):
        make_decision(hospital.drafter, hospital.executive, question="  ")
    with pytest.raises(ValidationError):
        make_decision(hospital.drafter, hospital.executive, options=[Option("A", "案A")])
    with pytest.raises(ValidationError):
        make_decision(hospital.drafter, hospital.executive, options=[Option("A", "案A"), Option("A", "案B")])


def test_request_about_foreign_record_is_refused(hospital: Hospital, effects: Effects) -> None:
    stranger = make_hospital(name="ほかの病院")
    with pytest.raises(PermissionDenied):
        make_decision(hospital.drafter, hospital.executive, kind="tests.rename", subject=stranger)


def test_second_request_about_the_same_record_waits_for_the_first(
    hospital: Hospital, effects: Effects
) -> None:
    ask: dict[str, Any] = {"kind": "tests.rename", "subject": hospital.staff}
    first = make_decision(hospital.drafter, hospital.executive, **ask)
    with pytest.raises(ValidationError) as refused:
        make_decision(hospital.drafter, hospital.executive, **ask)
    assert first.number in refused.value.messages[0]
    withdraw(by=hospital.drafter, decision=first, reason="出し直す")
    second = make_decision(hospital.drafter, hospital.executive, **ask)
    assert selectors.decision_of(hospital.staff, "tests.rename") == second


def test_steps_pass_in_order_to_the_decision(hospital: Hospital) -> None:
    decision = make_decision(hospital.drafter, hospital.executive, reviewer=hospital.officer)
    with pytest.raises(ValidationError, match="森田 葵 さんの番"):
        act_on_step(by=hospital.executive, decision=decision, choice="YES")
    act_on_step(by=hospital.officer, decision=decision, reason="妥当")
    act_on_step(by=hospital.executive, decision=decision, choice="YES")
    after = stored(decision)
    assert (after.status, after.choice, after.decided_by, after.awaiting) == (
        DecisionStatus.DECIDED,
        "YES",
        hospital.executive,
        None,
    )
    assert after.takes_effect_on == clock.today()
    assert after.is_approved
    assert actions_of(after) == [
        (ActionKind.REQUESTED, "高橋 航"),
        (ActionKind.PASSED, "森田 葵"),
        (ActionKind.DECIDED, "佐伯 恵"),
    ]
    assert ledger_of(after) == ["decisions.request", "decisions.act", "decisions.act"]


@pytest.mark.parametrize("who", ["drafter", "officer", "deputy"])
def test_only_the_person_of_the_step_acts(hospital: Hospital, who: str) -> None:
    decision = make_decision(hospital.drafter, hospital.executive)
    with pytest.raises(ValidationError):
        act_on_step(by=getattr(hospital, who), decision=decision, choice="YES")
    assert ledger_of(decision) == ["decisions.request"]


@pytest.mark.parametrize("who", ["auditor", "staff"])
def test_roles_without_the_right_cannot_act(hospital: Hospital, who: str) -> None:
    decision = make_decision(hospital.drafter, hospital.executive)
    by = getattr(hospital, who)
    for attempt in (
        lambda: act_on_step(by=by, decision=decision, choice="YES"),
        lambda: act_as_proxy(by=by, decision=decision, choice="YES", proxy_reason="不在"),
        lambda: return_to(by=by, decision=decision, order=0, reason="不足"),
        lambda: withdraw(by=by, decision=decision, reason="不要"),
        lambda: resubmit(by=by, decision=decision, comment="直した"),
    ):
        with pytest.raises(PermissionDenied):
            attempt()


def test_people_of_another_hospital_cannot_act(hospital: Hospital) -> None:
    decision = make_decision(hospital.drafter, hospital.executive)
    stranger = make_hospital(name="ほかの病院")
    with pytest.raises(PermissionDenied):
        act_as_proxy(by=stranger, decision=decision, choice="YES", proxy_reason="不在")
    assert list(Decision.objects.visible_to(stranger)) == []


def test_answer_must_be_offered_and_refusal_needs_reason(hospital: Hospital) -> None:
    decision = make_decision(hospital.drafter, hospital.executive)
    answers: list[dict[str, str]] = [
        {},
        {"choice": "MAYBE"},
        {"choice": "NO"},
        {"choice": "NO", "reason": "  "},
    ]
    for answer in answers:
        with pytest.raises(ValidationError):
            act_on_step(by=hospital.executive, decision=stored(decision), **answer)
    act_on_step(by=hospital.executive, decision=decision, choice="NO", reason="予算がない")
    assert (decision.status, decision.is_approved) == (DecisionStatus.DECIDED, False)


def test_reason_needed_for_an_approval_whose_option_says_so(hospital: Hospital, effects: Effects) -> None:
    decision = make_decision(
        hospital.drafter, hospital.executive, kind="tests.rename", subject=hospital.staff
    )
    with pytest.raises(ValidationError):
        act_on_step(by=hospital.executive, decision=decision, choice="WITH_TERMS")
    act_on_step(by=hospital.executive, decision=stored(decision), choice="WITH_TERMS", reason="一年限り")
    assert effects.done == [("apply", "WITH_TERMS")]


def test_effect_happens_in_the_deciding_transaction_by_the_approver(
    hospital: Hospital, effects: Effects
) -> None:
    decision = make_decision(
        hospital.drafter, hospital.executive, kind="tests.rename", subject=hospital.staff
    )
    act_on_step(by=hospital.executive, decision=decision, choice="APPROVE")
    assert _again(hospital.staff).title == "新役職"
    last = LedgerEntry.objects.of(decision.institution).order_by("-seq")[:2]
    assert [(e.action, e.person) for e in last] == [
        ("access.manage_accounts", hospital.executive),
        ("decisions.act", hospital.executive),
    ]


def test_refusal_declines_without_the_effect(hospital: Hospital, effects: Effects) -> None:
    decision = make_decision(
        hospital.drafter, hospital.executive, kind="tests.rename", subject=hospital.staff
    )
    act_on_step(by=hospital.executive, decision=decision, choice="REJECT", reason="時期尚早")
    assert effects.done == [("decline", "REJECT")]
    assert _again(hospital.staff).title == ""


def test_changed_material_voids_and_the_void_is_stored(hospital: Hospital, effects: Effects) -> None:
    decision = make_decision(
        hospital.drafter, hospital.executive, kind="tests.rename", subject=hospital.staff
    )
    change_person(by=hospital.officer, person=_again(hospital.staff), name="西村 昴", kind="EMPLOYEE")
    with pytest.raises(MaterialChanged, match="資料が変わった"):
        act_on_step(by=hospital.executive, decision=decision, choice="APPROVE")
    after = stored(decision)
    assert (after.status, after.choice, after.awaiting) == (DecisionStatus.VOID, "", None)
    assert actions_of(after)[-1] == (ActionKind.VOIDED, "佐伯 恵")
    assert effects.done == [("close", DecisionStatus.VOID)]
    assert ledger_of(after) == ["decisions.request", "decisions.act"]


def test_unchanged_material_stays_and_rooms_may_void_at_once(hospital: Hospital, effects: Effects) -> None:
    decision = make_decision(
        hospital.drafter, hospital.executive, kind="tests.rename", subject=hospital.staff
    )
    assert not void_if_changed(by=hospital.officer, decision=decision)
    change_person(by=hospital.officer, person=_again(hospital.staff), name="西村 昴", kind="EMPLOYEE")
    assert void_if_changed(by=hospital.officer, decision=decision)
    assert stored(decision).status == DecisionStatus.VOID


def test_return_to_drafter_and_resubmit_with_fresh_material(hospital: Hospital, effects: Effects) -> None:
    decision = make_decision(
        hospital.drafter,
        hospital.executive,
        reviewer=hospital.officer,
        kind="tests.rename",
        subject=hospital.staff,
    )
    act_on_step(by=hospital.officer, decision=decision)
    return_to(by=hospital.executive, decision=decision, order=0, reason="氏名が違う")
    assert (decision.status, decision.awaiting, decision.round) == (
        DecisionStatus.RETURNED,
        hospital.drafter,
        2,
    )
    assert list(selectors.decisions_returned_to(hospital.drafter)) == [decision]
    change_person(by=hospital.officer, person=_again(hospital.staff), name="西村 昴", kind="EMPLOYEE")
    before = decision.material_digest
    with pytest.raises(ValidationError):
        resubmit(by=hospital.officer, decision=decision, comment="直した")
    resubmit(
        by=hospital.drafter, decision=decision, comment="氏名を直した", question="新しい役職にしてよいか"
    )
    assert (decision.status, decision.awaiting) == (DecisionStatus.PENDING, hospital.officer)
    assert decision.material == {"name": "西村 昴", "text": "現行機は12月に保守が終わる。"}
    assert decision.material_digest != before
    act_on_step(by=hospital.officer, decision=decision)
    act_on_step(by=hospital.executive, decision=decision, choice="APPROVE")
    assert [a.round for a in selectors.history_of(decision)] == [1, 1, 1, 2, 2, 2]


def test_return_to_an_earlier_step_reopens_the_steps_after_it(hospital: Hospital) -> None:
    decision = make_decision(hospital.drafter, hospital.executive, reviewer=hospital.officer)
    act_on_step(by=hospital.officer, decision=decision)
    return_to(by=hospital.executive, decision=decision, order=1, reason="費用を確かめて")
    assert (decision.status, decision.awaiting, decision.current_order) == (
        DecisionStatus.PENDING,
        hospital.officer,
        1,
    )
    assert [s.acted_by for s in decision.ordered_steps()] == [hospital.drafter, None, None]
    act_on_step(by=hospital.officer, decision=decision)
    act_on_step(by=hospital.executive, decision=decision, choice="YES")
    assert decision.is_approved


def test_return_needs_reason_turn_and_an_earlier_step(hospital: Hospital) -> None:
    decision = make_decision(hospital.drafter, hospital.executive, reviewer=hospital.officer)
    for by, order, reason in (
        (hospital.officer, 0, " "),
        (hospital.executive, 0, "不足"),
        (hospital.officer, 1, "不足"),
        (hospital.officer, 2, "不足"),
    ):
        with pytest.raises(ValidationError):
            return_to(by=by, decision=decision, order=order, reason=reason)
    with pytest.raises(ValidationError):
        resubmit(by=hospital.drafter, decision=decision, comment="直した")


def test_nobody_acts_on_a_returned_request(hospital: Hospital) -> None:
    decision = make_decision(hospital.drafter, hospital.executive)
    return_to(by=hospital.executive, decision=decision, order=0, reason="不足")
    with pytest.raises(ValidationError, match="差し戻され"):
        act_on_step(by=hospital.executive, decision=decision, choice="YES")
    with pytest.raises(ValidationError, match="差し戻され"):
        act_as_proxy(by=hospital.deputy, decision=decision, choice="YES", proxy_reason="不在")
    withdraw(by=hospital.drafter, decision=decision, reason="不要になった")
    assert decision.status == DecisionStatus.WITHDRAWN


def test_withdraw_by_drafter_only_and_with_reason(hospital: Hospital, effects: Effects) -> None:
    decision = make_decision(
        hospital.drafter, hospital.executive, kind="tests.rename", subject=hospital.staff
    )
    with pytest.raises(ValidationError):
        withdraw(by=hospital.drafter, decision=decision, reason="")
    with pytest.raises(ValidationError):
        withdraw(by=hospital.executive, decision=decision, reason="不要")
    withdraw(by=hospital.drafter, decision=decision, reason="不要になった")
    assert effects.done == [("close", DecisionStatus.WITHDRAWN)]
    with pytest.raises(ValidationError):
        act_on_step(by=hospital.executive, decision=decision, choice="APPROVE")


def test_withdraw_by_a_leader_once_the_drafter_has_left(hospital: Hospital) -> None:
    with clock.at(date(2027, 1, 4)):
        decision = make_decision(_again(hospital.drafter), _again(hospital.executive))
        end_person(by=_again(hospital.executive), person=_again(hospital.drafter), ends_on=date(2027, 1, 4))
    with clock.at(date(2027, 1, 5)):
        withdraw(by=_again(hospital.officer), decision=stored(decision), reason="起案者の退職")
    assert stored(decision).status == DecisionStatus.WITHDRAWN


def test_proxy_is_recorded_as_such_and_shown_to_the_absent(hospital: Hospital) -> None:
    decision = make_decision(hospital.drafter, hospital.executive)
    act_as_proxy(by=hospital.deputy, decision=decision, choice="YES", proxy_reason="病院長が出張中")
    action = DecisionAction.objects.get(kind=ActionKind.DECIDED)
    assert (action.person, action.on_behalf_of, action.proxy_reason) == (
        hospital.deputy,
        hospital.executive,
        "病院長が出張中",
    )
    assert decision.decided_by == hospital.deputy
    assert decision.ordered_steps()[1].is_proxy
    assert list(selectors.proxies_unseen_by(hospital.executive)) == [action]
    with pytest.raises(PermissionDenied):
        see_proxy(by=hospital.deputy, action=action)
    see_proxy(by=hospital.executive, action=action)
    assert list(selectors.proxies_unseen_by(hospital.executive)) == []


def test_proxy_needs_reason_and_standing(hospital: Hospital) -> None:
    decision = make_decision(hospital.drafter, hospital.executive)
    refused = [
        (hospital.deputy, " "),
        (hospital.executive, "自分の番"),
        (hospital.drafter, "起案者"),
        (hospital.officer, "役割が違う"),
    ]
    for by, reason in refused:
        with pytest.raises(ValidationError):
            act_as_proxy(by=by, decision=decision, choice="YES", proxy_reason=reason)
    assert ledger_of(decision) == ["decisions.request"]


def test_proxy_for_an_earlier_step_by_the_same_role_then_not_twice(hospital: Hospital) -> None:
    colleague = make_person(hospital.executive.institution, name="村上 凪", roles=[Role.SAFETY_OFFICER])
    decision = make_decision(hospital.drafter, hospital.executive, reviewer=hospital.officer)
    with pytest.raises(ValidationError, match="後の段階"):
        act_as_proxy(by=hospital.executive, decision=decision, proxy_reason="不在")
    act_as_proxy(by=colleague, decision=decision, proxy_reason="休暇中")
    assert decision.awaiting == hospital.executive


def test_same_person_acts_on_one_step_of_a_round(hospital: Hospital) -> None:
    decision = make_decision(hospital.drafter, hospital.executive, reviewer=hospital.officer)
    act_as_proxy(by=hospital.deputy, decision=decision, proxy_reason="休暇中")
    with pytest.raises(ValidationError, match="二つの段階"):
        act_as_proxy(by=hospital.deputy, decision=decision, choice="YES", proxy_reason="出張中")


def test_executive_cannot_decide_own_request_even_as_proxy(hospital: Hospital) -> None:
    decision = make_decision(hospital.executive, hospital.deputy)
    with pytest.raises(ValidationError, match="自分が起案した件"):
        act_as_proxy(by=hospital.executive, decision=decision, choice="YES", proxy_reason="急ぐ")
    with pytest.raises(ValidationError):
        act_on_step(by=hospital.executive, decision=decision, choice="YES")


def test_approver_who_lost_the_role_cannot_decide(hospital: Hospital) -> None:
    decision = make_decision(hospital.drafter, hospital.deputy)
    deputy = _again(hospital.deputy)
    deputy.roles = frozenset({Role.PLANNING_MANAGER})
    with pytest.raises(ValidationError, match="経営層"):
        act_on_step(by=deputy, decision=decision, choice="YES")


def test_decided_never_changes(hospital: Hospital) -> None:
    decision = make_decision(hospital.drafter, hospital.executive)
    act_on_step(by=hospital.executive, decision=decision, choice="YES")
    before = Decision.objects.filter(pk=decision.pk).values().get()
    for attempt in (
        lambda: act_on_step(by=hospital.executive, decision=decision, choice="NO", reason="やはり"),
        lambda: act_as_proxy(
            by=hospital.deputy, decision=decision, choice="NO", reason="やはり", proxy_reason="不在"
        ),
        lambda: return_to(by=hospital.executive, decision=decision, order=0, reason="やはり"),
        lambda: withdraw(by=hospital.drafter, decision=decision, reason="やはり"),
        lambda: resubmit(by=hospital.drafter, decision=decision, comment="やはり"),
    ):
        with pytest.raises(ValidationError, match="決裁済み"):
            attempt()
    assert Decision.objects.filter(pk=decision.pk).values().get() == before


def test_two_people_at_once_the_second_is_told(hospital: Hospital) -> None:
    first, second = make_decision(hospital.drafter, hospital.executive), Decision.objects.get()
    withdraw(by=hospital.drafter, decision=first, reason="不要")
    with pytest.raises(StaleRecord):
        act_on_step(by=hospital.executive, decision=second, choice="YES")
    assert stored(first).status == DecisionStatus.WITHDRAWN


def test_days_of_effect_review_and_end(hospital: Hospital, effects: Effects) -> None:
    from kaname.foundation.decisions.kinds import get_kind

    kind = get_kind("tests.rename")
    kind.needs_review_on = kind.needs_ends_on = True
    with clock.at(date(2027, 1, 4)):
        executive = _again(hospital.executive)
        decision = make_decision(
            _again(hospital.drafter), executive, kind="tests.rename", subject=hospital.staff
        )
        good: dict[str, Any] = {"review_on": date(2027, 1, 5), "ends_on": date(2027, 1, 4)}
        for wrong in (
            {"review_on": None},
            {"ends_on": None},
            {"review_on": date(2027, 1, 4)},
            {"ends_on": date(2027, 1, 3)},
            {"takes_effect_on": date(2027, 1, 3)},
        ):
            with pytest.raises(ValidationError):
                act_on_step(by=executive, decision=stored(decision), choice="APPROVE", **{**good, **wrong})
        act_on_step(by=executive, decision=stored(decision), choice="APPROVE", **good)
    after = stored(decision)
    assert (after.takes_effect_on, after.review_on, after.ends_on) == (
        date(2027, 1, 4),
        date(2027, 1, 5),
        date(2027, 1, 4),
    )


def test_visible_to_governors_only(hospital: Hospital) -> None:
    decision = make_decision(hospital.drafter, hospital.executive)
    for person in (hospital.executive, hospital.drafter, hospital.officer, hospital.auditor):
        assert list(Decision.objects.visible_to(person)) == [decision]
    assert list(Decision.objects.visible_to(hospital.staff)) == []
