"""The chart on its pages: drawn, listed, on paper; entries entered, confirmed, corrected; few queries."""

from __future__ import annotations

import itertools

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kaname.foundation.contacts import services
from kaname.foundation.contacts.drawing import WIDTH, draw
from kaname.foundation.contacts.models import AnnouncementTemplate, Contact, PaperCopy
from kaname.foundation.contacts.selectors import contact_chart

from .conftest import TODAY, confirm, make_contact, make_inside, send_link


def signed_in(person):
    client = Client()
    client.force_login(person.user)
    return client


@pytest.fixture
def client(manager):
    return signed_in(manager)


def url(name, *args):
    return reverse(f"contacts:{name}", args=args)


def text(answer):
    return answer.content.decode()


def test_an_empty_chart_says_what_to_do(client, staff):
    assert "院内の連絡先を登録する" in text(client.get(url("chart")))
    plain = text(signed_in(staff).get(url("chart")))
    assert "はじめに、院内で順に連絡する人を登録します。" in plain
    assert "院内の連絡先を登録する" not in plain


def test_an_entry_is_entered_confirmed_changed_and_taken_off(client, operator):
    entered = {"party": "INSIDE", "person": operator.pk, "phone_day": "内線 2400", "order": "", "number": ""}
    made = client.post(url("contact_new"), entered, follow=True)
    assert "登録しました。" in text(made)
    inside = Contact.objects.get()
    vendor = {"party": "VENDOR", "organisation": "碧海システムズ株式会社", "phone_day": "03-0000-1234（代）",
              "caller": inside.pk, "target_minutes": "60"}  # fmt: skip
    client.post(url("contact_new"), vendor)
    contact = Contact.objects.get(party="VENDOR")
    assert contact.caller == inside
    called = {"reached": "受付", "confirmed_on": "令和8年11月22日", "phone_day": "03-0000-1234（代）",
              "phone_night": "0120-000-111", "revision": contact.revision}  # fmt: skip
    shown = client.post(url("confirm_phone", contact.pk), called, follow=True)
    assert "確かめたことを記録しました。" in text(shown)
    assert "0120-000-111" in text(shown)
    page = text(client.get(url("chart")))
    assert 'href="tel:0300001234"' in page
    assert "<svg" in page
    form = client.get(url("contact_change", contact.pk)).context["form"]
    changed = vendor | {
        "number": "C-002",
        "order": "3",
        "note": "夜間は受付のみ",
        "revision": form["revision"].value(),
    }
    assert "保存しました。" in text(client.post(url("contact_change", contact.pk), changed, follow=True))
    contact.refresh_from_db()
    assert (contact.order, contact.note) == (3, "夜間は受付のみ")
    gone = client.post(
        url("contact_remove", contact.pk),
        {"reason": "契約が終わった", "revision": contact.revision},
        follow=True,
    )
    assert "連絡体制図から外しました。" in text(gone)
    assert "碧海" not in text(client.get(url("contact_list")))
    assert "碧海" in text(client.get(url("contact_list"), {"state": "ENDED"}))
    back = client.post(url("contact_restore", contact.pk), {"revision": contact.revision + 1}, follow=True)
    assert "連絡体制図に戻しました。" in text(back)


def test_an_obligation_leads_to_a_form_that_knows_whom(client):
    form = client.get(url("contact_new"), {"party": "VENDOR", "organisation": "うみべ"}).context["form"]
    assert (form["party"].value(), form["organisation"].value()) == ("VENDOR", "うみべ")
    assert client.get(url("contact_new"), {"party": "x" * 300}).status_code == 200


def test_what_is_wrong_is_said_at_its_field(client):
    wrong = {"party": "VENDOR", "organisation": "会社", "phone_day": "", "phone_night": ""}
    refused = client.post(url("contact_new"), wrong)
    assert refused.status_code == 422
    assert "昼か夜間の電話番号を、少なくとも一つ入れてください。" in text(refused)


def test_a_link_is_sent_and_its_correction_taken(client, manager):
    contact = make_contact(manager, mail="support@vendor.example.jp")
    assert "support@vendor.example.jp に送る" in text(client.get(url("ask_link", contact.pk)))
    sent = client.post(url("ask_link", contact.pk), {"form_token": ""}, follow=True)
    assert "リンクを送る用意をしました。" in text(sent)
    assert "メールを送る設定がまだない" in text(sent)
    (row,) = contact.requests.all()
    services.answer_link(
        request=row, name="佐藤", seen=contact.reach_print, correction={"phone_night": "0120-000-999"}
    )
    assert "から訂正が届いています。" in text(client.get(url("chart")))
    assert "0120-000-999" in text(client.get(contact.get_absolute_url()))
    taken = client.post(url("correction_take", row.pk), {"form_token": ""}, follow=True)
    assert "訂正を取り入れました。" in text(taken)
    assert Contact.objects.get().phone_night == "0120-000-999"


def test_a_correction_is_refused_and_a_link_withdrawn(client, manager):
    contact = make_contact(manager, mail="support@vendor.example.jp")
    send_link(manager, contact)
    (row,) = contact.requests.all()
    assert "リンクを取り下げました。" in text(
        client.post(url("link_withdraw", row.pk), {"form_token": ""}, follow=True)
    )
    send_link(manager, contact)
    row = contact.requests.get(status="WAITING")
    services.answer_link(request=row, name="佐藤", seen=contact.reach_print, message="違います")
    refused = client.post(url("correction_refuse", row.pk), {"reason": "電話で確かめた"}, follow=True)
    assert "訂正を取り入れませんでした。" in text(refused)


