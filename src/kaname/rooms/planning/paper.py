"""Planning on A4 paper: the plan as it is put before people, and the figures over time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from kaname.foundation.access.models import Institution
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.display import show_date, show_datetime
from kaname.foundation.ledger.prints import fingerprint_of
from kaname.web.charts import chart_svg
from kaname.web.pdf import pdf_response

from .gantt import gantt_of, gantt_svg
from .lists.plans import task_badge
from .models import PlanTask
from .selectors.plans import obligation_label
from .selectors.trends import Trend
from .selectors.views import Group, PlanView


def plan_paper(view: PlanView) -> HttpResponse:
    """The plan as a PDF file, named by its year."""
    name = f"safety-plan-{view.plan.fiscal_year}.pdf"
    response: HttpResponse = pdf_response("planning/plan", paper_of(view), filename=name)
    return response


def paper_of(view: PlanView) -> dict[str, Any]:
    """Everything the paper says, as plain text."""
    plan, gantt = view.plan, gantt_of(view)
    return {
        "institution": plan.institution.name,
        "title": plan.title,
        "year": plan.fiscal_year_label,
        "state": "" if plan.is_adopted else _("承認前の案"),
        "facts": [[label, value] for label, value in _facts(view) if value],
        "stamps": _stamps(view),
        "aims": plan.aims,
        "review": plan.review,
        "goals": [[g.statement, g.measure, g.target, g.result] for g in view.goals],
        "has_results": plan.is_adopted,
        "groups": [_group(group) for group in view.groups],
        "gantt": gantt_svg(gantt) if gantt else "",
        "printed_on": _("%(at)s 出力") % {"at": show_datetime(clock.now())},
        "fingerprint": fingerprint_of(plan),
    }


def _facts(view: PlanView) -> list[tuple[str, str]]:
    plan = view.plan
    days = {"first": show_date(plan.starts_on), "last": show_date(plan.ends_on)}
    progress = {"n": len(view.counted), "done": view.done, "percent": view.percent, "late": len(view.late)}
    summed = _("作業 %(n)s 件のうち完了 %(done)s 件、進捗 %(percent)s%%、遅れ %(late)s 件")
    return [
        (_("期間"), _("%(first)s から %(last)s まで") % days),
        (_("状態"), str(plan.get_status_display())),
        (_("進み具合"), summed % progress if plan.is_adopted else ""),
        (_("費用の合計"), _("%(yen)s 円") % {"yen": f"{view.cost_yen:,}"} if view.cost_yen else ""),
        (_("前の計画"), plan.follows.title if plan.follows else ""),
    ]


def _stamps(view: PlanView) -> list[list[str]]:
    """作成 and 承認, as boxes with name and day."""
    plan = view.plan
    stamps = [[_("作成"), plan.drafted_by.name, ""]]
    if plan.approved_by is not None and plan.approved_on is not None:
        stamps.append([_("承認"), plan.approved_by.name, show_date(plan.approved_on)])
    return stamps


def _group(group: Group) -> dict[str, Any]:
    return {
        "title": group.measure.title if group.measure else _("施策に入れていない作業"),
        "note": group.measure.note if group.measure else "",
        "tasks": [_task(task) for task in group.tasks],
    }


def _task(task: PlanTask) -> dict[str, str]:
    moved = "\n" + _("（当初 %(day)s）") % {"day": _day(task.approved_due_on)} if task.was_moved else ""
    return {
        "title": str(task),
        "detail": task.detail,
        "obligation": obligation_label(task.obligation_id) if task.obligation_id else "",
        "owner": task.owner.name if task.owner else _("未定"),
        "due": (_day(task.due_on) or _("未定")) + moved,
        "progress": f"{task.progress_percent}%" if task.plan.is_adopted else "",
        "state": str(task_badge(task).label) if task.plan.is_adopted else "",
    }


def _day(day: date | None) -> str:
    return show_date(day) if day else ""


def trends_paper(institution: Institution, found: Sequence[Trend]) -> HttpResponse:
    """The figures over time as a PDF file."""
    today = clock.today()
    data = {
        "institution": institution.name,
        "title": _("安全管理の推移"),
        "lead": _("%(day)s までの36か月の月末の値です。") % {"day": show_date(today)},
        "charts": [
            {"title": t.label, "sentence": t.sentence, "svg": chart_svg(t.chart)} for t in found if t.chart
        ],
        "printed_on": _("%(at)s 出力") % {"at": show_datetime(clock.now())},
    }
    response: HttpResponse = pdf_response("planning/trends", data, filename=f"trends-{today.isoformat()}.pdf")
    return response
