"""The table of who may do what."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from kaname.foundation.access import policy
from kaname.foundation.access.roles import Role


def test_every_action_is_for_somebody() -> None:
    known = {*Role.values, policy.SYSTEM}
    assert {
        action for action, roles in policy.POLICY.items() if not roles or not set(roles) <= known
    } == set()


def test_unknown_action_is_a_mistake_in_the_program() -> None:
    with pytest.raises(policy.UnknownAction):
        policy.may(None, "access.no_such_thing")


def test_kaname_itself_may_only_what_names_it() -> None:
    assert policy.may(None, "access.set_up")
    assert not policy.may(None, "access.own_account")


def test_refusal_names_the_roles_that_may(staff) -> None:
    with pytest.raises(PermissionDenied, match="経営層、医療情報システム安全管理責任者"):
        policy.require(staff, "access.grant_role")


def test_somebody_without_role_may_nothing(executive) -> None:
    from .factories import make_person

    nobody = make_person(executive.institution, "木下 奏")
    assert [a for a in policy.POLICY if policy.may(nobody, a)] == []
