"""Documents for people chosen by a rule: who sees them, who is counted, who may say they have read them."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from kaname.foundation.access.roles import Role
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.audiences.rules import Audience
from kaname.foundation.calendar import clock
from kaname.rooms.documents import services
from kaname.rooms.documents.models import Document
from kaname.rooms.documents.selectors import coverage, unread_versions

from .factories import approve, make_author, make_document, make_draft

pytestmark = pytest.mark.django_db
DAY = date(2026, 4, 1)


@pytest.fixture
def house():
    with clock.at(DAY):
        director = make_hospital()
        author = make_author(director)
        home = director.institution
        clerk = make_person(
            home, "派遣 次郎", kind="DISPATCHED", employer="架空派遣", roles=[Role.STAFF], account=True
        )
        nurse = make_person(home, "看護 花子", roles=[Role.STAFF], account=True)
        engineer = make_person(
            home, "技術 三郎", kind="VENDOR_STAFF", employer="架空システム", roles=[Role.VENDOR]
        )
        document = make_document(
            author, audience="RULES", audience_rule=Audience(kinds=("DISPATCHED", "VENDOR_STAFF"))
        )
        version = approve(make_draft(author, document), by=director)
        yield director, clerk, nurse, engineer, version


def test_document_by_rule_is_read_by_those_it_covers(house):
    _director, clerk, nurse, engineer, version = house
    assert [list(unread_versions(p, DAY)) for p in (clerk, nurse)] == [[version], []]
    assert list(Document.objects.visible_to(nurse)) == []
    assert list(Document.objects.visible_to(engineer)) == []
    assert list(Document.objects.visible_to(clerk)) == [version.document]
    with pytest.raises(PermissionDenied):
        services.acknowledge(by=nurse, version=version)


def test_coverage_counts_those_whom_the_rule_covers(house):
    _director, clerk, _nurse, _engineer, version = house
    assert coverage(version, DAY).unread == [clerk]
    services.acknowledge(by=clerk, version=version)
    found = coverage(version, DAY)
    assert (found.percent, found.unread) == (100, [])


def test_document_form_takes_a_rule(house, client):
    director = house[0]
    client.force_login(director.user)
    values = {
        "title": "派遣の手引き", "type": "OTHER", "owner": director.pk, "audience": "RULES", "review_months": 12,
        "audience_rule_kinds": ["DISPATCHED"], "audience_rule_newcomer_days": "30",
    }  # fmt: skip
    client.post(reverse("documents:document_new"), values)
    made = Document.objects.of(director.institution).get(title="派遣の手引き")
    assert made.audience_rule == {"kinds": ["DISPATCHED"], "newcomer_days": 30}
    assert made.audience_label == "派遣職員（着任から30日以内）"


def test_rule_is_forgotten_when_the_audience_is_all_staff(house):
    director = house[0]
    document = make_document(director, audience="ALL_STAFF", audience_rule=Audience(kinds=("EMPLOYEE",)))
    assert document.audience_rule == {}
