"""Pages and API of files of rows."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from django.urls import reverse

from kaname.foundation.access.models import Person
from kaname.foundation.access.tests.factories import PASSWORD
from kaname.foundation.imports.models import ImportBatch
from kaname.foundation.imports.reading import read_grid

from .factories import csv_file

UPLOAD = "/imports/to/tests.people/"
TEXT = "職員番号,氏名\nN8,木下\nN9,\n"


@pytest.fixture
def browser(manager: Person, client: Client) -> Client:
    client.login(username=manager.user.username, password=PASSWORD)
    return client


def test_upload_page_explains_the_columns_and_offers_the_list(browser: Client) -> None:
    page = browser.get(UPLOAD).content.decode()
    assert "人をファイルから取り込む" in page
    assert "次のどれか：職員（直接雇用）" in page
    assert f"{reverse('organisation:person_list')}?format=xlsx" in page
    template = browser.get(f"{UPLOAD}template/")
    assert read_grid(template.content, "x.xlsx").lines[0][:2] == ["職員番号", "氏名"]


def test_unknown_table_is_not_found(browser: Client) -> None:
    assert browser.get("/imports/to/tests.nothing/").status_code == 404


def test_file_that_cannot_be_read_is_told_on_the_form(browser: Client) -> None:
    answer = browser.post(UPLOAD, {"file": csv_file("氏名\n木下\n")})
    assert answer.status_code == 422
    assert "必要な列がありません：職員番号" in answer.content.decode()
    assert browser.post(UPLOAD, {}).status_code == 422


def test_file_goes_from_upload_to_result(browser: Client, manager: Person) -> None:
    posted = browser.post(UPLOAD, {"file": csv_file(TEXT, encoding="cp932")})
    batch = ImportBatch.objects.get()
    assert posted["Location"] == batch.get_absolute_url()
    page = browser.get(batch.get_absolute_url()).content.decode()
    for words in (
        "2 行のうち、新しい行 1、変わる行 0、同じ行 0、直すところのある行 1。",
        "CP932",
        "正しい行だけ取り込む",
    ):
        assert words in page
    refused = browser.post(reverse("imports:batch_apply", args=[batch.pk]), follow=True)
    assert "直すところのある行が 1 行あります" in refused.content.decode()
    done = browser.post(reverse("imports:batch_apply", args=[batch.pk]), {"bad_rows": "skip"}, follow=True)
    assert "1 行は取り込んでいません" in done.content.decode()
    errors = browser.get(reverse("imports:batch_errors_export", args=[batch.pk]))
    assert len(read_grid(errors.content, "x.xlsx").lines) == 2
    assert Person.objects.of(manager.institution).filter(number="N8").exists()


def test_file_that_is_left_writes_nothing(browser: Client, manager: Person) -> None:
    browser.post(UPLOAD, {"file": csv_file(TEXT)})
    batch = ImportBatch.objects.get()
    left = browser.post(reverse("imports:batch_discard", args=[batch.pk]))
    assert left["Location"] == reverse("organisation:person_list")
    assert browser.get(reverse("imports:batch_errors_export", args=[batch.pk])).status_code == 404
    assert "行の内容は消しました" in browser.get(batch.get_absolute_url()).content.decode()
    assert not Person.objects.of(manager.institution).filter(number="N8").exists()


def test_double_click_imports_once(browser: Client, manager: Person) -> None:
    browser.post(UPLOAD, {"file": csv_file("職員番号,氏名\nN8,木下\n")})
    batch = ImportBatch.objects.get()
    url, token = reverse("imports:batch_apply", args=[batch.pk]), {"form_token": "f" * 32}
    assert [browser.post(url, token).status_code for _twice in range(2)] == [302, 302]
    assert Person.objects.of(manager.institution).filter(number="N8").count() == 1


def test_batch_of_somebody_else_is_not_found(browser: Client, director: Person, client: Client) -> None:
    browser.post(UPLOAD, {"file": csv_file(TEXT)})
    batch = ImportBatch.objects.get()
    client.login(username=director.user.username, password=PASSWORD)
    for name in ("batch_detail", "batch_errors_export"):
        assert client.get(reverse(f"imports:{name}", args=[batch.pk])).status_code == 404
    for name in ("batch_apply", "batch_discard"):
        assert client.post(reverse(f"imports:{name}", args=[batch.pk])).status_code == 404


def test_preview_of_a_thousand_rows_takes_few_queries(browser: Client, django_assert_max_num_queries) -> None:
    rows = "".join(f"X{n},人{n}\n" for n in range(1000))
    with django_assert_max_num_queries(40):
        browser.post(UPLOAD, {"file": csv_file(f"職員番号,氏名\n{rows}")})
    with django_assert_max_num_queries(15):
        browser.get(ImportBatch.objects.get().get_absolute_url())


def test_api_uploads_confirms_and_gives_errors_back(browser: Client, manager: Person) -> None:
    tables = {t["name"]: t for t in browser.get("/api/v1/imports/tables").json()}
    assert tables["tests.people"]["key"] == ["number"]
    made = browser.post("/api/v1/imports", {"table": "tests.people", "file": csv_file(TEXT), "given": "{}"})
    assert made.status_code == 201
    body = made.json()
    assert (body["new"], body["bad"], body["status"]) == (1, 1, "PREVIEW")
    bad = next(row for row in body["rows"] if row["state"] == "bad")
    assert bad["errors"] == [{"column": "name", "message": "入力してください。"}]
    url = f"/api/v1/imports/{body['id']}"
    refused = browser.post(f"{url}/confirm", {"bad_rows": "refuse"}, content_type="application/json")
    assert refused.status_code == 422
    errors = browser.get(f"{url}/errors")
    assert len(read_grid(errors.content, "x.xlsx").lines) == 2
    done = browser.post(f"{url}/confirm", {"bad_rows": "skip"}, content_type="application/json").json()
    assert (done["status"], Person.objects.of(manager.institution).filter(number="N8").count()) == (
        "APPLIED",
        1,
    )
    assert browser.post(f"{url}/discard").status_code == 422


@pytest.mark.parametrize("given", ["[]", "x", '{"title": 1}', "[" * 5000])
def test_api_refuses_what_is_no_object(browser: Client, given: str) -> None:
    body = {"table": "tests.people", "file": csv_file(TEXT), "given": given}
    assert browser.post("/api/v1/imports", body).status_code == 422


def test_api_knows_no_other_tables(browser: Client) -> None:
    assert browser.post("/api/v1/imports", {"table": "x", "file": io.BytesIO(b"a")}).status_code == 404
