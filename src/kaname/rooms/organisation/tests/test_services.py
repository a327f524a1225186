"""Departments, postings, profile and committees: who may, what is refused, and that each write is in the ledger."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from kaname.foundation.access.models import Person
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.calendar import clock
from kaname.foundation.ledger.models import LedgerEntry
from kaname.rooms.organisation import services
from kaname.rooms.organisation.models import Committee, DepartmentContact, Profile
from kaname.rooms.organisation.services import SystemLine

from .conftest import TODAY, House
from .factories import make_appointment, make_department, make_profile

DAY = timedelta(days=1)


def _verbs(house: House) -> dict[str, Callable[[Person], object]]:
    """Each thing that managers do, ready to be done by anybody."""
    ward, old = make_department(house.manager, "外来"), make_department(house.manager, "旧館")
    posting = services.post_person(by=house.manager, person=house.staff, department=ward)
    committee = services.found_committee(by=house.manager, name="委員会", purpose="審議", chair=house.second)
    made = make_appointment(house.executive, house.officer)
    return {
        "open": lambda by: make_department(by, "栄養科"),
        "revise": lambda by: services.revise_department(
            by=by, department=ward, name="外来部", parent=None, contact=house.staff
        ),
        "contact": lambda by: services.set_department_contact(by=by, department=ward, person=house.officer),
        "close": lambda by: services.close_department(by=by, department=old, ends_on=TODAY),
        "post": lambda by: services.post_person(by=by, person=house.operator, department=ward),
        "end_posting": lambda by: services.end_posting(by=by, posting=posting, ends_on=TODAY),
        "profile": make_profile,
        "applicability": lambda by: services.propose_applicability(
            by=by, approver=house.executive, pattern="I", reasons="理由", review_on=TODAY + DAY
        ),
        "found": lambda by: services.found_committee(
            by=by, name="別の委員会", purpose="審議", chair=house.second
        ),
        "change": lambda by: services.change_committee(
            by=by, committee=committee, name="委員会", purpose="新しい目的", chair=house.second
        ),
        "dissolve": lambda by: services.dissolve_committee(by=by, committee=committee, ends_on=TODAY),
        "line": lambda by: services.change_appointment(
            by=by, appointment=made, deputy=house.second, reports_to=None
        ),
        "release": lambda by: services.release_person(
            by=by, person=house.planner, ends_on=TODAY, reason="退職"
        ),
    }


def test_every_service_works_for_managers_alone_and_leaves_an_entry(house):
    rows = LedgerEntry.objects.of(house.executive.institution)
    for name, verb in _verbs(house).items():
        for who in ("auditor", "staff", "officer"):
            by = getattr(house, who)
            if "SAFETY_OFFICER" in by.roles_on(TODAY):
                continue
            with pytest.raises(PermissionDenied):
                verb(by)
        before = rows.exclude(action="obligations.refresh").count()
        verb(house.manager)
        assert rows.exclude(action="obligations.refresh").count() > before, name


def test_every_service_refuses_records_of_another_institution(house):
    stranger = make_hospital("よその病院")
    theirs = make_person(stranger.institution, "北村 遠")
    ward = make_department(house.manager)
    for attempt in (
        lambda: make_department(house.manager, "新", contact=theirs),
        lambda: services.set_department_contact(by=house.manager, department=ward, person=theirs),
        lambda: services.post_person(by=house.manager, person=theirs, department=ward),
        lambda: services.found_committee(by=house.manager, name="委", purpose="審", chair=theirs),
        lambda: services.set_department_contact(by=stranger, department=ward, person=theirs),
    ):
        with pytest.raises(ValidationError):
            attempt()


def test_rename_keeps_the_old_name_for_the_past(house):
    with clock.at(TODAY - 30 * DAY):
        ward = make_department(house.manager, "第一病棟")
    services.change_department(by=house.manager, department=ward, name="東病棟", parent=None)
    assert [ward.name_on(TODAY - DAY), ward.name_on(TODAY)] == ["第一病棟", "東病棟"]
    services.change_department(by=house.manager, department=ward, name="東一病棟", parent=None)
    assert [ward.name_on(TODAY - DAY), ward.name_on(TODAY)] == ["第一病棟", "東一病棟"]


def test_departments_keep_no_circle_and_no_double_name(house):
    upper = make_department(house.manager, "診療部")
    lower = make_department(house.manager, "外科", parent=upper)
    with pytest.raises(ValidationError, match="置くことはできません"):
        services.change_department(by=house.manager, department=upper, name="診療部", parent=lower)
    with pytest.raises(ValidationError, match="同じ名前"):
        make_department(house.manager, "外科")
    with pytest.raises(ValidationError, match="下の部門"):
        services.close_department(by=house.manager, department=upper, ends_on=TODAY)


def test_contact_of_the_past_stays_on_record(house):
    ward = make_department(house.manager, contact=house.officer, starts_on=TODAY - 10 * DAY)
    services.set_department_contact(by=house.manager, department=ward, person=house.planner)
    periods = DepartmentContact.objects.order_by("starts_on").values_list("person", "starts_on", "ends_on")
    assert list(periods) == [
        (house.officer.pk, TODAY - 10 * DAY, TODAY - DAY),
        (house.planner.pk, TODAY, None),
    ]


def test_profile_takes_off_what_is_no_longer_listed(house):
    make_profile(house.manager)
    services.change_profile(
        by=house.manager, beds=200, sites=2, has_own_operator=True, founder="PUBLIC",
        systems=[SystemLine("医事会計", "CLOUD")],
    )  # fmt: skip
    assert list(Profile.objects.get().systems.values_list("name", flat=True)) == ["医事会計"]


def test_profile_refuses_the_same_system_twice(house):
    with pytest.raises(ValidationError, match="同じ名前"):
        make_profile(
            house.manager, systems=[SystemLine("電子カルテ", "CLOUD"), SystemLine("電子カルテ ", "CLOUD")]
        )


def test_committee_needs_charter_and_review_together(house):
    with pytest.raises(ValidationError, match="両方"):
        services.found_committee(
            by=house.manager, name="委員会", purpose="審議", chair=house.second, charter_review_on=TODAY
        )
    assert not Committee.objects.exists()


def test_gaps_name_each_kind_of_mismatch(house):
    from kaname.foundation.access.services import end_person
    from kaname.rooms.organisation.gaps import organisation_gaps

    home = house.executive.institution
    guest = make_person(home, "無口 守")
    make_appointment(house.executive, guest, "OPERATIONS_STAFF")
    make_appointment(house.executive, house.planner, "PLANNING_MANAGER")
    make_appointment(house.executive, house.officer, "AUDITOR")
    end_person(by=house.executive, person=house.officer, ends_on=TODAY - DAY)
    make_department(house.manager, "薬剤部")
    kinds = {gap.kind for gap in organisation_gaps(home, TODAY)}
    assert kinds == {"vacancy", "departed", "account", "contact", "sign_in", "unappointed", "deputy"}
    assert all(gap.url.startswith("/organisation/") for gap in organisation_gaps(home, TODAY))
