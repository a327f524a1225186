"""Whom a rule covers, in records, words and forms."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from kaname.foundation.access import services as access
from kaname.foundation.access.models import Person
from kaname.foundation.access.roles import Role
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.audiences.crowd import Crowd, Standpoint, members
from kaname.foundation.audiences.fields import AudienceField
from kaname.foundation.audiences.rules import Audience, checked, kinds_of
from kaname.foundation.audiences.wording import in_words
from kaname.foundation.calendar import clock
from kaname.rooms.organisation import services as organisation

pytestmark = pytest.mark.django_db
DAY = date(2026, 4, 1)


@pytest.fixture
def house():
    """A director, a nurse below 看護部, a dispatched clerk, a vendor's engineer who came later."""
    with clock.at(DAY):
        director = make_hospital()
        home = director.institution
        nursing = organisation.open_department(by=director, name="看護部")
        ward = organisation.open_department(by=director, name="3階病棟", parent=nursing)
        nurse = make_person(home, "看護 花子", roles=[Role.STAFF], starts_on=DAY)
        organisation.post_person(by=director, person=nurse, department=ward)
        clerk = make_person(home, "事務 次郎", kind="DISPATCHED", employer="架空派遣", starts_on=DAY)
        engineer = make_person(
            home,
            "技術 三郎",
            kind="VENDOR_STAFF",
            employer="架空システム",
            starts_on=DAY + timedelta(days=60),
        )
        yield {"director": director, "nurse": nurse, "clerk": clerk, "engineer": engineer,
               "nursing": nursing.pk, "ward": ward.pk}  # fmt: skip


def who(house, audience: Audience, on: date = DAY) -> set[str]:
    found = members(house["director"].institution, audience, on)
    return {name for name, person in house.items() if isinstance(person, Person) and person.pk in found}


def test_members_by_rule(house):
    later = DAY + timedelta(days=60)
    assert who(house, Audience()) == {"director", "nurse", "clerk"}
    assert who(house, Audience(), later) == {"director", "nurse", "clerk", "engineer"}
    assert who(house, Audience(kinds=("EMPLOYEE",))) == {"director", "nurse"}
    assert who(house, Audience(roles=("STAFF",))) == {"nurse"}
    assert who(house, Audience(departments=(house["nursing"],))) == {"nurse"}
    assert who(house, Audience(departments=(house["ward"],), kinds=("DISPATCHED",))) == set()
    assert who(house, Audience(newcomer_days=30), later) == {"engineer"}


@pytest.mark.parametrize(("days_later", "is_new"), [(29, True), (30, True), (31, False)])
def test_newcomers_at_the_edge(house, days_later, is_new):
    found = who(house, Audience(newcomer_days=30, roles=("STAFF",)), DAY + timedelta(days=days_later))
    assert found == ({"nurse"} if is_new else set())


def test_newcomers_since_a_day_stay(house):
    crowd = Crowd(house["director"].institution, DAY + timedelta(days=300))
    rule = Audience(newcomer_days=30)
    assert crowd.members(rule) == frozenset()
    assert house["engineer"].pk in crowd.members(rule, since=DAY + timedelta(days=70))
    assert house["nurse"].pk not in crowd.members(rule, since=DAY + timedelta(days=70))


def test_members_take_four_queries_for_any_number_of_rules(house):
    crowd = Crowd(house["director"].institution, DAY)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        for _ in range(12):
            crowd.members(Audience(departments=(house["nursing"],), roles=("STAFF",)))
    assert len(queries) == 4


def test_one_person_and_the_crowd_agree(house):
    home, today = house["director"].institution, DAY + timedelta(days=60)
    rules = [
        Audience(),
        Audience(kinds=("VENDOR_STAFF",)),
        Audience(roles=("STAFF", "EXECUTIVE")),
        Audience(departments=(house["nursing"],)),
        Audience(newcomer_days=30),
    ]
    crowd = Crowd(home, today)
    for rule in rules:
        for person in Person.objects.of(home):
            one = Standpoint(person, today).is_in(rule)
            assert one == (person.pk in crowd.members(rule)) == crowd.covers(rule, person.pk, today)


def test_a_day_to_come_reads_future_roles(house):
    home, later = house["director"].institution, DAY + timedelta(days=20)
    access.grant_role(by=None, person=house["clerk"], role=Role.DESK, starts_on=later)
    crowd = Crowd(home, DAY)
    rule = Audience(roles=("DESK",))
    assert crowd.members(rule) == frozenset()
    assert crowd.members(rule, later) == {house["clerk"].pk}
    assert crowd.turns[house["clerk"].pk] == [later]


def test_another_hospitals_people_are_no_members(house):
    other = make_hospital("別の病院")
    assert other.pk not in members(house["director"].institution, Audience(), DAY)


@pytest.mark.parametrize(
    ("audience", "words"),
    [
        (Audience(), "全員（派遣・事業者の要員を含む）"),
        (
            Audience(kinds=("EMPLOYEE", "DISPATCHED"), departments=(1, 2)),
            "看護部と薬剤部の全職員（派遣を含む）",
        ),
        (Audience(kinds=("VENDOR_STAFF",), newcomer_days=30), "事業者の要員（着任から30日以内）"),
        (Audience(kinds=("EMPLOYEE",), roles=("STAFF",)), "全職員（直接雇用）のうち、役割が「職員」の人"),
    ],
)
def test_audience_in_words(audience, words):
    assert in_words(audience, {1: "看護部", 2: "薬剤部"}) == words


@pytest.mark.parametrize(
    "rule",
    ["all", {"kind": ["EMPLOYEE"]}, {"kinds": ["NURSE"]}, {"departments": [9]}, {"newcomer_days": 0.5},
     {"newcomer_days": 400}, {"roles": "STAFF"}],
)  # fmt: skip
def test_rule_from_outside_is_refused(rule):
    with pytest.raises(ValidationError):
        checked(rule, departments=[1, 2])


def test_rule_from_outside_is_read():
    rule = {"kinds": ["EMPLOYEE"], "departments": [2, 1], "newcomer_days": None}
    assert checked(rule, departments=[1, 2]).as_json() == {"kinds": ["EMPLOYEE"], "departments": [1, 2]}


def test_kinds_of_a_catalogue_are_ours():
    assert kinds_of(["EMPLOYEE", "VENDOR"]) == {"EMPLOYEE", "VENDOR_STAFF"}


class WhoForm(forms.Form):
    audience = AudienceField(label="対象者")


def test_field_reads_ticks_and_shows_them_again(house):
    posted = QueryDict(mutable=True)
    posted.setlist("audience_kinds", ["EMPLOYEE", "DISPATCHED"])
    posted.setlist("audience_departments", [str(house["ward"])])
    posted["audience_newcomer_days"] = "30"
    form = WhoForm(posted)
    form.fields["audience"].offer(house["director"].institution)
    assert form.is_valid(), form.errors
    chosen = form.cleaned_data["audience"]
    assert chosen == Audience(("DISPATCHED", "EMPLOYEE"), (), (house["ward"],), 30)
    again = WhoForm(initial={"audience": chosen})
    again.fields["audience"].offer(house["director"].institution)
    assert again["audience"].as_widget().count("checked") == 3


def test_field_refuses_another_hospitals_department(house):
    form = WhoForm(QueryDict("audience_departments=99999"))
    form.fields["audience"].offer(house["director"].institution)
    assert not form.is_valid()


def test_field_without_ticks_is_everybody(house):
    form = WhoForm(QueryDict(""))
    assert form.is_valid()
    assert form.cleaned_data["audience"] == Audience()
