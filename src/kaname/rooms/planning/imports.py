"""Tasks of a plan that is being written come in from a file, with the columns that their list exports."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaname.foundation.access.models import Institution, Person
from kaname.foundation.imports.directory import name_key
from kaname.foundation.imports.registry import AMBIGUOUS, Field, ImportRow, Table, Values, importable
from kaname.foundation.obligations.catalogue import current

from . import services
from .models import Plan, PlanMeasure, PlanStatus, PlanTask
from .selectors.plans import possible_owners
from .services import TaskLine

MOST_YEN = 10**12


@importable("planning.tasks")
class Tasks(Table):
    """The tasks of drafts (経営管理編 1.2.1 見直し・改善 ①). A row is known by its plan and its name."""

    label = gettext_lazy("計画の作業")
    action = "planning.manage"
    list_url = "planning:task_list"
    explanation = gettext_lazy(
        "作成中の計画にだけ取り込めます。計画の名称と作業の名前で、既にある作業かどうかを見分けます。"
        "施策は、先に計画に加えておいてください。"
    )
    columns = (
        Field("plan", gettext_lazy("計画の名称"), required=True),
        Field("title", gettext_lazy("作業"), required=True),
        Field("measure", gettext_lazy("施策")),
        Field("detail", gettext_lazy("内容"), longest=10_000),
        Field("owner", gettext_lazy("担当者"), "person"),
        Field("starts_on", gettext_lazy("開始日"), "date"),
        Field("due_on", gettext_lazy("期限"), "date"),
        Field("cost_yen", gettext_lazy("費用（円）"), "integer", most=MOST_YEN),
        Field("obligation_id", gettext_lazy("遵守事項"), longest=40, help=gettext_lazy("例：G-3.1.2-1")),
    )
    key = ("plan", "title")
    asked = ("plan",)
    ignored = (
        gettext_lazy("番号"),
        gettext_lazy("当初の期限"),
        gettext_lazy("進捗（%）"),
        gettext_lazy("状態"),
        gettext_lazy("完了日"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        drafts = Plan.objects.of(self.institution).filter(status=PlanStatus.DRAFT)
        self.drafts: dict[str, list[Plan]] = {}
        for plan in drafts.prefetch_related("measures").order_by("pk"):
            self.drafts.setdefault(plan.title, []).append(plan)
        self.owners = set(possible_owners(self.institution).values_list("pk", flat=True))

    def load(self, institution: Institution) -> Mapping[Hashable, Any]:
        rows = PlanTask.objects.of(institution).filter(plan__status=PlanStatus.DRAFT)
        found: dict[Hashable, Any] = {}
        for task in rows.select_related("plan", "measure", "owner"):
            key = (task.plan_id, name_key(task.title))
            found[key] = AMBIGUOUS if key in found else task
        return found

    def key_of(self, row: Values) -> Hashable:
        return row["plan"].pk, name_key(row["title"])

    def parse_plan(self, text: str) -> Plan:
        """A plan that is being written, by its name."""
        found = self.drafts.get(text, [])
        if len(found) == 1:
            return found[0]
        if found:
            raise ValidationError(_("同じ名称の作成中の計画が二つ以上あります。名称を分けてください。"))
        raise ValidationError(
            _("「%(name)s」という作成中の計画はありません。承認された計画には取り込めません。")
            % {"name": text[:60]}
        )

    def parse_obligation_id(self, text: str) -> str:
        """An obligation's number, or nothing."""
        if text and text not in current().obligations:
            raise ValidationError(_("「%(text)s」という番号の遵守事項はありません。") % {"text": text[:40]})
        return text

    def values_of(self, record: PlanTask) -> Values:
        same = ("plan", "title", "detail", "owner", "starts_on", "due_on", "cost_yen", "obligation_id")
        return {
            **{name: getattr(record, name) for name in same},
            "measure": record.measure.title if record.measure else "",
        }

    def check(self, row: Values, record: PlanTask | None) -> dict[str, str]:
        faults: dict[str, str] = {}
        plan: Plan = row["plan"]
        if row.get("measure") and self._measure(plan, row["measure"]) is None:
            text = _("「%(name)s」という施策は、この計画にありません。")
            faults["measure"] = text % {"name": row["measure"]}
        owner: Person | None = row.get("owner")
        if owner is not None and owner.pk not in self.owners:
            faults["owner"] = _("%(name)s さんは、いま担当になれません。") % {"name": owner.name}
        return faults | self._day_faults(plan, row, record)

    def _day_faults(self, plan: Plan, row: Values, record: PlanTask | None) -> dict[str, str]:
        days = {n: row.get(n, getattr(record, n, None)) for n in ("starts_on", "due_on")}
        for name, day in days.items():
            if day is not None and not plan.covers(day):
                return {name: _("計画の期間の中の日にしてください。")}
        if days["starts_on"] and days["due_on"] and days["due_on"] < days["starts_on"]:
            return {"due_on": _("期限は、開始日以後の日にしてください。")}
        return {}

    def _measure(self, plan: Plan, title: str) -> PlanMeasure | None:
        known = next((p for p in self.drafts[plan.title] if p.pk == plan.pk), plan)
        return next((m for m in known.measures.all() if m.title == title), None)

    def save(self, by: Person, rows: Sequence[ImportRow]) -> None:
        by_plan: dict[Plan, list[tuple[PlanTask | None, TaskLine]]] = {}
        for row in rows:
            known = self.values_of(row.record) if row.record else {}
            by_plan.setdefault(row.values["plan"], []).append(
                (row.record, self._line({**known, **row.values}))
            )
        for plan, lines in by_plan.items():
            services.put_tasks(by=by, plan=plan, lines=lines)

    def _line(self, values: Values) -> TaskLine:
        chosen = {name: value for name, value in values.items() if name not in ("plan", "measure")}
        measure = self._measure(values["plan"], values["measure"]) if values.get("measure") else None
        return TaskLine(**chosen, measure=measure)
