"""Changes of laws turn into directives, shortcomings are closed only by accepted ones."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from kaname.foundation.access.records import ref_of
from kaname.foundation.access.roles import Role
from kaname.foundation.access.tests.factories import make_person
from kaname.foundation.directives import services as directives
from kaname.foundation.directives.models import Directive
from kaname.foundation.ledger.models import LedgerEntry
from kaname.rooms.laws import services
from kaname.rooms.laws.choices import ChangeState, GapState
from kaname.rooms.laws.models import LawChange, LegalGap
from kaname.rooms.laws.selectors.changes import new_changes
from kaname.rooms.laws.shipped import shipped_changes

from .conftest import TODAY
from .factories import make_gap, make_law

DAY = timedelta(days=1)


def read(row):
    return type(row)._default_manager.select_related("directive").get(pk=row.pk)


def finish(directive, issuer):
    """The addressee reports and the issuer accepts."""
    directives.report(by=directive.addressee, directive=directive, body="確かめました。")
    directives.accept(by=issuer, directive=Directive.objects.get(pk=directive.pk))


def test_new_changes_appear_by_comparing_keys(manager):
    assert new_changes(manager.institution) == []
    services.register_shipped(by=manager)
    assert len(new_changes(manager.institution)) == len(shipped_changes())

    made = services.take_in_changes(by=manager)

    assert new_changes(manager.institution) == []
    assert {change.law.key for change in made if change.law} == {c.law for c in shipped_changes().values()}
    with pytest.raises(ValidationError, match="新しい改正はありません"):
        services.take_in_changes(by=manager)


def test_change_follows_its_directive(executive, manager, officer):
    law = make_law(manager, owner=manager)
    change = services.note_change(by=officer, law=law, title="報告の期限が変わる")
    assert change.state == ChangeState.UNREVIEWED

    directive = services.direct_change(by=officer, change=change, addressee=manager, due_on=TODAY + 30 * DAY)

    assert (directive.origin, directive.addressee) == (ref_of(change), manager)
    assert read(change).state == ChangeState.UNDER_REVIEW
    finish(directive, officer)
    assert read(change).state == ChangeState.DONE


def test_change_whose_directive_was_withdrawn_waits_again(officer, manager):
    change = services.note_change(by=officer, title="甲")
    directive = services.direct_change(by=officer, change=change, addressee=manager, due_on=TODAY)
    directives.withdraw(by=officer, directive=directive, reason="誤り")

    assert read(change).state == ChangeState.UNREVIEWED
    assert list(LawChange.objects.in_state("UNREVIEWED")) == [change]


def test_change_under_review_cannot_be_directed_or_set_aside(officer, manager):
    change = services.note_change(by=officer, title="甲")
    services.direct_change(by=officer, change=change, addressee=manager, due_on=TODAY)

    with pytest.raises(ValidationError, match="確認中"):
        services.direct_change(by=officer, change=read(change), addressee=manager, due_on=TODAY)
    with pytest.raises(ValidationError, match="確認中"):
        services.set_change_aside(by=officer, change=read(change), reason="関係しない")


def test_change_set_aside_with_reason_and_reconsidered(manager):
    change = services.note_change(by=manager, title="甲")
    with pytest.raises(ValidationError):
        services.set_change_aside(by=manager, change=change, reason=" ")

    services.set_change_aside(by=manager, change=change, reason="派遣を受けていない")
    assert (change.state, change.set_aside_by) == (ChangeState.NOT_RELEVANT, manager)
    services.reconsider_change(by=manager, change=change)
    assert change.state == ChangeState.UNREVIEWED


@pytest.mark.parametrize("state", list(ChangeState))
def test_states_of_changes_agree_with_their_rows(officer, manager, state):
    rows = [services.note_change(by=officer, title=title) for title in "甲乙丙丁"]
    services.set_change_aside(by=officer, change=rows[0], reason="関係しない")
    services.direct_change(by=officer, change=rows[1], addressee=manager, due_on=TODAY)
    finish(services.direct_change(by=officer, change=rows[2], addressee=manager, due_on=TODAY), officer)

    found = set(LawChange.objects.in_state(state))
    assert found == {row for row in rows if read(row).state == state}
    assert len(found) == 1


def test_gap_comes_with_its_directive(officer, manager):
    law = make_law(officer)

    gap = make_gap(officer, law, manager, days=10)

    assert gap.directive.origin == ref_of(gap)
    assert gap.directive.addressee == manager
    rows = LedgerEntry.objects.of(officer.institution).filter(person=officer).order_by("seq")
    assert list(rows.values_list("action", flat=True)) == ["laws.manage", "laws.manage", "directives.issue"]


def test_gap_without_somebody_to_mend_it_is_not_recorded(officer):
    with pytest.raises(ValidationError):
        make_gap(officer, make_law(officer), officer)

    assert not LegalGap.objects.of(officer.institution).exists()


@pytest.mark.parametrize("role", list(Role))
def test_record_gap_by_role(executive, officer, staff, role):
    law = make_law(officer)
    person = make_person(executive.institution, roles=[role])

    if role in {Role.EXECUTIVE, Role.SAFETY_OFFICER, Role.PLANNING_MANAGER}:
        assert make_gap(person, law, staff).recorded_by == person
    else:
        with pytest.raises(PermissionDenied):
            make_gap(person, law, staff)


def test_gap_is_closed_only_when_accepted(officer, manager):
    gap = make_gap(officer, make_law(officer), manager, days=10)
    due = TODAY + 10 * DAY

    assert [gap.state_on(day) for day in (due, due + DAY)] == [GapState.OPEN, GapState.OVERDUE]
    directives.report(by=manager, directive=gap.directive, body="直した。")
    assert read(gap).state_on(due + DAY) == GapState.OPEN
    directives.accept(by=officer, directive=Directive.objects.get(pk=gap.directive_id))
    assert read(gap).state_on(due + DAY) == GapState.CLOSED


def test_gap_whose_directive_was_withdrawn_gets_a_new_one(officer, manager):
    gap = make_gap(officer, make_law(officer), manager)
    with pytest.raises(ValidationError, match="既に是正の指示"):
        services.direct_gap(by=officer, gap=gap, addressee=manager, due_on=TODAY)
    directives.withdraw(by=officer, directive=gap.directive, reason="別の人に")
    assert read(gap).state_on(TODAY) == GapState.WITHOUT_DIRECTIVE

    services.direct_gap(by=officer, gap=read(gap), addressee=manager, due_on=TODAY + DAY)

    assert read(gap).state_on(TODAY) == GapState.OPEN


def test_gaps_are_seen_by_governors_and_the_laws_owner(officer, manager, staff, vendor):
    gap = make_gap(officer, make_law(officer, owner=staff), manager)
    stranger = make_person(officer.institution, "別の 人", roles=[Role.STAFF])

    seen = {p: list(LegalGap.objects.visible_to(p)) for p in (manager, staff, stranger, vendor)}

    assert seen == {manager: [gap], staff: [gap], stranger: [], vendor: []}
