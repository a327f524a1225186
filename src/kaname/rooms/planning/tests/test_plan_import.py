"""Tasks of a draft come in from the file that their list exports."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kaname.foundation.imports import services as imports
from kaname.rooms.planning.models import PlanTask

from .factories import approve, make_plan, make_task, reread

pytestmark = pytest.mark.django_db
HEAD = "計画の名称,作業,担当者,期限,費用（円）,遵守事項,状態\n"
TITLE = "令和8年度 安全管理計画"


def bring(by, text: str):
    file = SimpleUploadedFile("作業.csv", (HEAD + text).encode())
    return imports.upload(by=by, table="planning.tasks", file=file)


def test_new_and_changed_tasks_come_in(planner):
    plan = make_plan(planner, TITLE)
    known = make_task(planner, plan, "VPNの更新")
    batch = bring(
        planner,
        f"{TITLE},VPNの更新,中野 翔,2026-10-31,,,\n{TITLE},研修の実施,中野 翔,2026-12-01,120000,,未着手\n",
    )
    imports.apply_batch(by=planner, batch=batch)
    assert reread(known).due_on == date(2026, 10, 31)
    made = PlanTask.objects.of(planner.institution).get(title="研修の実施")
    assert (made.number, made.cost_yen, made.owner) == (2, 120_000, planner)


@pytest.mark.parametrize(
    "line",
    [
        "ない計画,作業,中野 翔,2026-12-01,,,",
        f"{TITLE},作業,いない人,2026-12-01,,,",
        f"{TITLE},作業,中野 翔,2030-12-01,,,",
        f"{TITLE},作業,中野 翔,2026-12-01,,G-9-9,",
    ],
)
def test_a_bad_row_is_not_brought_in(planner, line):
    make_plan(planner, TITLE)
    assert bring(planner, line + "\n").bad_count == 1


def test_nothing_comes_into_an_approved_plan(executive, planner):
    plan = make_plan(planner, TITLE)
    make_task(planner, plan)
    approve(plan, executive)
    assert bring(planner, f"{TITLE},研修の実施,中野 翔,2026-12-01,,,\n").bad_count == 1
    assert PlanTask.objects.of(planner.institution).count() == 1
