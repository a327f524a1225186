"""What the chart proves, at the edges of its dates; the facts of rooms are played."""

from __future__ import annotations

from datetime import date, timedelta
from importlib import import_module

import pytest

from kaname.foundation.access import services as access
from kaname.foundation.calendar import clock
from kaname.foundation.contacts import conditions, services
from kaname.foundation.ledger import findings
from kaname.foundation.ledger.findings import Fact, RegisteredFact

from .conftest import TODAY, confirm, make_contact, make_inside, make_system

DAY = timedelta(days=1)
LAST = date(2027, 5, 22)
AUTHORITIES = ["MHLW", "PREFECTURE", "POLICE", "PERSONAL_INFORMATION_COMMISSION", "COMPETENT_AUTHORITY"]


def confirmed(manager, *parties, on=TODAY):
    found = conditions.emergency_contacts_confirmed(
        manager.institution, on=on, parties=list(parties), months=6
    )
    return found.holds, found.until, found.mend.url if found.mend else None


def said(manager, *parties, on=TODAY):
    found = conditions.emergency_contacts_confirmed(
        manager.institution, on=on, parties=list(parties), months=6
    )
    return found.sentence.text % found.sentence.values


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (TODAY, (True, LAST, None)),
        (LAST, (True, LAST, None)),
        (LAST + DAY, (False, None, "contacts:confirm_phone")),
    ],
)
def test_confirmed_as_long_as_the_call_counts(manager, on, expected):
    confirm(manager, make_contact(manager, "厚生労働省", party="MHLW"))
    assert confirmed(manager, "MHLW", on=on) == expected
    assert confirmed(manager, "CONTACT_CHART_ENTRIES", on=on) == expected


def test_a_chart_without_entries_does_not_hold(manager, executive):
    other = access.set_up_institution(
        name="別", executive_name="長", executive_title="院長", username="other-director", password="x" * 20
    )
    confirm(other, make_contact(other, "厚生労働省", party="MHLW"))
    assert confirmed(manager, "CONTACT_CHART_ENTRIES") == (False, None, "contacts:contact_new")
    assert confirmed(manager, "MHLW") == (False, None, "contacts:contact_new")
    assert "厚生労働省" in said(manager, "MHLW")


def test_an_entry_that_nobody_called_does_not_hold(manager):
    make_contact(manager, "県警", party="PREFECTURAL_POLICE")
    assert confirmed(manager, "PREFECTURAL_POLICE") == (False, None, "contacts:confirm_phone")
    assert said(manager, "PREFECTURAL_POLICE") == "まだ確かめていない緊急連絡先が1件あります：県警。"


def test_one_old_entry_of_many_breaks_it(manager):
    confirm(manager, make_contact(manager, "甲", party="OUTSIDE_EXPERT"))
    old = make_contact(manager, "乙", party="OUTSIDE_EXPERT")
    with clock.at(TODAY + timedelta(days=30)):
        confirm(manager, old)
    assert confirmed(manager, "OUTSIDE_EXPERT", on=LAST)[0]
    assert not confirmed(manager, "OUTSIDE_EXPERT", on=LAST + DAY)[0]
    assert "いちばん古い期限" in said(manager, "OUTSIDE_EXPERT", on=LAST + DAY)


def test_who_leaves_ends_it_on_the_last_day(manager, operator, executive):
    confirm(manager, make_inside(manager, operator))
    last = TODAY + timedelta(days=10)
    access.end_person(by=executive, person=operator, ends_on=last)
    assert confirmed(manager, "CONTACT_CHART_ENTRIES") == (True, last, None)
    assert confirmed(manager, "CONTACT_CHART_ENTRIES", on=last + DAY) == (
        False,
        None,
        "contacts:contact_change",
    )


