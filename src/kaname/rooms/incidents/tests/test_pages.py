"""The pages of incidents, as people open and fill them."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document

from kaname.foundation.contacts.services import register_contact
from kaname.foundation.decisions.models import Decision
from kaname.foundation.decisions.selectors import material_lines
from kaname.rooms.incidents import services
from kaname.rooms.incidents.clocks.rules import shipped_rules
from kaname.rooms.incidents.keys import CLOSE
from kaname.rooms.incidents.models import Incident, IncidentReport

from .conftest import know_attack


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def test_a_nurse_raises_the_alarm_and_sees_that_it_arrived(house):
    client = signed_in(house.nurse)
    home = client.get(reverse("overview:home")).content.decode()
    assert reverse("incidents:alarm") in home
    answer = client.post(
        reverse("incidents:alarm"), {"what": "開けない", "place": "2階", "occurred_at": "2:00"}
    )
    incident = Incident.objects.get()
    assert answer.headers["Location"] == incident.get_absolute_url()
    shown = client.get(incident.get_absolute_url()).content.decode()
    assert "担当の人に届いています" in shown
    assert "届け出の時計" not in shown


def test_a_nurse_sees_whom_to_call_on_the_alarm_and_after_it(house):
    client, page = signed_in(house.nurse), reverse("incidents:alarm")
    assert "tel:" not in client.get(page).content.decode()
    for person, phone in ((house.operator, "内線 2400"), (house.executive, "内線 1001")):
        register_contact(by=house.planner, party="INSIDE", person=person, phone_day=phone)
    received = client.post(page, {"what": "開けない"}, follow=True)
    for shown in (client.get(page).content.decode(), received.content.decode()):
        assert 'href="tel:2400"' in shown
        assert "1001" not in shown


def test_an_empty_alarm_keeps_what_was_typed(house):
    answer = signed_in(house.nurse).post(
        reverse("incidents:alarm"), {"what": "", "place": "3階", "occurred_at": "25:00"}
    )
    assert answer.status_code == 422
    assert "3階" in answer.content.decode()
    assert "23:59" in answer.content.decode()


def test_the_alarm_page_shows_the_deadlines_that_run(house, alarm):
    shown = signed_in(house.operator).get(alarm.get_absolute_url()).content.decode()
    assert "対応を始める" in shown
    assert "個人情報保護委員会（速報）" in shown


def test_the_command_page_says_what_comes_next(house, incident, django_assert_max_num_queries):
    client = signed_in(house.officer)
    client.get(incident.get_absolute_url())
    with django_assert_max_num_queries(34):
        shown = client.get(incident.get_absolute_url()).content.decode()
    assert "指揮をとる人が決まっていません" in shown
    services.assign_role(by=house.officer, incident=incident, role="COMMANDER", person=house.executive)
    assert (
        "診療を続けるかどうかが決まっていません" in client.get(incident.get_absolute_url()).content.decode()
    )


def test_the_command_page_reads_no_more_with_more_lines(house, incident, django_assert_num_queries):
    client = signed_in(house.officer)
    client.get(incident.get_absolute_url())
    with CaptureQueriesContext(connection) as few:
        client.get(incident.get_absolute_url())
    for number in range(12):
        services.write_line(by=house.operator, incident=incident, text=f"{number}台目")
        services.ask_task(by=house.officer, incident=incident, text=f"頼む{number}", assignee=house.operator)
    with django_assert_num_queries(len(few)):
        client.get(incident.get_absolute_url())


@pytest.mark.parametrize(
    ("kind", "made"),
    [("LOG", "lines"), ("CONTACT", "lines"), ("TASK", "tasks"), ("DECISION", "lines")],
)
def test_the_one_text_box_takes_a_line_a_task_or_a_decision(house, incident, kind, made):
    before = getattr(incident, made).count()
    url = reverse("incidents:entry", args=[incident.pk])
    answer = signed_in(house.operator).post(url, {"text": "回線を抜いた", "kind": kind})
    assert answer.status_code == 302
    assert getattr(incident, made).count() > before
    assert incident.lines.filter(text__startswith="回線を抜いた").exists()


def test_a_wrong_entry_comes_back_with_what_was_typed(house, incident):
    item = services.list_item(by=house.operator, incident=incident, name="VPN装置のログ")
    url = reverse("incidents:entry", args=[incident.pk])
    answer = signed_in(house.operator).post(url, {"text": "更新した", "kind": "CHANGE", "item": item.pk})
    shown = answer.content.decode()
    assert (answer.status_code, "まだ保全していません" in shown, "更新した" in shown) == (422, True, True)


def test_facts_show_what_a_version_changed(house, incident):
    know_attack(house, incident)
    url = reverse("incidents:facts", args=[incident.pk])
    shown = signed_in(house.officer).get(url).content.decode()
    assert "ランサムウェア" in shown
    assert "前の版" in shown
    assert "古い版です" in signed_in(house.officer).get(f"{url}?version=1").content.decode()
    assert signed_in(house.officer).get(f"{url}?version=九").status_code == 200


def test_the_form_of_facts_makes_a_version_and_refuses_a_stale_one(house, incident):
    client, url = signed_in(house.officer), reverse("incidents:facts_change", args=[incident.pk])
    form = client.get(url).context["form"]
    data = {name: form[name].value() for name in form.fields}
    data = {name: value for name, value in data.items() if value not in (None, False)}
    data |= {"change_note": "人数が分かった", "persons_max": "4200"}
    for name, field in form.fields.items():
        if hasattr(field, "prepare_value") and name in data:
            data[name] = field.prepare_value(data[name])
    assert client.post(url, data).status_code == 302
    assert client.post(url, {**data, "persons_max": "5000"}).status_code == 422


def test_a_report_as_pdf_and_word(house, incident):
    know_attack(house, incident)
    report = services.draft_report(by=house.planner, incident=incident, clock_id="ppc_prelim")
    client = signed_in(house.planner)
    pdf = client.get(reverse("incidents:report_pdf", args=[report.pk]))
    assert b"".join(pdf)[:5] == b"%PDF-"
    word = client.get(reverse("incidents:report_docx", args=[report.pk]))
    text = "\n".join(p.text for p in Document(BytesIO(word.content)).paragraphs)
    assert "個人データの項目" in text
    assert "本人の数" in text


@pytest.mark.parametrize("name", ["handover_pdf", "log_pdf"])
def test_papers_of_the_whole(house, incident, name):
    answer = signed_in(house.planner).get(reverse(f"incidents:{name}", args=[incident.pk]))
    assert answer.content[:5] == b"%PDF-"


def test_a_stale_report_says_so_and_is_made_anew(house, incident):
    report = services.draft_report(by=house.planner, incident=incident, clock_id="police")
    know_attack(house, incident, ransom_note="暗号化した")
    client = signed_in(house.planner)
    assert "古い事実から作られています" in client.get(report.get_absolute_url()).content.decode()
    client.post(reverse("incidents:report_renew", args=[report.pk]))
    assert "暗号化した" in IncidentReport.objects.get(pk=report.pk).body


def test_the_page_of_a_duty_offers_the_draft_and_then_the_next(house, incident):
    client, url = signed_in(house.planner), reverse("incidents:clock", args=[incident.pk, "police"])
    assert "下書きを作る" in client.get(url).content.decode()
    made = client.post(reverse("incidents:clock_draft", args=[incident.pk, "police"]))
    sent = reverse("incidents:report_sent", args=[IncidentReport.objects.get().pk])
    assert made.headers["Location"] == IncidentReport.objects.get().get_absolute_url()
    assert client.post(sent, {"channel": "電話", "recipient": "窓口"}).status_code == 302
    assert "続きの報告を作る" in client.get(url).content.decode()
    assert client.get(reverse("incidents:clock", args=[incident.pk, "nothing"])).status_code == 404


def test_a_sent_report_cannot_be_thrown_away(house, incident):
    report = services.draft_report(by=house.planner, incident=incident, clock_id="police")
    services.record_sent(by=house.planner, report=report, channel="電話", recipient="窓口")
    answer = signed_in(house.planner).post(reverse("incidents:report_discard", args=[report.pk]))
    assert answer.status_code == 400
    assert "送った報告は変えられません" in answer.content.decode()
    assert IncidentReport.objects.filter(pk=report.pk).exists()


def test_the_list_before_closing_names_what_is_missing(house, incident):
    shown = signed_in(house.officer).get(reverse("incidents:closing", args=[incident.pk])).content.decode()
    assert "復旧の宣言" in shown
    assert "終結の決裁を求める" not in shown.split("<h1")[1].split("</main>")[0]


def test_the_decision_paper_of_a_moment_speaks_words(house, incident):
    made = services.decide_on_the_spot(
        by=house.operator, incident=incident, moment="NETWORK", text="外の線を切る", decided_by=house.officer
    )
    shown = signed_in(house.officer).get(made.get_absolute_url()).content.decode()
    assert "ネットワークを切り離すか" in shown
    assert "NETWORK" not in shown


def test_the_decision_paper_of_a_duty_that_does_not_apply_speaks_words(house, incident):
    know_attack(house, incident, leak="DENIED", damage="DENIED")
    asked = services.ask_waiver(
        by=house.officer,
        incident=incident,
        clock_id="ppc_prelim",
        exemption="ruled_out",
        grounds="通信記録を専門家と調べた",
        approver=house.executive,
    )
    assert sorted(asked.proposal) == ["basis", "clock", "exemption", "grounds", "version"]
    shown = signed_in(house.executive).get(asked.get_absolute_url()).content.decode()
    rule, ground = shipped_rules().rules["ppc_prelim"], shipped_rules().exemptions["ruled_out"]
    for words in (rule.recipient.ja, rule.basis, ground.name.ja, "通信記録を専門家と調べた"):
        assert words in shown
    assert "ppc_prelim" not in shown
    assert "ruled_out" not in shown


def test_the_decision_paper_of_the_end_names_the_measures(house, incident):
    decision = Decision(
        kind=CLOSE, material={"title": "停止", "facts": 3, "measures": ["回線を閉じる", "訓練"]}
    )
    assert dict(material_lines(decision)) == {
        "件名": "停止",
        "事実表の版": "3",
        "再発防止策": "回線を閉じる\n訓練",
    }


@pytest.mark.parametrize("number", [10**6, 2**62, 10**30])
def test_a_report_that_is_not_there_is_not_found(house, number):
    assert signed_in(house.officer).get(f"/incidents/reports/{number}/").status_code == 404


def test_the_page_of_evidence_reads_only_what_it_shows(house, incident, django_assert_max_num_queries):
    for number in range(5):
        services.list_item(by=house.operator, incident=incident, name=f"VPN装置{number}のログ")
    client, url = signed_in(house.officer), reverse("incidents:evidence", args=[incident.pk])
    client.get(url)
    with django_assert_max_num_queries(12):
        shown = client.get(url).content.decode()
    assert "VPN装置4" in shown
