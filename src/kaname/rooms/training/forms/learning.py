"""The quiz as whoever learns sees it: radio buttons, or boxes to tick where several answers are right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from kaname.rooms.training.models import Question
from kaname.web.forms import KanameForm, dress


class QuizForm(KanameForm):
    """One field for each question, in the fixed order."""

    def __init__(self, *args: Any, questions: Sequence[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for number, question in enumerate(questions, start=1):
            self.fields[f"q{question.pk}"] = _field(number, question)
            dress(self.fields[f"q{question.pk}"])

    def clean(self) -> dict[str, Any]:
        """Every question is answered; said once at the question, not as a mark beside each."""
        values = super().clean() or self.cleaned_data
        for question in self.questions:
            name = f"q{question.pk}"
            if not values.get(name) and name not in self.errors:
                self.add_error(name, _("選んでください。"))
        return values

    def answers(self) -> dict[int, list[int]]:
        """The options chosen, by question."""
        return {q.pk: _chosen(self.cleaned_data[f"q{q.pk}"]) for q in self.questions}


def _field(number: int, question: Question) -> forms.Field:
    choices = [(str(i), option) for i, option in enumerate(question.options)]
    label = f"{number}. {question.text}"
    if question.has_several:
        return forms.MultipleChoiceField(
            label=label,
            choices=choices,
            widget=forms.CheckboxSelectMultiple,
            required=False,
            help_text=_("当てはまるものをすべて選びます。"),
        )
    return forms.ChoiceField(
        label=label,
        choices=choices,
        widget=forms.RadioSelect,
        required=False,
    )


def _chosen(value: str | list[str]) -> list[int]:
    return [int(v) for v in (value if isinstance(value, list) else [value])]