def test_every_vendor_of_a_system_that_care_depends_on_has_a_contact(manager, operator):
    def system(name, vendor, **more):
        return make_system(operator, name, vendor_name=vendor, **{"criticality": "IMPORTANT", **more})

    confirm(manager, make_contact(manager, "厚生労働省", party="MHLW"))
    assert confirmed(manager, "ACTIVE_VENDORS", "MHLW")[0]
    record = system("電子カルテ", "碧海システムズ株式会社", criticality="VITAL")
    meals = system("給食", "株式会社うみべ")
    system("勤怠", "北浜", criticality="SUPPORTING")
    system("自前", "")
    text = said(manager, "ACTIVE_VENDORS", "MHLW")
    assert text == "緊急連絡先がありません：碧海システムズ株式会社、株式会社うみべ。"
    found = conditions.emergency_contacts_confirmed(
        manager.institution, on=TODAY, parties=["ACTIVE_VENDORS"], months=6
    )
    assert dict(found.mend.query) == {"party": "VENDOR", "organisation": "碧海システムズ株式会社"}
    confirm(manager, make_contact(manager, "碧海システムズ 株式会社"))
    confirm(manager, make_contact(manager, "別の名の会社", systems=[meals]))
    assert confirmed(manager, "ACTIVE_VENDORS") == (True, LAST, None)
    unused = make_contact(manager, "関わりのない会社")
    assert confirmed(manager, "ACTIVE_VENDORS")[0]
    assert not confirmed(manager, "CONTACT_CHART_ENTRIES")[0]
    services.remove_contact(by=manager, contact=unused, reason="x")
    system("来月から", "来月の会社", starts_on=TODAY + timedelta(days=9))
    found = conditions.emergency_contacts_confirmed(
        manager.institution, on=TODAY, parties=["ACTIVE_VENDORS"], months=6
    )
    assert (found.holds, found.changes_on) == (True, TODAY + timedelta(days=9))
    import_module("kaname.rooms.assets.services").retire_system(
        by=operator, system=record, ends_on=TODAY, reason="更新"
    )
    assert not confirmed(manager, "ACTIVE_VENDORS", on=TODAY + timedelta(days=9))[0]


@pytest.fixture
def told(monkeypatch):
    """What rooms say: documents in force by type, and who is appointed by role."""
    documents: dict[str, list[Fact]] = {}
    people: dict[str, list[Fact]] = {}

    def approvals(institution, *, on, types):
        rows = [f for t in types for f in documents.get(t, [])]
        return [f for f in rows if f.starts_on <= on and (f.ends_on is None or on <= f.ends_on)]

    def appointed(institution, *, on, role):
        rows = people.get(role, [])
        return [f for f in rows if f.starts_on <= on and (f.ends_on is None or on <= f.ends_on)]

    for name, source in (("document_approvals", approvals), ("appointed", appointed)):
        monkeypatch.setitem(findings.facts, name, RegisteredFact(source, frozenset()))
    return documents, people


def fact(label, ends_on=None, starts_on=date(2026, 4, 1), person=None, role=""):
    return Fact(f"x.y:{label}", label, starts_on, ends_on, person.pk if person else None, role)


def routes_complete(manager, on=TODAY):
    found = conditions.reporting_routes_complete(
        manager.institution,
        on=on,
        type="INCIDENT_REPORTING",
        authorities=AUTHORITIES,
        fields=["CHANNEL", "DEADLINE", "RESPONSIBLE_PERSON"],
        first_to="EXECUTIVE",
    )
    return found.holds, found.until, (found.mend.url, found.mend.args) if found.mend else None


def settle(manager, operator, executive, *, without=""):
    for name in [*AUTHORITIES, "PATIENTS", "VENDORS"]:
        if name != without:
            services.set_route(
                by=manager, recipient=name, channel="電話", deadline="すぐに", responsible=operator
            )
    services.set_route(
        by=manager,
        recipient="FIRST_INTERNAL",
        channel="電話",
        deadline="すぐに",
        responsible=manager,
        receiver=executive,
    )


