"""Forms of courses and material: what is typed becomes checked values; every rule stands in the services."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.models import Person
from kaname.foundation.access.record_forms import PersonChoice, RecordForm, area
from kaname.foundation.audiences.fields import AudienceField
from kaname.foundation.calendar import clock
from kaname.rooms.training.models import Course, CourseKind, Material, MaterialWay
from kaname.rooms.training.selectors import courses as selectors
from kaname.rooms.training.services import QuestionLine, questions_of
from kaname.web.forms import dress

MORE_QUESTIONS = 3
RIGHT = ("○", "◯", "〇")
_TEXT_WAYS = [(way.value, way.label) for way in (MaterialWay.PAGE, MaterialWay.SLIDES)]


class CourseForm(RecordForm):
    """What is said of a course."""

    title = forms.CharField(label=_("講座名"), max_length=200)
    code = forms.CharField(
        label=_("講座番号"),
        max_length=40,
        required=False,
        help_text=_("空のままにすると、順に番号を付けます。"),
    )
    kind = forms.ChoiceField(label=_("分野"), choices=CourseKind)
    aims = forms.CharField(label=_("ねらい"), widget=area(3), max_length=2_000, required=False)
    audience = AudienceField(label=_("対象者"))
    is_required = forms.BooleanField(label=_("必修にする"), required=False, initial=True)
    months = forms.IntegerField(
        label=_("受講の間隔（月）"),
        min_value=0,
        max_value=60,
        initial=12,
        help_text=_("0にすると、1回だけです。"),
    )
    newcomer_days = forms.IntegerField(
        label=_("新しい人の受講期限（日）"),
        min_value=0,
        max_value=365,
        initial=30,
        help_text=_("着任から、または講座を始めた日から数えます。"),
    )
    pass_mark = forms.IntegerField(label=_("合格点（％）"), min_value=0, max_value=100, initial=80)
    owner = PersonChoice(label=_("担当者"), queryset=Person.objects.none())

    def __init__(self, *args: Any, by: Person, course: Course | None = None, **kwargs: Any) -> None:
        super().__init__(*args, row=course, **kwargs)
        people = Person.objects.of(by.institution).active_on(clock.today()).order_by("kana", "name", "pk")
        self.choose_from("owner", people)
        self.fields["audience"].offer(by.institution)  # type: ignore[attr-defined]
        self.fields["owner"].initial = by
        if course is not None:
            self.fields["code"].required = True
            for name in (
                "title",
                "code",
                "kind",
                "aims",
                "is_required",
                "months",
                "newcomer_days",
                "pass_mark",
                "owner",
            ):
                self.fields[name].initial = getattr(course, name)
            self.fields["audience"].initial = course.rule


class VersionChoice(forms.ModelMultipleChoiceField):
    """Versions of documents, by number, title and version."""

    def label_from_instance(self, version: Any) -> str:
        return _g("%(document)s 第%(n)s版") % {"document": version.document, "n": version.number}


class _MaterialForm(RecordForm):
    """What every version of material carries besides its text or file."""

    teaches = VersionChoice(
        label=_("教える文書"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "この教材の内容のもとになる方針・規程の版です。文書が改定されると、教材の改訂を促します。"
        ),
    )
    change_note = forms.CharField(
        label=_("改訂の理由と内容"),
        widget=area(3),
        max_length=10_000,
        required=False,
        help_text=_("第2版からは必ず書きます。"),
    )

    def __init__(self, *args: Any, by: Person, material: Material | None = None, **kwargs: Any) -> None:
        super().__init__(*args, row=material, **kwargs)
        self.choose_from("teaches", selectors.teachable(by.institution, clock.today(), material))
        if material is not None:
            self.fields["change_note"].initial = material.change_note
            self.fields["teaches"].initial = list(material.teachings.values_list("version", flat=True))


class MaterialForm(_MaterialForm):
    """Material as a text."""

    way = forms.ChoiceField(
        label=_("形"), choices=_TEXT_WAYS, widget=forms.RadioSelect, initial=MaterialWay.PAGE.value
    )
    body = forms.CharField(
        label=_("本文"),
        widget=area(18),
        max_length=400_000,
        help_text=_("見出しは行頭に #、箇条書きは -。スライドは --- だけの行で区切ります。"),
    )
    field_order = ("way", "body", "teaches", "change_note")


class UploadForm(_MaterialForm):
    """Material as a file."""

    upload = forms.FileField(label=_("ファイル"), help_text=_("PDFやPowerPointなど。"))
    field_order = ("upload", "teaches", "change_note")


class FileMaterialForm(_MaterialForm):
    """What can be changed of a file that is not published yet."""


class OptionalReasonForm(RecordForm):
    """Why something ends or is taken back, for whoever wants to say it."""

    reason = forms.CharField(label=_("理由"), max_length=300, required=False)


class QuestionsForm(RecordForm):
    """The quiz: every question with its options, one a line, the right ones marked ○ at the beginning."""

    def __init__(self, *args: Any, material: Material, **kwargs: Any) -> None:
        super().__init__(*args, row=material, **kwargs)
        lines = questions_of(material)
        self.count = len(lines) + MORE_QUESTIONS
        for n in range(1, self.count + 1):
            line = lines[n - 1] if n <= len(lines) else None
            self._add(n, line)

    def _add(self, n: int, line: QuestionLine | None) -> None:
        self.fields[f"text_{n}"] = forms.CharField(
            label=_g("問い%(n)s") % {"n": n},
            widget=area(2),
            max_length=1_000,
            required=False,
            initial=line.text if line else "",
        )
        self.fields[f"options_{n}"] = forms.CharField(
            label=_g("選択肢%(n)s") % {"n": n},
            widget=area(4),
            max_length=4_000,
            required=False,
            initial=_written(line) if line else "",
            help_text=_("1行に1つ。正しいものの行頭に「○」を付けます。"),
        )
        self.fields[f"why_{n}"] = forms.CharField(
            label=_g("解説%(n)s") % {"n": n},
            widget=area(2),
            max_length=2_000,
            required=False,
            initial=line.explanation if line else "",
        )
        for name in ("text", "options", "why"):
            dress(self.fields[f"{name}_{n}"])

    def lines(self) -> list[QuestionLine]:
        """The questions that were written; empty ones are left out. Raises ValidationError naming the field."""
        found = []
        for n in range(1, self.count + 1):
            text, options = self.cleaned_data[f"text_{n}"].strip(), self.cleaned_data[f"options_{n}"]
            if not text and not options.strip():
                continue
            found.append(_line(n, text, options, self.cleaned_data[f"why_{n}"]))
        return found


def _written(line: QuestionLine) -> str:
    return "\n".join(f"{'○' if i in line.correct else ''}{option}" for i, option in enumerate(line.options))


def _line(n: int, text: str, options: str, why: str) -> QuestionLine:
    rows = [row.strip() for row in options.splitlines() if row.strip()]
    plain = [row.lstrip("".join(RIGHT)).strip() for row in rows]
    right = [i for i, row in enumerate(rows) if row.startswith(RIGHT)]
    if not text:
        raise ValidationError({f"text_{n}": _g("問いを書いてください。")})
    if not 2 <= len(set(plain)) == len(plain) <= 8:
        raise ValidationError({f"options_{n}": _g("互いに違う選択肢を、2つから8つ書いてください。")})
    if not right or len(right) == len(rows):
        raise ValidationError(
            {f"options_{n}": _g("正しい選択肢の行頭に「○」を付けてください。すべてを正しくはできません。")}
        )
    return QuestionLine(text, plain, right, why)
