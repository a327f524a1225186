"""Forms of plans: what is typed becomes checked values; every rule stands in the services."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.models import Person
from kaname.foundation.access.record_forms import PersonChoice, RecordForm, area
from kaname.foundation.calendar.forms import DateInJapan
from kaname.foundation.decisions.selectors import people_who_may_decide
from kaname.foundation.evidence.forms import FilesField
from kaname.rooms.planning.models import Plan, PlanMeasure
from kaname.rooms.planning.models.tasks import FULL
from kaname.rooms.planning.selectors.plans import obligation_choices, possible_owners
from kaname.rooms.planning.services import TaskLine


class PlanForm(RecordForm):
    """What a plan says of itself."""

    title = forms.CharField(label=_("計画の名称"), max_length=200)
    starts_on = DateInJapan(label=_("期間の初日"))
    ends_on = DateInJapan(label=_("期間の末日"))
    aims = forms.CharField(
        label=_("基本方針"),
        max_length=10_000,
        required=False,
        widget=area(6),
        help_text=_("この期間に何を大切にし、なぜそうするか。経営層が最初に読みます。"),
    )


class NextPlanForm(RecordForm):
    """The plan that follows: its name and period; the rest is taken over."""

    title = forms.CharField(label=_("計画の名称"), max_length=200)
    starts_on = DateInJapan(label=_("期間の初日"))
    ends_on = DateInJapan(label=_("期間の末日"))


class GoalForm(RecordForm):
    """What the plan wants to reach."""

    statement = forms.CharField(label=_("目標"), max_length=300)
    measure = forms.CharField(
        label=_("測り方"), max_length=300, required=False, help_text=_("例：年度末の受講者数を対象者数で割る")
    )
    target = forms.CharField(label=_("目標値"), max_length=100, required=False, help_text=_("例：100%"))


class MeasureForm(RecordForm):
    """A heading for tasks."""

    title = forms.CharField(label=_("施策"), max_length=200)
    note = forms.CharField(label=_("ねらい"), max_length=10_000, required=False, widget=area(3))


class TaskForm(RecordForm):
    """A task of a draft."""

    title = forms.CharField(label=_("作業"), max_length=200)
    measure = forms.ModelChoiceField(label=_("施策"), queryset=PlanMeasure.objects.none(), required=False)
    detail = forms.CharField(label=_("内容"), max_length=10_000, required=False, widget=area(4))
    owner = PersonChoice(
        label=_("担当者"),
        queryset=Person.objects.none(),
        required=False,
        help_text=_("承認を求めるまでに決めます。"),
    )
    starts_on = DateInJapan(label=_("開始日"), required=False)
    due_on = DateInJapan(label=_("期限"), required=False, help_text=_("承認を求めるまでに決めます。"))
    cost_yen = forms.IntegerField(label=_("費用（円）"), required=False, min_value=0, max_value=10**12)
    obligation_id = forms.ChoiceField(label=_("遵守事項"), required=False)

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("measure", plan.measures.order_by("position", "pk"))
        self.choose_from("owner", possible_owners(plan.institution))
        choices = [("", _("（特定の遵守事項によらない）")), *obligation_choices()]
        self.fields["obligation_id"].choices = choices  # type: ignore[attr-defined]

    def line(self) -> TaskLine:
        """What the task shall say."""
        return TaskLine(**self.values())


class ApproverForm(RecordForm):
    """Who decides."""

    approver = PersonChoice(label=_("決裁する経営層"), queryset=Person.objects.none())

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("approver", people_who_may_decide(by))
        executives = list(people_who_may_decide(by)[:2])
        self.fields["approver"].initial = executives[0] if len(executives) == 1 else None


class RequestForm(ApproverForm):
    """Before whom a plan is put, with what to say to them."""

    summary = forms.CharField(
        label=_("決裁する人への説明"), max_length=10_000, required=False, widget=area(4)
    )


class RescheduleForm(ApproverForm):
    """Another due day, and why."""

    new_due_on = DateInJapan(label=_("新しい期限"))
    reason = forms.CharField(
        label=_("理由"),
        max_length=2_000,
        widget=area(4),
        help_text=_("なぜ遅れるか、それまでどう守るか。決裁する人はこれを読んで決めます。"),
    )
    field_order = ("new_due_on", "reason", "approver")


class DropForm(ApproverForm):
    """Why a task is given up."""

    reason = forms.CharField(label=_("取りやめる理由"), max_length=2_000, widget=area(4))
    field_order = ("reason", "approver")


class HandOverForm(RecordForm):
    """Who takes a task over, and why."""

    owner = PersonChoice(label=_("新しい担当者"), queryset=Person.objects.none())
    reason = forms.CharField(label=_("理由"), max_length=300)

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("owner", possible_owners(by.institution))


class ProgressForm(RecordForm):
    """How far a task is, what was done, and the evidence."""

    percent = forms.IntegerField(
        label=_("進捗（%）"), min_value=0, max_value=FULL, help_text=_("100にすると完了になります。")
    )
    note = forms.CharField(label=_("行ったこと"), max_length=2_000, widget=area(3))
    files = FilesField(label=_("証拠のファイル"), required=False)  # type: ignore[assignment]


class ResultsForm(RecordForm):
    """What was reached of each goal so far."""

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, row=plan, **kwargs)
        for goal in plan.goals.order_by("position", "pk"):
            hint = "　".join(part for part in (goal.measure, goal.target) if part)
            self.fields[f"goal_{goal.pk}"] = forms.CharField(
                label=goal.statement,
                max_length=300,
                required=False,
                initial=goal.result,
                help_text=hint,
                widget=forms.TextInput(attrs={"class": "input"}),
            )

    def results(self) -> dict[int, str]:
        """What was entered, by goal."""
        named = {k.removeprefix("goal_"): v for k, v in self.values().items() if k.startswith("goal_")}
        return {int(key): value for key, value in named.items()}


class EndForm(ResultsForm):
    """What was reached, and the period looked back on."""

    review = forms.CharField(
        label=_("振り返り"),
        max_length=10_000,
        widget=area(6),
        help_text=_("できたこと、できなかったこととその理由、次の計画に生かすこと。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([*(n for n in self.fields if n.startswith("goal_")), "review"])
