"""Continuity on its pages, over REST and from a file."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kaname.foundation.imports import services as imports
from kaname.rooms.continuity import services
from kaname.rooms.continuity.models import Backup, CareFunction

from .conftest import make_approved, make_judged, write_whole_plan


def signed_in(person):
    client = Client()
    client.force_login(person.user)
    return client


def url(name, *args):
    return reverse(f"continuity:{name}", args=args)


def text(answer):
    return answer.content.decode().replace("<wbr>", "")  # where Japanese may break a line


def test_the_overview_says_what_is_missing_and_then_that_nothing_is(manager, operator, executive, chart):
    client = signed_in(manager)
    assert "優先して再開する業務が決まっていません。" in text(client.get(url("overview")))
    write_whole_plan(manager, executive, operator)
    services.add_function(by=manager, name="救急", priority=1, systems=[chart], fallback="紙で続ける")
    make_approved(operator, executive, chart)
    services.record_backup(
        by=operator, system=chart, subject="全体", generations=7, offline_copy="YES", offline_how="抜く"
    )
    make_judged(operator, executive, chart)
    shown = text(client.get(url("overview")))
    assert "足りない備えが1件あります" in shown  # the document itself
    assert "施行中のBCP（文書）がありません。" in shown


def test_staff_read_the_criteria_alone(manager, operator, executive, staff):
    write_whole_plan(manager, executive, operator)
    client = signed_in(staff)
    shown = text(client.get(url("criteria")))
    assert "GO_ONのとき" in shown
    assert client.get(url("overview")).status_code == 403
    assert url("criteria") in text(client.get("/"))


def test_a_service_is_entered_on_its_page(manager, chart):
    client = signed_in(manager)
    said = {"name": "透析", "rto_minutes": "４時間", "systems": [chart.pk]}
    for band in ("H2", "H12", "H72", "D7", "W4", "LONGER"):
        said |= {f"harm_{band}": "DELAY", f"other_{band}": "NONE", f"note_{band}": ""}
    wrong = client.post(url("function_new"), said | {"rto_minutes": "すぐ"})
    assert wrong.status_code == 422
    assert "加えました" in text(client.post(url("function_new"), said, follow=True))
    row = CareFunction.objects.get()
    assert (row.rto_minutes, row.links.count(), row.impacts.count()) == (240, 1, 6)


def test_the_plan_is_a_paper(manager, operator, executive, chart):
    write_whole_plan(manager, executive, operator)
    make_approved(operator, executive, chart)
    answer = signed_in(manager).get(url("plan_pdf"))
    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")


@pytest.mark.parametrize("name", ["overview", "function_list", "procedure_list", "backup_list", "check_list"])
def test_lists_need_few_queries_however_long(name, manager, operator, executive, chart, dialysis):
    client, counts = signed_in(manager), []
    for n, system in enumerate((chart, dialysis)):
        services.add_function(by=manager, name=f"業務{n}", systems=[chart, dialysis])
        make_approved(operator, executive, system, dependencies=[dialysis if system == chart else chart])
        services.record_backup(by=operator, system=system, subject=f"全体{n}")
        make_judged(operator, executive, system)
        client.get(url(name))
        with CaptureQueriesContext(connection) as asked:
            client.get(url(name))
        counts.append(len(asked))
    assert counts[0] == counts[1] <= (30 if name == "overview" else 17)


def test_backups_as_exported_change_nothing_and_new_ones_come_in(operator, chart):
    services.record_backup(by=operator, system=chart, subject="全体", responsible=operator, generations=7)
    file = signed_in(operator).get(url("backup_list"), {"format": "csv"}).content

    def bring(content):
        upload = SimpleUploadedFile("表.csv", content)
        batch = imports.upload(by=operator, table="continuity.backups", file=upload)
        return batch, (batch.new_count, batch.changed_count, batch.same_count, batch.bad_count)

    assert bring(file)[1] == (0, 0, 1, 0)
    rows = "情報システム,対象,方法,世代,切り離した控え,切り離し方\n電子カルテ,画像,毎夜,5,ある,抜く\nない,画像,,,,\n電子カルテ,文書,,,ある,\n"
    batch, counts = bring(rows.encode("cp932"))
    assert counts == (1, 0, 0, 2)
    imports.apply_batch(by=operator, batch=batch, skip_bad=True)
    assert Backup.objects.get(subject="画像").generations == 5


def test_over_rest_a_procedure_is_begun_written_and_requested(operator, executive, chart):
    client = signed_in(operator)

    def call(method, path, body=None):
        answer = client.generic(method, f"/api/v1{path}", json.dumps(body or {}), "application/json")
        return answer.status_code, answer.json()

    status, made = call("POST", "/recovery-procedures", {"system": chart.pk})
    path = f"/recovery-procedures/{made['id']}"
    said = {
        "steps": "戻す",
        "cleanness": "見る",
        "rto_minutes": 60,
        "rpo_minutes": 60,
        "next_review_on": "2027-04-01",
    }
    assert (status, call("PATCH", path, said)[1]["steps"]) == (201, "戻す")
    assert call("POST", f"{path}/request", {"approver": executive.pk})[1]["status"] == "REQUESTED"
    assert call("PATCH", path, said)[0] == 422
    assert call("GET", "/continuity-plan")[1]["items"][0]["status"] == "OPEN"
    assert call("POST", "/backups", {"system": 999_999, "subject": "x"})[0] == 404
