"""What the list exports comes in again: nothing changes; new rows are taken in, wrong ones come back."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from kaname.foundation.contacts.models import Contact
from kaname.foundation.imports import services as imports

from .conftest import confirm, make_contact, make_inside, make_system


def bring(by, content):
    return imports.upload(by=by, table="contacts.contacts", file=SimpleUploadedFile("表.csv", content))


def counts(batch):
    return (batch.new_count, batch.changed_count, batch.same_count, batch.bad_count)


def test_the_list_as_exported_changes_nothing(manager, operator, executive):
    system = make_system(operator, "電子カルテ")
    inside = make_inside(manager, operator, deputy=executive, target_minutes=10)
    vendor = make_contact(
        manager,
        caller=inside,
        systems=[system],
        note="二行\n目",
        contract_number="=1+1",
        mail="a@b.example.jp",
    )
    confirm(manager, vendor)
    client = Client()
    client.force_login(manager.user)
    file = client.get(reverse("contacts:contact_list"), {"format": "csv"}).content
    assert counts(bring(manager, file)) == (0, 0, 2, 0)


def test_entries_from_a_file_are_new_changed_or_wrong(manager, operator):
    make_inside(manager, operator)
    make_contact(manager)
    rows = [
        "番号,区分,機関・会社,院内の人,電話（平日の昼）,かける人,受け持つ情報システム,メール",
        ",システム関連事業者,碧海システムズ株式会社,,03-0000-9999,C-001,,",
        ",MHLW,厚生労働省,,03-0000-5001,C-001,,",
        ",院内,,だれか,1,,,",
        ",院内,,,1,,,",
        ",VENDOR,,,1,,,",
        ",VENDOR,甲,,,,,",
        ",VENDOR,乙,,1,C-002,,",
        ",VENDOR,丙,,1,,S-999,",
        ",VENDOR,丁,,1,,,not mail",
        ",VENDOR,戊,中野 翔,1,,,",
    ]
    batch = bring(manager, "\n".join(rows).encode("cp932"))
    assert counts(batch) == (1, 1, 0, 8)
    imports.apply_batch(by=manager, batch=batch, skip_bad=True)
    _inside, changed, new = Contact.objects.order_by("pk")
    assert (changed.phone_day, changed.phone_night, changed.caller_id) == (
        "03-0000-9999",
        "0120-000-111",
        _inside.pk,
    )
    assert (new.number, new.party, new.order) == ("C-003", "MHLW", 2)
    assert counts(bring(manager, "\n".join(rows[:3]).encode("cp932"))) == (0, 0, 2, 0)
