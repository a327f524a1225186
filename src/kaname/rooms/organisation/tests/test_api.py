"""The organisation over REST: the same services and policy as the pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kaname.foundation.access.models import Person
from kaname.foundation.access.services import issue_token
from kaname.foundation.access.tests.factories import make_hospital, make_person

from .conftest import TODAY, House
from .factories import make_appointment, make_department, make_profile


def call(by: Person, method: str, path: str, data: dict[str, Any] | None = None) -> Any:
    """One call with a fresh token of that person."""
    _token, secret = issue_token(by=None, person=by, name="試験", may_write=True)
    body = {"data": data, "content_type": "application/json"} if data is not None else {}
    headers = {"Authorization": f"Bearer {secret}"}
    return getattr(Client(), method)(f"/api/v1{path}", headers=headers, **body)


def test_people_are_listed_registered_and_read(house: House) -> None:
    made = call(
        house.manager, "post", "/people", {"name": "新田 花", "kind": "VENDOR_STAFF", "employer": "港電算"}
    )
    assert made.status_code == 201
    found = call(house.auditor, "get", "/people?q=新田").json()
    assert (found["count"], found["items"][0]["employer"]) == (1, "港電算")
    one = call(house.auditor, "get", f"/people/{made.json()['id']}").json()
    assert (one["name"], one["roles"], one["username"]) == ("新田 花", [], None)


def test_vendor_staff_without_employer_is_refused_in_words(house: House) -> None:
    refused = call(house.manager, "post", "/people", {"name": "新田 花", "kind": "VENDOR_STAFF"})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "employer")


def test_executive_appoints_and_manager_ends(house: House) -> None:
    data = {"role": "SAFETY_OFFICER", "person": house.officer.pk, "duties": "統括", "authority": "指示"}
    made = call(house.executive, "post", "/appointments", data).json()
    assert (made["status"], made["is_current"], made["starts_on"]) == ("IN_FORCE", True, TODAY.isoformat())
    ended = call(
        house.manager,
        "post",
        f"/appointments/{made['id']}/end",
        {"ends_on": TODAY.isoformat(), "reason": "異動"},
    )
    assert (ended.status_code, ended.json()["status"]) == (200, "ENDED")


def test_manager_asks_an_executive(house: House) -> None:
    data = {"role": "AUDITOR", "person": house.auditor.pk, "duties": "監査", "authority": "閲覧"}
    assert call(house.manager, "post", "/appointments", data).status_code == 403
    made = call(house.manager, "post", "/appointments", {**data, "approver": house.executive.pk})
    assert (made.status_code, made.json()["status"]) == (201, "PROPOSED")


def test_stale_end_is_refused(house: House) -> None:
    made = make_appointment(house.executive, house.officer)
    data = {"ends_on": TODAY.isoformat(), "reason": "異動", "revision": made.revision - 1}
    assert call(house.manager, "post", f"/appointments/{made.pk}/end", data).status_code == 409


@pytest.mark.parametrize("path", ["/people", "/people/1"])
def test_staff_do_not_read_the_register(house: House, path: str) -> None:
    assert call(house.staff, "get", path).status_code == 403


def test_another_institution_sees_nothing(house: House) -> None:
    made = make_appointment(house.executive, house.officer)
    stranger = make_hospital("よその病院")
    for path in (f"/people/{house.officer.pk}", f"/appointments/{made.pk}"):
        assert call(stranger, "get", path).status_code == 404
    end = {"ends_on": TODAY.isoformat(), "reason": "悪意"}
    assert call(stranger, "post", f"/appointments/{made.pk}/end", end).status_code == 404
    assert call(stranger, "get", "/appointments").json()["count"] == 0
    assert call(stranger, "get", "/people").json()["count"] == 1


def test_departments_and_institution(house: House) -> None:
    make_department(house.manager, contact=house.officer)
    make_profile(house.manager)
    departments = call(house.staff, "get", "/departments").json()
    assert departments["items"][0]["contact"] == {"id": house.officer.pk, "name": "森田 葵"}
    home = call(house.staff, "get", "/institution").json()
    assert (home["beds"], len(home["systems"]), home["applicability_pattern"]) == (180, 2, None)


def test_people_take_the_same_queries_however_many(house: House) -> None:
    counts = []
    call(house.executive, "get", "/people")  # verdicts of the day are brought up to date once
    for more in (0, 20):
        for number in range(more):
            make_person(house.executive.institution, f"人 {number}")
        with CaptureQueriesContext(connection) as queries:
            call(house.executive, "get", "/people?limit=1000")
        counts.append(
            len([q for q in queries if "access_person" in q["sql"] and q["sql"].startswith("SELECT")])
        )
    assert counts[0] == counts[1]
