"""The holiday table is corrected by those who manage, with an entry in the ledger."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from kaname.foundation.access.holidays import remove_holiday, save_holiday
from kaname.foundation.access.roles import Role
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.calendar.models import Holiday
from kaname.foundation.calendar.selectors import holidays
from kaname.foundation.ledger.models import LedgerEntry

pytestmark = pytest.mark.django_db
DAY = date(2027, 6, 1)


def test_correction_closes_a_day_until_it_is_taken_back() -> None:
    director = make_hospital()
    row = save_holiday(by=director, on=DAY, name="開院記念日")
    assert holidays().name_of(DAY) == "開院記念日"
    remove_holiday(by=director, holiday=row)
    assert holidays().name_of(DAY) == ""
    assert LedgerEntry.objects.of(director.institution).filter(action="calendar.manage").count() == 2


def test_staff_may_not_correct_the_table() -> None:
    nurse = make_person(make_hospital().institution, "森 葵", roles=[Role.STAFF])
    with pytest.raises(PermissionDenied):
        save_holiday(by=nurse, on=DAY, name="休み")


def test_page_takes_a_day_as_people_type_it_and_keeps_what_is_wrong(client: Client) -> None:
    client.force_login(make_hospital().user, backend="allauth.account.auth_backends.AuthenticationBackend")
    wrong = client.post("/people/holidays/", {"on": "令和9年13月1日", "is_closed": "yes", "name": "休み"})
    assert "令和9年13月1日" in wrong.content.decode()
    assert not Holiday.objects.exists()
    client.post("/people/holidays/", {"on": "令和9年6月1日", "is_closed": "yes", "name": "休み"})
    assert Holiday.objects.get().on == DAY
