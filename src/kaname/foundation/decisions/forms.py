"""Forms of decisions: they turn input into checked values; the rules are in `services`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.models import Person
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.display import show_date
from kaname.foundation.calendar.forms import DateInJapan
from kaname.foundation.evidence.forms import FilesField
from kaname.foundation.evidence.services import attach
from kaname.web.forms import KanameForm

from .kinds import Option
from .models import Decision, StepKind
from .selectors import people_who_may_decide, people_who_may_review
from .services import Step


class DecisionForm(KanameForm):
    """What every form about a decision carries: the revision it was made from."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        decision: Decision | None = kwargs.pop("decision", None)
        super().__init__(*args, **kwargs)
        self.fields["revision"].initial = decision.revision if decision else None

    def values(self) -> dict[str, Any]:
        """What was entered, without what the form carries for itself."""
        return {k: v for k, v in self.cleaned_data.items() if k != "revision"}


class ActForm(DecisionForm):
    """What the person at a step says: at the last step the answer, before it only a remark."""

    choice = forms.ChoiceField(label=_("結論"), widget=forms.RadioSelect, required=False)
    reason = forms.CharField(
        label=_("理由"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=10_000
    )
    takes_effect_on = DateInJapan(label=_("効力の始まり"), required=False)
    review_on = DateInJapan(label=_("見直す日"), required=False)
    ends_on = DateInJapan(label=_("最後の日"), required=False)

    def __init__(self, *args: Any, decision: Decision, **kwargs: Any) -> None:
        super().__init__(*args, decision=decision, **kwargs)
        self.fields["reason"].help_text = decision.reason_hint or _reason_hint(decision)
        if not decision.is_at_last_step:
            self.fields["reason"].label = _("意見")
            self.fields["reason"].help_text = ""
            self._drop("choice", "takes_effect_on", "review_on", "ends_on")
            return
        self.fields["choice"].choices = [(o.key, o.label) for o in decision.options]  # type: ignore[attr-defined]
        kind = decision.decision_kind
        self.fields["takes_effect_on"].help_text = str(kind.effect_hint)
        usual = kind.usual_effect_on(decision)
        if usual != clock.today():
            told = _("空のままなら、承認は %(day)s から、それ以外の答えは今日からです。")
            self.fields["takes_effect_on"].help_text = str(told) % {"day": show_date(usual)}
        self._keep_day(
            "review_on", wanted=kind.needs_review_on or decision.review_on is not None, decision=decision
        )
        self._keep_day(
            "ends_on", wanted=kind.needs_ends_on or decision.ends_on is not None, decision=decision
        )

    def _drop(self, *names: str) -> None:
        for name in names:
            del self.fields[name]

    def _keep_day(self, name: str, *, wanted: bool, decision: Decision) -> None:
        if wanted:
            self.fields[name].initial = getattr(decision, name)
        else:
            self._drop(name)


class ProxyForm(ActForm):
    """The same, done for the absent person of the step (代決)."""

    proxy_reason = forms.CharField(
        label=_("代決する理由"),
        help_text=_("例：本人が出張中で、今日中に決める必要がある。本人には後で知らせます。"),
        max_length=2_000,
    )


class ReturnForm(DecisionForm):
    """Where to send the request back to, and why."""

    order = forms.TypedChoiceField(label=_("差戻し先"), coerce=int)
    reason = forms.CharField(
        label=_("差し戻す理由"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=10_000
    )

    def __init__(self, *args: Any, decision: Decision, **kwargs: Any) -> None:
        super().__init__(*args, decision=decision, **kwargs)
        before = [s for s in decision.ordered_steps() if s.order < decision.current_order]
        self.fields["order"].choices = [  # type: ignore[attr-defined]
            (s.order, f"{s.get_kind_display()}：{s.person.name}") for s in before
        ]


class WithdrawForm(DecisionForm):
    """Why the request is taken back."""

    reason = forms.CharField(
        label=_("取り下げる理由"), widget=forms.Textarea(attrs={"rows": 2}), required=False, max_length=10_000
    )


class ResubmitForm(DecisionForm):
    """What was mended since the request came back."""

    question = forms.CharField(label=_("決めること"), max_length=300)
    summary = forms.CharField(
        label=_("提案"), widget=forms.Textarea(attrs={"rows": 4}), required=False, max_length=20_000
    )
    text = forms.CharField(
        label=_("資料"), widget=forms.Textarea(attrs={"rows": 8}), required=False, max_length=100_000
    )
    comment = forms.CharField(
        label=_("直したこと"), widget=forms.Textarea(attrs={"rows": 2}), required=False, max_length=10_000
    )

    def __init__(self, *args: Any, decision: Decision, **kwargs: Any) -> None:
        super().__init__(*args, decision=decision, **kwargs)
        self.decision = decision
        self.fields["question"].initial, self.fields["summary"].initial = decision.question, decision.summary
        if "text" in decision.proposal:
            self.fields["text"].initial = decision.proposal["text"]
        else:
            del self.fields["text"]

    def values(self) -> dict[str, Any]:
        values = super().values()
        text = values.pop("text", None)
        proposal = None if text is None else {**self.decision.proposal, "text": text}
        return {**values, "proposal": proposal}


class GeneralForm(DecisionForm):
    """A question with answers of its own, for those who decide."""

    question = forms.CharField(
        label=_("決めること"), max_length=300, help_text=_("一文で。例：VPN装置を更新してよいか")
    )
    summary = forms.CharField(
        label=_("提案"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=20_000,
        help_text=_("どうしたいか、なぜか。"),
    )
    text = forms.CharField(
        label=_("資料"),
        widget=forms.Textarea(attrs={"rows": 8}),
        required=False,
        max_length=100_000,
        help_text=_("判断に要る事実・費用・ほかの案。起案の後は変えられません。"),
    )
    attachments = FilesField(label=_("添付する証拠"), required=False)
    answers = forms.CharField(
        label=_("選べる答え"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2_000,
        help_text=_("1行に1つ。「承認しない」は自動で加わります。"),
    )
    reviewer = forms.ModelChoiceField(label=_("審査する人"), queryset=Person.objects.none(), required=False)
    approver = forms.ModelChoiceField(label=_("決める人"), queryset=Person.objects.none())

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.fields["answers"].initial = _("承認する")
        self.fields["reviewer"].queryset = people_who_may_review(by)  # type: ignore[attr-defined]
        self.fields["approver"].queryset = people_who_may_decide(by)  # type: ignore[attr-defined]

    def _attach(self, decision: Decision) -> None:
        if self.cleaned_data["attachments"]:
            attach(by=self.by, record=decision, files=self.cleaned_data["attachments"])

    def request(self) -> dict[str, Any]:
        """The arguments of `request_decision`."""
        data = self.cleaned_data
        return {
            "question": data["question"],
            "summary": data["summary"],
            "proposal": {"text": data["text"]},
            "options": _options(data["answers"].splitlines()),
            "prepare": self._attach,
            "steps": _steps(data["reviewer"], data["approver"]),
        }


def _reason_hint(decision: Decision) -> str:
    answers = "".join(_("「%s」") % option.label for option in decision.options if option.requires_reason)
    return _("%(answers)sを選ぶときは、必ず書いてください。") % {"answers": answers} if answers else ""


def _options(lines: Sequence[str]) -> list[Option]:
    answers = [line.strip() for line in lines if line.strip()]
    offered = [Option(f"A{n}", answer) for n, answer in enumerate(answers, start=1)]
    return [*offered, Option("NO", _("承認しない"), is_approval=False)]


def _steps(reviewer: Person | None, approver: Person) -> list[Step]:
    review = [Step(StepKind.REVIEW, reviewer)] if reviewer else []
    return [*review, Step(StepKind.APPROVE, approver)]
