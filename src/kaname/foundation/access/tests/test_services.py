"""What people do about accounts; the last way in for who is locked out (hostile case 40)."""

from __future__ import annotations

import json

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied, ValidationError

from kaname.foundation.access import services
from kaname.foundation.access.models import User
from kaname.foundation.ledger.models import LedgerEntry
from kaname.operation.recover import recover

from .factories import PASSWORD, make_person


def test_recovery_opens_the_account_and_names_both(executive, capsys) -> None:
    Authenticator.objects.create(user=executive.user, type="totp", data={})
    services.set_account_active(by=None, person=executive, active=False)
    before = LedgerEntry.objects.count()
    assert recover(executive.user.username, "中野 翔") == 0
    user = User.objects.get(pk=executive.user_id)
    assert user.check_password(capsys.readouterr().out.strip())
    assert user.is_active
    assert not Authenticator.objects.filter(user=user).exists()
    notes = [json.loads(bytes(e.body))["note"] for e in LedgerEntry.objects.order_by("seq")[before:]]
    assert notes[0] == "host console recovery; witness: 中野 翔"


@pytest.mark.parametrize("witness", ["", "  ", "佐伯 恵"])
def test_recovery_takes_two_persons(executive, witness, capsys) -> None:
    assert recover(executive.user.username, witness) == 1
    assert "立ち会う人" in capsys.readouterr().err
    assert User.objects.get(pk=executive.user_id).check_password(PASSWORD)


def test_recovery_of_nobody(executive, capsys) -> None:
    assert recover("no-such-user", "中野 翔") == 1
    assert "no user" in capsys.readouterr().err


def test_random_passwords_are_long_and_differ() -> None:
    made = {services.random_password() for _i in range(50)}
    assert len(made) == 50
    assert {len(p) for p in made} == {23}
    assert not set("".join(made)) & set("01il o")


def test_a_taken_name_is_refused(executive) -> None:
    person = make_person(executive.institution, "木下 奏")
    with pytest.raises(ValidationError, match="既に使われています"):
        services.create_account(
            by=executive, person=person, username=executive.user.username, password=PASSWORD
        )


def test_tokens_are_made_and_revoked_by_their_owner(executive, officer) -> None:
    with pytest.raises(ValidationError, match="本人だけが作れます"):
        services.issue_token(by=executive, person=officer, name="月報")
    token, _secret = services.issue_token(by=officer, person=officer, name="月報")
    with pytest.raises(ValidationError, match="本人だけが取り消せます"):
        services.revoke_token(by=executive, token=token)


@pytest.mark.parametrize(
    "service", [services.reset_password, services.set_account_active, services.remove_second_factor]
)
def test_staff_manage_nobody(staff, officer, service) -> None:
    more = {services.reset_password: {"password": "x"}, services.set_account_active: {"active": False}}
    with pytest.raises(PermissionDenied):
        service(by=staff, person=officer, **more.get(service, {}))
