"""What the lists export comes in again: nothing changes; new rows are taken in, wrong ones come back."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from kaname.foundation.imports import services as imports
from kaname.rooms.laws import services
from kaname.rooms.laws.models import Law, Pledge

from .conftest import TODAY
from .factories import make_document, make_law, make_text, sign


def bring(by, table, content: bytes):
    return imports.upload(by=by, table=table, file=SimpleUploadedFile("表.csv", content))


def counts(batch):
    return (batch.new_count, batch.changed_count, batch.same_count, batch.bad_count)


def lines(*rows: str) -> bytes:
    return "\n".join(rows).encode()


def exported(person, name) -> bytes:
    client = Client()
    client.force_login(person.user)
    return client.get(reverse(f"laws:{name}"), {"format": "csv"}).content


def test_laws_as_exported_change_nothing(manager, staff):
    document = make_document(manager, "情報管理規程")
    make_law(manager, owner=staff, documents=[document], short_name="個情法", number="=1")
    make_law(manager, "乙", applicability="NOT_APPLICABLE", not_applicable_reason="関わらない")

    assert counts(bring(manager, "laws.laws", exported(manager, "law_list"))) == (0, 0, 2, 0)


def test_laws_from_a_file_are_new_changed_or_wrong(manager, staff):
    document = make_document(manager, "情報管理規程")
    make_law(manager, "甲")
    batch = bring(
        manager,
        "laws.laws",
        lines(
            "名称,種類,求められること,担当者,対応する規程,適用",
            f"甲,法律,守る,西村 空,{document.number},対象",
            "乙,条例,届け出る,,,",
            "丙,法律,守る,,DOC-999,",
            "丁,法律,守る,,,対象外",
        ),
    )
    assert counts(batch) == (1, 1, 0, 2)

    imports.apply_batch(by=manager, batch=batch, skip_bad=True)

    law = Law.objects.get(title="甲")
    assert (law.owner, [x.document for x in law.links.all()]) == (staff, [document])
    assert Law.objects.get(title="乙").kind == "ORDINANCE"


def test_pledges_as_exported_change_nothing(officer, staff, vendor):
    sign(staff, make_text(officer))
    services.record_pledges(
        by=officer, people=[vendor], way="CLAUSE", signed_on=TODAY, clause="保守契約書 第5条"
    )

    assert counts(bring(officer, "laws.pledges", exported(officer, "pledge_list"))) == (0, 0, 4, 0)


def test_pledges_from_a_file(officer, staff, vendor, manager):
    make_text(officer)
    sign(manager, Pledge.text.field.related_model.objects.get())
    batch = bring(
        officer,
        "laws.pledges",
        lines(
            "職員番号,方法,誓約した日,誓約書の文面,契約と条項",
            "西村 空,紙に署名,令和8年11月20日,誓約書 第1版,",
            "山口 亮,契約の条項,2026-04-01,,保守契約書 第5条",
            "佐伯 恵,画面で署名,2026-11-01,誓約書 第1版,",
            "森田 葵,紙に署名,2026-12-01,誓約書 第9版,",
            "中野 翔,画面で署名,2026-11-22,,別の条項",
        ),
    )
    assert counts(batch) == (2, 0, 0, 3)

    imports.apply_batch(by=officer, batch=batch, skip_bad=True)

    assert set(Pledge.objects.exclude(way="SCREEN").values_list("person__name", "way")) == {
        ("西村 空", "PAPER"),
        ("山口 亮", "CLAUSE"),
    }


@pytest.mark.parametrize("table", ["laws.laws", "laws.pledges"])
def test_lists_lead_to_the_import(manager, table):
    make_law(manager)
    make_text(manager)
    client = Client()
    client.force_login(manager.user)
    name = "law_list" if table == "laws.laws" else "pledge_list"

    assert reverse("imports:upload", args=[table]) in client.get(reverse(f"laws:{name}")).content.decode()
