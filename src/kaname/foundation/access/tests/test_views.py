"""One's own settings, and the institution's accounts."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kaname.foundation.access import services
from kaname.foundation.access.models import ApiToken, Membership, Person, User
from kaname.foundation.access.roles import Role
from kaname.foundation.calendar import clock

from .conftest import browser
from .factories import PASSWORD, make_hospital, make_person

SECRET = re.compile(r"<code>([^<]+)</code>")


def secret_in(answer) -> str:
    assert "二度と見られません" in answer.content.decode()
    return SECRET.search(answer.content.decode()).group(1)


def test_settings_show_who_i_am(executive) -> None:
    html = browser(executive).get("/people/settings/").content.decode()
    for text in ("佐伯 恵", "経営層", "パスワードのみ", "APIトークン", executive.user.username):
        assert text in html


def test_staff_make_no_tokens(staff) -> None:
    client = browser(staff)
    assert "APIトークン" not in client.get("/people/settings/").content.decode()
    assert (
        client.post("/people/settings/tokens/", {"name": "x", "scope": "READ", "days": "30"}).status_code
        == 403
    )


@pytest.mark.parametrize(("scope", "may_write"), [("READ", False), ("WRITE", True)])
def test_token_is_shown_once(executive, scope, may_write) -> None:
    client = browser(executive)
    answer = client.post(
        "/people/settings/tokens/", {"name": "月報", "scope": scope, "days": "30", "form_token": "t"}
    )
    secret = secret_in(answer)
    token = ApiToken.objects.get(digest=services.token_digest(secret))
    made = (token.person_id, token.name, token.may_write, token.expires_on)
    assert made == (executive.pk, "月報", may_write, clock.today() + timedelta(days=30))
    assert "no-store" in answer["Cache-Control"]
    assert secret not in client.get("/people/settings/").content.decode()


def test_token_made_twice_is_one(executive) -> None:
    client = browser(executive)
    form = {"name": "月報", "scope": "READ", "days": "30", "form_token": "t"}
    client.post("/people/settings/tokens/", form)
    again = client.post("/people/settings/tokens/", form)
    assert (again.status_code, again.url) == (302, "/people/settings/#tokens")
    assert ApiToken.objects.count() == 1


def test_token_form_keeps_what_was_typed(executive) -> None:
    answer = browser(executive).post(
        "/people/settings/tokens/", {"name": "月報", "scope": "ALL", "days": "30"}
    )
    assert answer.status_code == 422
    assert 'value="月報"' in answer.content.decode()


def test_token_is_revoked_by_its_owner_only(executive, officer) -> None:
    token, _secret = services.issue_token(by=executive, person=executive, name="月報")
    assert browser(officer).post(f"/people/settings/tokens/{token.pk}/revoke/").status_code == 404
    assert browser(executive).post(f"/people/settings/tokens/{token.pk}/revoke/").status_code == 302
    assert ApiToken.objects.get().revoked_on == clock.today()


def test_accounts_are_listed_with_what_opens_them(executive, officer, staff) -> None:
    Authenticator.objects.create(user=officer.user, type="totp", data={})
    services.set_account_active(by=executive, person=staff, active=False)
    make_person(executive.institution, "木下 奏")
    make_person(make_hospital("北斗病院").institution, "北斗 太郎", account=True)
    html = browser(executive).get("/people/accounts/").content.decode()
    assert "3件" in html
    for text in ("森田 葵", "西村 空", "停止", "あり", "パスワードのみ", "医療情報システム安全管理責任者"):
        assert text in html
    assert "北斗 太郎" not in html


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"state": "STOPPED"}, {"西村 空"}),
        ({"second_factor": "YES"}, {"森田 葵"}),
        ({"role": "EXECUTIVE"}, {"佐伯 恵"}),
        ({"q": "森田"}, {"森田 葵"}),
    ],
)
def test_list_is_narrowed(executive, officer, staff, query, names) -> None:
    Authenticator.objects.create(user=officer.user, type="webauthn", data={})
    services.set_account_active(by=executive, person=staff, active=False)
    html = browser(officer).get("/people/accounts/", query).content.decode()
    table = html[html.index("<tbody") : html.index("</tbody")]
    assert {n for n in ("佐伯 恵", "森田 葵", "西村 空") if n in table} == names


def test_list_leaves_as_excel(executive) -> None:
    answer = browser(executive).get("/people/accounts/", {"format": "xlsx"})
    assert answer.content[:2] == b"PK"


def test_list_asks_few_questions_whatever_its_length(executive) -> None:
    client = browser(executive)

    def questions() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get("/people/accounts/")
        return len(asked)

    questions()
    few = questions()
    for number in range(12):
        make_person(executive.institution, f"職員 {number}", roles=[Role.STAFF], account=True)
    assert questions() == few <= 15


def test_account_is_opened_and_its_password_shown_once(executive) -> None:
    person = make_person(executive.institution, "木下 奏")
    client = browser(executive)
    answer = client.post("/people/accounts/new/", {"person": person.pk, "username": "kinoshita"})
    password = secret_in(answer)
    assert User.objects.get(username="kinoshita").check_password(password)
    signed_in = Client().post("/account/login/", {"login": "kinoshita", "password": password})
    assert signed_in.status_code == 302


def test_taken_name_is_said_and_typed_text_kept(executive, staff) -> None:
    person = make_person(executive.institution, "木下 奏")
    taken = staff.user.username
    answer = browser(executive).post("/people/accounts/new/", {"person": person.pk, "username": taken})
    assert answer.status_code == 422
    assert "既に使われています" in answer.content.decode()
    assert f'value="{taken}"' in answer.content.decode()


def test_account_is_stopped_and_reopened(executive, staff) -> None:
    client = browser(executive)
    for active in (False, True):
        revision = User.objects.get(pk=staff.user_id).revision
        form = {"active": "1" if active else "", "revision": revision}
        assert client.post(f"/people/accounts/{staff.pk}/active/", form).status_code == 302
        assert User.objects.get(pk=staff.user_id).is_active is active


def test_stale_revision_is_a_conflict(executive, staff) -> None:
    client = browser(executive)
    old = staff.user.revision
    client.post(f"/people/accounts/{staff.pk}/active/", {"active": "", "revision": old})
    answer = client.post(f"/people/accounts/{staff.pk}/active/", {"active": "1", "revision": old})
    assert answer.status_code == 409
    assert not User.objects.get(pk=staff.user_id).is_active


def test_password_is_made_anew(executive, staff) -> None:
    theirs = browser(staff)
    answer = browser(executive).post(f"/people/accounts/{staff.pk}/password/")
    assert User.objects.get(pk=staff.user_id).check_password(secret_in(answer))
    assert theirs.get("/people/settings/").status_code == 302


def test_second_factor_is_taken_away(executive, staff) -> None:
    Authenticator.objects.create(user=staff.user, type="totp", data={})
    assert "解除する" in browser(executive).get(f"/people/accounts/{staff.pk}/").content.decode()
    browser(executive).post(f"/people/accounts/{staff.pk}/second-factor/")
    assert not Authenticator.objects.filter(user=staff.user).exists()


@pytest.mark.parametrize("path", ["password", "second-factor", "active"])
def test_nobody_takes_over_an_account_above_them(executive, officer, manager, path) -> None:
    for low, high in ((officer, executive), (manager, executive), (manager, officer)):
        answer = browser(low).post(f"/people/accounts/{high.pk}/{path}/", {"active": ""})
        assert answer.status_code == 422
        user = User.objects.get(pk=high.user_id)
        assert user.is_active
        assert user.check_password(PASSWORD)


def test_nobody_stops_themselves(executive) -> None:
    answer = browser(executive).post(f"/people/accounts/{executive.pk}/active/", {"active": ""})
    assert "自分のアカウントは止められません" in answer.content.decode()


def test_role_is_given_and_ended(executive, staff) -> None:
    client = browser(executive)
    form = {"role": Role.DESK, "starts_on": "令和8年4月1日", "ends_on": ""}
    assert client.post(f"/people/accounts/{staff.pk}/role/", form).status_code == 302
    given = Membership.objects.get(person=staff, role=Role.DESK)
    assert client.get(f"/people/roles/{given.pk}/end/").status_code == 200
    end = {"ends_on": clock.today().isoformat(), "revision": given.revision}
    assert client.post(f"/people/roles/{given.pk}/end/", end).status_code == 302
    assert Membership.objects.get(pk=given.pk).ends_on == clock.today()


def test_the_last_executive_stays(executive) -> None:
    seat = Membership.objects.get(person=executive)
    answer = browser(executive).post(f"/people/roles/{seat.pk}/end/", {"ends_on": clock.today().isoformat()})
    assert answer.status_code == 422
    assert "後任" in answer.content.decode()


def test_auditor_reads_and_changes_nothing(executive, staff) -> None:
    auditor = make_person(executive.institution, "岡本 遥", roles=[Role.AUDITOR], account=True)
    html = browser(auditor).get(f"/people/accounts/{staff.pk}/").content.decode()
    assert "西村 空" in html
    for words in ("止める", "作り直す", "役割を与える"):
        assert words not in html.replace("止めると、", "")


def test_another_hospital_answers_not_found(executive) -> None:
    stranger = make_hospital("北斗病院")
    client = browser(executive)
    seat = Membership.objects.get(person=stranger)
    assert client.get(f"/people/accounts/{stranger.pk}/").status_code == 404
    for path in ("active", "password", "second-factor", "role"):
        assert client.post(f"/people/accounts/{stranger.pk}/{path}/").status_code == 404
    assert client.get(f"/people/roles/{seat.pk}/end/").status_code == 404
    assert Person.objects.get(pk=stranger.pk).user.is_active