def test_staff_see_the_chart_without_its_buttons(manager, staff, vendor_person):
    contact = make_contact(manager)
    page = signed_in(staff)
    shown = text(page.get(url("chart")))
    assert "0120-000-111" in shown
    assert url("confirm_phone", contact.pk) not in shown
    assert page.get(contact.get_absolute_url()).status_code == 200
    assert page.get(url("contact_change", contact.pk)).status_code == 403
    for name in ("chart", "contact_list", "chart_pdf", "route_list", "template_list"):
        assert signed_in(vendor_person).get(url(name)).status_code == 403


def test_routes_texts_sheets_and_the_keeper(client, manager, executive, operator):
    assert "決まっていないことのある報告先が10か所あります。" in text(client.get(url("route_list")))
    first = {"channel": "電話", "deadline": "2時間以内", "responsible": manager.pk, "receiver": executive.pk}
    saved = client.post(url("route_change", "FIRST_INTERNAL"), first, follow=True)
    assert "報告先が9か所あります。" in text(saved)
    assert "病院長　佐伯 恵 に届きます。" in text(saved)
    assert client.get(url("route_change", "NOBODY")).status_code == 404
    again = client.post(url("route_change", "FIRST_INTERNAL"), first | {"revision": 9})
    assert again.status_code == 409
    written = {"audience": "PATIENTS", "title": "お知らせ", "body": "{{hospital}}です"}
    assert "病院の名前" in text(client.post(url("template_new"), written, follow=True))
    row = AnnouncementTemplate.objects.get()
    assert client.post(url("template_new"), written | {"body": "{{x}}"}).status_code == 422
    changed = client.post(
        url("template_change", row.pk), written | {"body": "文", "revision": 1}, follow=True
    )
    assert "第2版" in text(changed)
    assert "使うのをやめました。" in text(
        client.post(url("template_retire", row.pk), {"form_token": ""}, follow=True)
    )
    assert "使えるように戻しました。" in text(
        client.post(url("template_restore", row.pk), {"form_token": ""}, follow=True)
    )
    make_contact(manager)
    hung = client.post(url("paper_new"), {"place": "当直室", "hung_on": TODAY.isoformat()}, follow=True)
    assert "いまの図と同じです" in text(hung)
    make_contact(manager, "別の会社")
    assert "掲げたあとで図が変わりました" in text(client.get(url("paper_list")))
    paper = PaperCopy.objects.get()
    assert "差し替えを記録しました。" in text(
        client.post(url("paper_replace", paper.pk), {"form_token": ""}, follow=True)
    )
    assert "外したことを記録しました。" in text(
        client.post(url("paper_remove", paper.pk), {"form_token": ""}, follow=True)
    )
    client.post(url("keeper"), {"keeper": operator.pk})
    assert "図の責任者は 中野 翔 さんです。" in text(client.get(url("chart")))


def test_the_paper_is_a_pdf_and_carries_its_day(client, manager, operator):
    from kaname.foundation.contacts.paper import paper_of

    inside = make_inside(manager, operator)
    confirm(manager, make_contact(manager, caller=inside))
    services.set_route(by=manager, recipient="MHLW", channel="電話", responsible=operator)
    answer = client.get(url("chart_pdf"))
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    said = paper_of(manager.institution, TODAY)
    assert "令和8年11月22日" in said["day"]
    assert [section["title"] for section in said["sections"]] == [
        "院内で順に連絡する人",
        "中野 翔 がかける先",
    ]
    assert said["digest"]


def test_the_drawing_keeps_within_its_frame_and_boxes_do_not_overlap(manager, operator, executive):
    first, second = make_inside(manager, operator), make_inside(manager, executive, condition="長い条件" * 30)
    for n in range(6):
        make_contact(manager, f"会社{n}" * 20, caller=(first, second, None)[n % 3], condition="止まったとき")
    drawing = draw(contact_chart(manager.institution, TODAY))
    assert all(
        b.x >= 0 and b.x + b.width <= WIDTH and b.y + b.height <= drawing.height for b in drawing.boxes
    )
    for left in (True, False):
        column = sorted((b for b in drawing.boxes if (b.x < 400) == left), key=lambda b: b.y)
        assert all(a.y + a.height < b.y for a, b in itertools.pairwise(column))
    assert all(len(t.words) < 60 for b in drawing.boxes for t in b.texts)


def test_the_pages_need_few_queries_however_many_entries(client, manager, operator):
    counts = []
    inside = make_inside(manager, operator)
    for n in (2, 10):
        for number in range(n):
            confirm(manager, make_contact(manager, f"会社{n}-{number}", caller=inside))
        client.get(url("chart"))
        asked = []
        for name, query in (("chart", {}), ("contact_list", {}), ("contact_list", {"state": "STALE"})):
            with CaptureQueriesContext(connection) as seen:
                client.get(url(name), query)
            asked.append(len(seen))
        counts.append(asked)
    assert counts[0] == counts[1]
    chart, register, stale = counts[0]
    assert max(chart, register) <= 15, counts
    assert stale <= 17, counts
