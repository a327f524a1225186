"""Forms of in-person sessions: the plan, the sheet, and what people type when they sign in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.models import Person
from kaname.foundation.access.record_forms import PersonChoice, RecordForm, area
from kaname.foundation.calendar.forms import DateInJapan
from kaname.foundation.evidence.forms import FilesField
from kaname.foundation.imports.directory import Directory
from kaname.rooms.training.expected import Expected
from kaname.rooms.training.models import Course, Session
from kaname.rooms.training.selectors.sessions import courses_for_sessions
from kaname.rooms.training.services import SheetLines
from kaname.web.forms import KanameForm

MOST_INVITED = 2000


class Whom(TextChoices):
    """Whom a session is planned for."""

    AUDIENCE = "AUDIENCE", _("講座の対象者すべて")
    CHOSEN = "CHOSEN", _("次に書く人だけ")


class CourseChoice(forms.ModelChoiceField):
    """A course, shown with its code."""

    def label_from_instance(self, course: Course) -> str:  # type: ignore[override]
        return str(course)


class TimeField(forms.TimeField):
    """A time of day in Japan, picked in the browser's own clock."""

    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class SessionForm(RecordForm):
    """What is planned; the course is chosen once."""

    course = CourseChoice(label=_("講座"), queryset=Course.objects.none())
    held_on = DateInJapan(label=_("実施日"))
    starts = TimeField(label=_("開始"))
    ends = TimeField(label=_("終了"))
    place = forms.CharField(label=_("場所"), max_length=100)
    teacher = forms.CharField(label=_("講師"), max_length=100)
    whom = forms.ChoiceField(
        label=_("出席予定の人"), choices=Whom, widget=forms.RadioSelect, initial=Whom.AUDIENCE
    )
    invited = forms.CharField(
        label=_("出席予定の人を選ぶとき"),
        required=False,
        max_length=100_000,
        widget=area(4),
        help_text=_("一行に一人、職員番号か氏名を書きます。Excelの列をそのまま貼り付けられます。"),
    )
    note = forms.CharField(label=_("備考"), required=False, max_length=2000, widget=area(2))

    def __init__(
        self,
        *args: Any,
        by: Person,
        session: Session | None = None,
        invited: Sequence[Person] = (),
        **kwargs: Any,
    ) -> None:
        if session is not None:
            kwargs["initial"] = _as_planned(session, invited)
        super().__init__(*args, row=session, **kwargs)
        self.by = by
        if session is None:
            self.choose_from("course", courses_for_sessions(by))
        else:
            del self.fields["course"]

    def clean(self) -> dict[str, Any]:
        """Chosen people are found by number or name; each line that names nobody is said."""
        said = super().clean() or {}
        lines = [line.strip() for line in str(said.get("invited") or "").splitlines() if line.strip()]
        if said.get("whom") != Whom.CHOSEN:
            said["invited"] = []
        elif not lines:
            self.add_error("invited", gettext("出席予定の人を書いてください。"))
        else:
            said["invited"] = self._found(lines[: MOST_INVITED + 1])
        return said

    def _found(self, lines: list[str]) -> list[Person]:
        if len(lines) > MOST_INVITED:
            self.add_error("invited", gettext("多すぎます。講座の対象者で決めてください。"))
        directory, found = Directory(self.by.institution), []
        for line in lines:
            try:
                found.append(directory.find(line))
            except ValidationError as unknown:
                self.add_error("invited", unknown)
        return found

    def values(self) -> dict[str, Any]:
        """What was planned, without how the people were chosen."""
        return {name: value for name, value in super().values().items() if name != "whom"}


def _as_planned(session: Session, invited: Sequence[Person]) -> dict[str, Any]:
    names = ("held_on", "starts", "ends", "place", "teacher", "note")
    chosen = {"whom": Whom.CHOSEN, "invited": "\n".join(p.number or p.name for p in invited)}
    return {name: getattr(session, name) for name in names} | (chosen if invited else {})


class RecogniseForm(RecordForm):
    """Who it was."""

    person = PersonChoice(label=_("職員"), queryset=Person.objects.none())

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Person.objects.of(session.institution).active_on(session.held_on)
        self.choose_from("person", rows.order_by("kana", "name", "pk"))


class SheetForm(KanameForm):
    """A signed sheet: its list is ticked in the template, line by line; the rest are fields."""

    others = forms.CharField(
        label=_("名簿にない出席者"),
        required=False,
        max_length=10_000,
        widget=area(3),
        help_text=_("一行に一人、職員番号か、書かれた氏名を入れます。"),
    )
    files = FilesField(  # type: ignore[assignment]
        label=_("署名された出席簿"),
        required=False,
        help_text=_("読み取ったPDFや写真を証拠として残します。職員には見えません。"),
    )

    def __init__(self, data: QueryDict | None, files: Any, *, lines: Sequence[Expected]) -> None:
        super().__init__(data, files)
        self.lines, self.posted = lines, data

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The list with what is ticked and typed: as posted, else as recorded."""
        return [self._row(line) for line in self._listed()]

    def _row(self, line: Expected) -> dict[str, Any]:
        key, row = str(line.person.pk), line.attendance
        shown: dict[str, Any] = {"line": line, "by_phone": row is not None and row.is_by_phone}
        if self.posted is None:
            score = "" if row is None or row.score is None else str(row.score)
            return shown | {"ticked": row is not None, "score": score}
        ticked = key in self.posted.getlist("present")
        return shown | {"ticked": ticked, "score": self.posted.get(f"score_{key}", "")}

    def _listed(self) -> list[Expected]:
        """The people whom the page showed when it was opened, whoever joined or left the list since."""
        if self.posted is None:
            return list(self.lines)
        shown = set(self.posted.get("listed", "").split(","))
        return [line for line in self.lines if str(line.person.pk) in shown]

    def clean(self) -> dict[str, Any]:
        """Scores are whole numbers from 0 to 100, of people who were there."""
        said = super().clean() or {}
        for row in self.rows:
            name, text = row["line"].person.name, str(row["score"]).strip()
            if text and not (text.isascii() and text.isdigit() and len(text) <= 3 and int(text) <= 100):
                self.add_error(
                    None, gettext("%(name)s さんの得点は0から100の数で入れてください。") % {"name": name}
                )
            elif text and not row["ticked"] and not row["by_phone"]:
                self.add_error(
                    None, gettext("%(name)s さんに得点がありますが、出席の印がありません。") % {"name": name}
                )
        return said

    def sheet(self) -> SheetLines:
        """What the sheet says."""
        rows = self.rows
        scores = {row["line"].person.pk: int(row["score"]) for row in rows if str(row["score"]).strip()}
        return SheetLines(
            listed=[row["line"].person for row in rows],
            present=[row["line"].person for row in rows if row["ticked"]],
            scores=scores,
            others=self.cleaned_data["others"].splitlines()[:200],
        )


class CodeForm(KanameForm):
    """The code on the sheet or the projector, typed where there is no camera."""

    code = forms.CharField(
        label=_("受付の番号"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        help_text=_("画面や出席簿のQRコードの下にあります。"),
    )


class SignInForm(KanameForm):
    """Who is here, as the hospital has them on record."""

    number = forms.CharField(
        label=_("職員番号"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    name = forms.CharField(
        label=_("氏名"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )


class CertificateForm(KanameForm):
    """The number on a certificate."""

    number = forms.CharField(
        label=_("修了証番号"),
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        help_text=_("修了証の右上にあります。例：2026-00012-K3MR"),
    )
