"""The entries of the chart: put on it, changed, taken off; confirmed by a call; sheets, routes and texts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from kaname.foundation.access.records import StaleRecord
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.access.writes import writing
from kaname.foundation.calendar import clock
from kaname.foundation.contacts import selectors, services
from kaname.foundation.contacts.models import Contact, ContactSystem
from kaname.foundation.ledger.models import LedgerEntry

from .conftest import TODAY, confirm, make_contact, make_inside, make_system


def _entries(by):
    return LedgerEntry.objects.of(by.institution).filter(action="contacts.manage").count()


def test_an_entry_gets_the_next_number_and_the_last_place(manager, operator):
    inside = make_inside(manager, operator)
    first, second = make_contact(manager), make_contact(manager, "南雲メディカル機器株式会社")
    assert [c.number for c in (inside, first, second)] == ["C-001", "C-002", "C-003"]
    assert [c.order for c in (inside, first, second)] == [1, 1, 2]
    assert _entries(manager) == 3


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"organisation": " "}, "organisation"),
        ({"phone_day": "", "phone_night": ""}, "phone_day"),
        ({"party": "NOBODY"}, "party"),
        ({"party": "INSIDE"}, "person"),
        ({"order": 1000}, "order"),
        ({"target_minutes": 0}, "target_minutes"),
        ({"number": "C-001"}, "number"),
        ({"mail": "no mail"}, "mail"),
        ({"phone_day": "0" * 61}, "phone_day"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(manager, wrong, field):
    make_contact(manager)
    with pytest.raises(ValidationError) as refused:
        make_contact(manager, **{"organisation": "別の会社", **wrong})
    assert list(refused.value.message_dict) == [field]
    assert Contact.objects.count() == 1


def test_inside_is_a_person_of_this_hospital_who_is_here(manager, operator):
    stranger = make_hospital("別の病院")
    left = make_person(manager.institution, "森 葵", starts_on=TODAY, ends_on=TODAY)
    with pytest.raises(ValidationError, match="選んで"):
        make_inside(manager, stranger)
    with clock.at(TODAY + timedelta(days=1)), pytest.raises(ValidationError, match="在籍"):
        make_inside(manager, left)
    with pytest.raises(ValidationError, match="別の人"):
        make_inside(manager, operator, deputy=operator)


def test_who_calls_is_somebody_inside(manager, operator):
    inside, vendor = make_inside(manager, operator), make_contact(manager)
    assert make_contact(manager, "別の会社", caller=inside).caller == inside
    with pytest.raises(ValidationError, match="院内の連絡先"):
        make_contact(manager, "さらに別の会社", caller=vendor)


def test_systems_are_set_and_taken_away(manager, operator):
    system = make_system(operator, "電子カルテ")
    contact = make_contact(manager, systems=[system])
    assert [row.system_id for row in contact.serves.all()] == [system.pk]
    services.change_contact(by=manager, contact=contact, note="まとめて保守")
    assert ContactSystem.objects.count() == 1
    services.change_contact(by=manager, contact=contact, systems=[])
    assert ContactSystem.objects.count() == 0


def test_a_changed_number_must_be_confirmed_anew(manager):
    contact = make_contact(manager)
    confirm(manager, contact)
    (view,) = selectors.entries(manager.institution, TODAY)
    assert view.is_confirmed
    services.change_contact(by=manager, contact=view.contact, note="備考だけ")
    assert selectors.entries(manager.institution, TODAY)[0].is_confirmed
    services.change_contact(by=manager, contact=view.contact, phone_night="0120-000-222")
    (view,) = selectors.entries(manager.institution, TODAY)
    assert (view.confirmation, view.is_confirmed) == (None, False)


def test_a_call_that_finds_another_number_changes_it_and_counts(manager):
    contact = make_contact(manager)
    made = confirm(manager, contact, phone_night="0120-000-222", minutes=4, is_night=True)
    assert (made.changes, made.minutes, made.confirmed_by) == ("電話（夜間・休日）", 4, manager)
    (view,) = selectors.entries(manager.institution, TODAY)
    assert (view.contact.phone_night, view.is_confirmed) == ("0120-000-222", True)


def test_a_call_of_tomorrow_or_that_reached_nobody_is_refused(manager):
    contact = make_contact(manager)
    with pytest.raises(ValidationError, match="今日まで"):
        confirm(manager, contact, confirmed_on=TODAY + timedelta(days=1))
    with pytest.raises(ValidationError, match="入力"):
        confirm(manager, contact, reached=" ")
    with pytest.raises(ValidationError, match="10,080"):
        confirm(manager, contact, minutes=99_999)


def test_an_entry_taken_off_stays_on_record_and_comes_back(manager, operator):
    inside = make_inside(manager, operator)
    contact = make_contact(manager, caller=inside)
    with pytest.raises(ValidationError, match="1件"):
        services.remove_contact(by=manager, contact=inside, reason="異動")
    services.remove_contact(by=manager, contact=contact, reason="契約が終わった")
    assert [v.contact for v in selectors.entries(manager.institution, TODAY)] == [inside]
    with pytest.raises(ValidationError, match="戻して"):
        services.change_contact(by=manager, contact=contact, note="x")
    services.restore_contact(by=manager, contact=contact)
    assert len(selectors.entries(manager.institution, TODAY)) == 2


def test_two_who_change_it_at_once_are_told(manager):
    contact = make_contact(manager)
    again = Contact.objects.get(pk=contact.pk)
    services.change_contact(by=manager, contact=contact, note="一")
    with pytest.raises(StaleRecord):
        services.change_contact(by=manager, contact=again, note="二")


def test_staff_read_the_chart_and_change_nothing_and_vendors_see_nothing(manager, staff, vendor_person):
    contact = make_contact(manager)
    assert list(Contact.objects.visible_to(staff)) == [contact]
    assert not Contact.objects.visible_to(vendor_person).exists()
    assert not Contact.objects.visible_to(make_hospital("別の病院")).exists()
    for act in (
        lambda: make_contact(staff, "別"),
        lambda: services.change_contact(by=staff, contact=contact, note="x"),
        lambda: services.remove_contact(by=staff, contact=contact, reason="x"),
        lambda: services.confirm_by_phone(by=staff, contact=contact, reached="x"),
        lambda: services.ask_by_link(by=staff, contact=contact, address=str),
        lambda: services.name_keeper(by=staff, keeper=staff),
        lambda: services.hang_paper(by=staff, place="当直室"),
        lambda: services.set_route(by=staff, recipient="MHLW", channel="電話"),
        lambda: services.write_template(by=staff, audience="WEB", title="題", body="文"),
        lambda: services.change_contact(by=make_hospital("他"), contact=contact, note="x"),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_private_numbers_do_not_stand_in_the_ledger(manager):
    make_contact(manager, mail="night@vendor.example.jp")
    told = str(list(LedgerEntry.objects.of(manager.institution).values()))
    assert "0120-000-111" not in told
    assert "night@vendor.example.jp" not in told


def test_the_keeper_is_named_and_until_then_the_manager_answers(manager, operator, executive):
    house = manager.institution
    assert selectors.keepers_of(house, TODAY) == [manager]
    services.name_keeper(by=manager, keeper=operator)
    services.name_keeper(by=manager, keeper=executive)
    assert selectors.keepers_of(house, TODAY) == [executive]
    with writing(by=None, action="access.manage_accounts", institution=house) as entry:
        executive.ends_on = TODAY
        entry.save(executive)
    assert selectors.keepers_of(house, TODAY) == [executive]
    assert selectors.keepers_of(house, TODAY + timedelta(days=1)) == [manager]


def test_a_sheet_knows_whether_it_shows_the_chart_of_today(manager):
    from kaname.foundation.contacts.chart import chart_digest

    contact = make_contact(manager)
    paper = services.hang_paper(by=manager, place="当直室")
    assert paper.digest == chart_digest(manager.institution, TODAY)
    services.change_contact(by=manager, contact=contact, phone_day="03-0000-9999")
    assert paper.digest != chart_digest(manager.institution, TODAY)
    services.replace_paper(by=manager, paper=paper)
    assert paper.digest == chart_digest(manager.institution, TODAY)
    with pytest.raises(ValidationError, match="同じ場所"):
        services.hang_paper(by=manager, place="当直室")
    services.remove_paper(by=manager, paper=paper)
    with pytest.raises(ValidationError, match="外した"):
        services.replace_paper(by=manager, paper=paper)
    services.hang_paper(by=manager, place="当直室")


def test_a_route_is_settled_part_by_part(manager, executive, operator):
    services.set_route(by=manager, recipient="MHLW", channel="電話")
    found = {row.recipient: row for row in selectors.routes(manager.institution, on=TODAY)}
    assert found["MHLW"].missing == ["DEADLINE", "RESPONSIBLE_PERSON"]
    row = services.set_route(by=manager, recipient="MHLW", deadline="6時間以内", responsible=operator)
    assert (row.channel, row.deadline, row.responsible) == ("電話", "6時間以内", operator)
    with pytest.raises(ValidationError, match="別の人"):
        services.set_route(by=manager, recipient="MHLW", deputy=operator)
    with pytest.raises(ValidationError, match="選んで"):
        services.set_route(by=manager, recipient="MHLW", deputy=make_hospital("別の病院"))
    first = services.set_route(by=manager, recipient="FIRST_INTERNAL", receiver=executive)
    assert first.receiver == executive


def test_a_text_has_versions_and_only_known_places(manager):
    text = services.write_template(
        by=manager, audience="PATIENTS", title="お知らせ", body="{{ hospital }}です"
    )
    services.change_template(
        by=manager, template=text, audience="PATIENTS", title="お知らせ", body="{{hospital}} {{desk}}"
    )
    assert (text.revision, text.places) == (2, ["hospital", "desk"])
    with pytest.raises(ValidationError, match="secret"):
        services.write_template(by=manager, audience="WEB", title="題", body="{{secret}}")
    filled = selectors.fill_places(text.body, {"hospital": "みなと総合病院"})
    assert filled == "みなと総合病院 {{desk}}"
    services.retire_template(by=manager, template=text)
    assert selectors.announcement_templates(manager.institution) == []
    with pytest.raises(ValidationError, match="戻して"):
        services.change_template(by=manager, template=text, audience="WEB", title="題", body="文")
    services.restore_template(by=manager, template=text)
    assert selectors.announcement_templates(manager.institution, "PATIENTS") == [text]


def test_the_chart_says_who_calls_whom(manager, operator, executive):
    first, second = make_inside(manager, operator), make_inside(manager, executive)
    theirs = make_contact(manager, caller=first)
    nobodys = make_contact(manager, "県警", party="PREFECTURAL_POLICE")
    chart = selectors.contact_chart(manager.institution, TODAY)
    assert [e.contact for e in chart.inside] == [first, second]
    assert [(g.caller, [e.contact for e in g.entries]) for g in chart.groups] == [
        (first, [theirs]),
        (None, [nobodys]),
    ]
    assert selectors.contacts_for(manager.institution, "PREFECTURAL_POLICE", on=TODAY) == [nobodys]
    assert theirs.clocks == ("vendor_call", "vendor_to_us")
