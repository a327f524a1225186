"""Pages of laws and pledges through the client: who sees what, what a form does, how many queries a list takes."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from kaname.foundation.access.models import Person
from kaname.foundation.access.roles import Role
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.calendar import clock
from kaname.foundation.directives.models import Directive
from kaname.rooms.laws import services
from kaname.rooms.laws.models import Law, LawChange, LawDocument, LegalGap, Pledge, PledgeText
from kaname.rooms.laws.shipped import shipped_changes, shipped_laws

from .conftest import BEGAN, TODAY
from .factories import make_document, make_gap, make_law, make_text, scan, sign


def url(name, *args):
    return reverse(f"laws:{name}", args=args)


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def text_of(answer) -> str:
    return answer.content.decode().replace("<wbr>", "")


def test_first_list_leads_to_owners_and_documents(manager, staff):
    client = browser(manager)
    document = make_document(manager, "情報管理規程")
    assert "はじめの一覧を登録する" in text_of(client.get(url("law_list")))

    made = client.post(url("law_first"))
    assert made.headers["Location"] == url("law_assign")

    page = client.get(url("law_assign"))
    law = Law.objects.get(key="PERSONAL_INFORMATION_ACT")
    assert page.context["form"][f"document_{law.pk}"].value() == document.pk
    client.post(url("law_assign"), {"everybody": manager.pk, f"owner_{law.pk}": staff.pk})
    owners = set(Law.objects.values_list("key", "owner__name"))
    assert ("PERSONAL_INFORMATION_ACT", "西村 空") in owners
    assert len([1 for _key, name in owners if name == "中野 翔"]) == len(shipped_laws()) - 1


def test_list_says_in_sentences_how_the_laws_stand(manager):
    law = make_law(manager, owner=manager)
    make_law(manager, "乙")
    services.review_law(by=manager, law=law, result="COMPLIANT")

    page = text_of(browser(manager).get(url("law_list")))

    assert "当院に関わる法令などは2件です。" in page
    assert "足りないところのあるものが2件あります。" in page


def test_many_laws_are_reviewed_on_one_page(manager, staff):
    mine, other = make_law(manager, owner=staff), make_law(manager, "乙", owner=manager)
    client = browser(staff)
    assert [row.law for row in client.get(url("law_review_many")).context["form"].standings] == [mine]

    bare = client.post(url("law_review_many"), {"laws": [mine.pk], "note": "", "reviewed_on": "2026-11-22"})
    assert bare.status_code == 422
    assert f'value="{mine.pk}" checked' in text_of(bare)

    said = {"laws": [mine.pk], "note": "条文と見比べた。", "reviewed_on": "2026-11-22"}
    assert client.post(url("law_review_many"), said).headers["Location"] == url("law_list")
    mine.refresh_from_db()
    assert mine.last_reviewed_on == date(2026, 11, 22)
    assert client.get(url("law_review_many")).context["form"].standings == []

    assert client.post(url("law_review_many"), said | {"laws": [other.pk]}).status_code == 422


def test_owner_of_the_staff_is_told_of_own_laws_only(manager, staff):
    make_law(manager, owner=staff)
    make_law(manager, "乙", owner=manager)

    page = text_of(browser(staff).get(url("law_list")))

    assert "見直す法令が1件あります" in page
    assert "足りないところのある法令" not in page
    assert "見直す法令が2件あります" in text_of(browser(manager).get(url("law_list")))


def test_lacks_each_lead_to_what_mends_them(manager):
    law = make_law(manager)

    page = text_of(browser(manager).get(url("lack_list")))

    assert "個人情報の保護に関する法律に担当者がいません。" in page
    assert page.count(url("law_change", law.pk)) == 2
    assert url("law_review", law.pk) in page


def test_review_takes_one_click(manager):
    law = make_law(manager)
    client = browser(manager)

    made = client.post(url("law_review", law.pk), {"result": "COMPLIANT", "reviewed_on": "2026-11-22"})

    assert made.headers["Location"] == law.get_absolute_url()
    law.refresh_from_db()
    assert law.last_reviewed_on == TODAY


def test_review_that_finds_gaps_leads_to_recording_one(manager, staff):
    law = make_law(manager, owner=manager)
    client = browser(manager)
    said = {"result": "GAPS", "note": "掲示が古い", "reviewed_on": "2026-11-22"}

    made = client.post(url("law_review", law.pk), said)
    assert made.headers["Location"] == f"{url('gap_new')}?law={law.pk}&found_in=REVIEW"

    form = {
        "law": law.pk, "title": "掲示が古い", "description": "貼り替える。", "severity": "LOW",
        "found_in": "REVIEW", "found_on": "2026-11-22", "addressee": staff.pk, "due_on": "2026-12-20",
    }  # fmt: skip
    client.post(url("gap_new"), form)
    gap = LegalGap.objects.get()
    assert (gap.directive.addressee, gap.title) == (staff, "掲示が古い")
    assert "是正中" in text_of(client.get(gap.get_absolute_url()))


def test_review_without_a_result_is_shown_again(manager):
    law = make_law(manager)

    answer = browser(manager).post(url("law_review", law.pk), {"reviewed_on": "明日ごろ"})

    assert answer.status_code == 422
    assert "明日ごろ" in text_of(answer)


def test_law_is_changed_with_its_documents(manager):
    law = make_law(manager)
    document = make_document(manager, "規程")
    client = browser(manager)
    form = client.get(url("law_change", law.pk)).context["form"]
    said = {f.name: f.value() for f in form if f.value() is not None} | {
        "documents": [document.pk],
        "owner": "",
    }

    client.post(url("law_change", law.pk), said)

    assert [link.document for link in LawDocument.objects.all()] == [document]


def test_law_is_ended_and_found_by_its_state(manager):
    law = make_law(manager)
    client = browser(manager)

    client.post(url("law_end", law.pk), {"reason": "廃止された"})

    assert client.get(url("law_list")).context["listing"].count == 0
    assert client.get(url("law_list"), {"state": "ENDED"}).context["listing"].count == 1
    client.post(url("law_restore", law.pk))
    assert client.get(url("law_list")).context["listing"].count == 1


def test_new_changes_are_taken_in_and_looked_at(officer, manager):
    services.register_shipped(by=officer)
    client = browser(officer)
    assert f"新しい改正が{len(shipped_changes())}件あります" in text_of(client.get(url("change_list")))

    client.post(url("change_take_in"))
    change = LawChange.objects.get(key="NCO_2025")
    form = client.get(url("change_direct", change.pk)).context["form"]
    client.post(
        url("change_direct", change.pk),
        {"addressee": manager.pk, "due_on": "2026-12-20", "body": form["body"].value()},
    )

    directive = Directive.objects.get()
    assert (directive.addressee, directive.origin) == (manager, f"laws.lawchange:{change.pk}")
    assert "確認中" in text_of(client.get(change.get_absolute_url()))


def test_change_is_set_aside_and_reconsidered(officer):
    change = services.note_change(by=officer, title="甲")
    client = browser(officer)

    client.post(url("change_set_aside", change.pk), {"reason": "関わらない"})
    assert "対応不要" in text_of(client.get(change.get_absolute_url()))
    client.post(url("change_reconsider", change.pk))
    change.refresh_from_db()
    assert change.set_aside_on is None


def test_staff_read_laws_but_not_shortcomings(officer, manager, staff):
    law = make_law(officer, owner=manager)
    gap = make_gap(officer, law, manager)
    client = browser(staff)

    page = text_of(client.get(law.get_absolute_url()))
    assert gap.title not in page
    assert "見直しを記録する" not in page
    assert client.get(url("gap_list")).status_code == 403
    assert client.get(url("pledge_list")).status_code == 403


def test_vendor_sees_only_their_own_pledge(officer, staff, vendor):
    text = make_text(officer)
    theirs = sign(staff, text)
    client = browser(vendor)

    assert client.get(url("law_list")).status_code == 403
    assert client.get(theirs.get_absolute_url()).status_code == 404
    assert client.get(url("pledge_pdf", theirs.pk)).status_code == 404
    page = client.get(url("pledge_mine"))
    assert page.context["is_due"]
    client.post(url("pledge_mine"), {"agreed": "on", "signature": vendor.name})
    mine = Pledge.objects.get(person=vendor)
    assert client.get(mine.get_absolute_url()).status_code == 200
    assert "西村" not in text_of(client.get(url("pledge_mine")))


def test_sign_page_keeps_what_was_typed(officer, staff):
    make_text(officer)

    answer = browser(staff).post(url("pledge_mine"), {"agreed": "on", "signature": "西村"})

    assert answer.status_code == 422
    assert "氏名を「西村 空」と入力してください。" in text_of(answer)


def test_home_asks_for_the_pledge_until_it_is_signed(officer, staff):
    text = make_text(officer)
    client = browser(staff)
    assert url("pledge_mine") in text_of(client.get("/"))

    sign(staff, text)

    assert "誓約する" not in text_of(client.get("/"))


def test_pledges_list_finds_those_without_by_kind_and_employer(officer, staff, vendor):
    sign(officer, make_text(officer))
    client = browser(officer)

    def names(**query):
        return {row.name for row in client.get(url("pledge_list"), query).context["listing"].page}

    assert names(state="LACKING") == {"西村 空", "山口 亮", "佐伯 恵"}
    assert names(state="LACKING", kind="VENDOR_STAFF") == {"山口 亮"}
    assert names(employer="みなとシステム株式会社") == {"山口 亮"}
    assert names(state="VALID") == {"森田 葵"}
    page = text_of(client.get(url("pledge_list")))
    assert "働く人4人のうち、3人に有効な誓約がありません。" in page


def test_pledges_list_as_a_file(officer, staff):
    sign(staff, make_text(officer))

    answer = browser(officer).get(url("pledge_list"), {"format": "csv"})

    assert "西村 空" in answer.content.decode("utf-8-sig")
    assert "誓約書 第1版" in answer.content.decode("utf-8-sig")


def test_paper_pledges_are_recorded_for_several_with_one_scan(officer, staff, vendor):
    text = make_text(officer)
    client = browser(officer)
    said = {"people": [staff.pk, vendor.pk], "way": "PAPER", "text": text.pk, "signed_on": "2026-11-20"}

    refused = client.post(url("pledge_record"), said)
    assert refused.status_code == 422
    assert "署名した紙の写しを付けてください。" in text_of(refused)
    client.post(url("pledge_record"), {**said, "files": scan()})

    assert {p.person for p in Pledge.objects.all()} == {staff, vendor}
    detail = client.get(Pledge.objects.get(person=staff).get_absolute_url())
    assert [file.name for file in detail.context["files"]] == ["誓約書.pdf"]
    own = browser(staff).get(Pledge.objects.get(person=staff).get_absolute_url())
    assert own.context["files"] == []


def test_pledge_gets_its_scan_later_and_can_be_withdrawn(officer, staff):
    [row] = services.record_pledges(
        by=officer, people=[staff], way="CLAUSE", signed_on=TODAY, clause="雇用契約書 第8条"
    )
    client = browser(officer)

    client.post(url("pledge_attach", row.pk), {"files": scan("契約書.pdf")})
    assert "契約書.pdf" in text_of(client.get(row.get_absolute_url()))
    client.post(url("pledge_withdraw", row.pk), {"reason": "別の人"})
    assert "取り消されました" in text_of(client.get(row.get_absolute_url()))


def test_text_begins_from_the_usual_words(officer):
    client = browser(officer)
    form = client.get(url("text_new")).context["form"]
    assert form["body"].value().startswith("みなと総合病院 で働くにあたり")

    said = {"title": "誓約書", "kind": "", "body": "秘密を守ります。", "starts_on": "2026-11-22"}
    client.post(url("text_new"), said)

    text = PledgeText.objects.get()
    assert (text.version, text.body) == (1, "秘密を守ります。")
    assert "使用中" in text_of(client.get(url("text_list")))


def test_papers_are_pdf(officer, staff):
    text = make_text(officer)
    client = browser(officer)

    for address in (url("blank_pdf"), f"{url('blank_pdf')}?person={staff.pk}"):
        assert client.get(address).content.startswith(b"%PDF")
    pledge = sign(staff, text)
    assert browser(staff).get(url("pledge_pdf", pledge.pk)).content.startswith(b"%PDF")


def test_blank_papers_without_a_text_say_why(officer):
    answer = browser(officer).get(url("blank_pdf"), follow=True)

    assert "印刷する誓約書がありません" in text_of(answer)


def test_pages_of_another_hospital_are_not_found(officer):
    other = make_hospital("よその病院")
    law, text = make_law(other), make_text(other)
    client = browser(officer)

    for address in (law.get_absolute_url(), text.get_absolute_url(), url("person_pledges", other.pk)):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "name", ["law_list", "lack_list", "change_list", "gap_list", "pledge_list", "text_list"]
)
def test_lists_take_few_queries(officer, staff, name, django_assert_max_num_queries):
    services.register_shipped(by=officer)
    services.take_in_changes(by=officer)
    make_text(officer)
    law = Law.objects.first()
    for number in range(12):
        make_gap(officer, law, staff, title=f"不備{number}")
        make_person(officer.institution, f"人 {number}", roles=[Role.STAFF], starts_on=BEGAN)
    client = browser(officer)
    client.get(url(name))

    with django_assert_max_num_queries(19):
        assert client.get(url(name)).status_code == 200


def test_pages_stand_on_any_day(officer, staff):
    sign(staff, make_text(officer, valid_months=1))

    with clock.at(TODAY.replace(month=12, day=22)):
        assert "誓約なし" in text_of(browser(officer).get(url("person_pledges", staff.pk)))