def test_routes_are_complete_with_document_routes_and_first_report(manager, operator, executive, told):
    documents, people = told
    assert routes_complete(manager) == (False, None, ("documents:document_new", ()))
    documents["INCIDENT_REPORTING"] = [fact("手順")]
    assert routes_complete(manager) == (False, None, ("contacts:route_change", ("MHLW",)))
    settle(manager, operator, executive, without="POLICE")
    assert routes_complete(manager)[2] == ("contacts:route_change", ("POLICE",))
    services.set_route(by=manager, recipient="POLICE", channel="電話", responsible=operator)
    assert routes_complete(manager)[0] is False
    services.set_route(by=manager, recipient="POLICE", deadline="すぐに")
    assert routes_complete(manager)[2] == ("contacts:route_change", ("FIRST_INTERNAL",))
    people["EXECUTIVE"] = [fact("別の人", person=manager)]
    assert routes_complete(manager)[0] is False
    people["EXECUTIVE"] = [fact("院長", person=executive)]
    assert routes_complete(manager) == (True, None, None)


def test_routes_lapse_with_the_responsible_person(manager, operator, executive, told):
    documents, people = told
    documents["INCIDENT_REPORTING"] = [fact("手順")]
    people["EXECUTIVE"] = [fact("院長", person=executive)]
    settle(manager, operator, executive)
    last = TODAY + timedelta(days=20)
    access.end_person(by=executive, person=operator, ends_on=last)
    assert routes_complete(manager) == (True, last, None)
    assert routes_complete(manager, on=last) == (True, last, None)
    assert routes_complete(manager, on=last + DAY)[0] is False


def test_a_document_with_a_successor_goes_on(manager, operator, executive, told):
    documents, people = told
    people["EXECUTIVE"] = [fact("院長", person=executive)]
    settle(manager, operator, executive)
    turn = TODAY + timedelta(days=5)
    documents["INCIDENT_REPORTING"] = [fact("第1版", ends_on=turn), fact("第2版", starts_on=turn + DAY)]
    assert routes_complete(manager) == (True, None, None)
    documents["INCIDENT_REPORTING"] = [fact("第1版", ends_on=turn)]
    assert routes_complete(manager) == (True, turn, None)


def names(manager, on=TODAY, **more):
    params = {"type": "PUBLIC_RELATIONS", "people": ["SPOKESPERSON", "DEPUTY_SPOKESPERSON"], **more}
    found = conditions.procedure_names(manager.institution, on=on, **params)
    return found.holds, found.until, (found.mend.url, found.mend.query) if found.mend else None


def test_a_procedure_names_its_people_and_has_a_text(manager, told):
    documents, people = told
    assert names(manager)[2][0] == "documents:document_new"
    documents["PUBLIC_RELATIONS"] = [fact("広報手順")]
    last = TODAY + timedelta(days=40)
    people["SPOKESPERSON"] = [fact("広報", ends_on=last)]
    role = (("role", "DEPUTY_SPOKESPERSON"),)
    assert names(manager) == (False, None, ("organisation:appointment_new", role))
    people["DEPUTY_SPOKESPERSON"] = [fact("代理")]
    assert names(manager) == (True, last, None)
    assert names(manager, on=last + DAY)[0] is False
    assert names(manager, templates=1) == (False, None, ("contacts:template_new", ()))
    text = services.write_template(by=manager, audience="WEB", title="題", body="文")
    assert names(manager, templates=1) == (True, last, None)
    services.retire_template(by=manager, template=text)
    assert names(manager, templates=1)[0] is False


def test_a_procedure_needs_a_route_to_each_recipient(manager, operator, told):
    documents, people = told
    documents["INCIDENT_COMMUNICATION"] = [fact("説明手順")]
    people["SPOKESPERSON"] = [fact("広報")]
    asked = {
        "type": "INCIDENT_COMMUNICATION",
        "people": ["SPOKESPERSON"],
        "recipients": ["PATIENTS", "POLICE"],
    }
    services.set_route(by=manager, recipient="PATIENTS", channel="掲示", responsible=operator)
    assert names(manager, **asked)[2][0] == "contacts:route_change"
    services.set_route(by=manager, recipient="POLICE", channel="電話", responsible=operator)
    assert names(manager, **asked) == (True, None, None)


def test_no_condition_of_ours_is_pending_any_more():
    from kaname.foundation.obligations.catalogue import current

    ours = {"emergency_contacts_confirmed", "reporting_routes_complete", "procedure_names"}
    uses = [use for _o, use in current().uses() if use.condition in ours]
    assert (len(uses), [use for use in uses if use.pending]) == (5, [])
