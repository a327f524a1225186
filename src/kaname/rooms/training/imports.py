"""Records of training that come in from files: what the list of completions exports, and what hospitals kept before."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from functools import cached_property

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaname.foundation.access.models import Institution, Person
from kaname.foundation.access.search import search_key
from kaname.foundation.imports.directory import name_key, number_key
from kaname.foundation.imports.registry import Field, ImportRow, Table, Values, importable

from . import (  # noqa: F401  (registers courses and sessions)
    course_imports,
    services,
    session_imports,
)
from .models import Completion, Course


@importable("training.attendance")
class AttendanceTable(Table):
    """Who completed which course on which day (経営管理編 3.2.2 ①). A row adds; what is on record never changes by it."""

    label = gettext_lazy("受講の記録")
    action = "training.manage"
    list_url = "training:completion_list"
    explanation = gettext_lazy(
        "職員番号（なければ氏名）と講座番号と受講日で、登録済みの記録かどうかを見分けます。"
        "登録済みの記録は変わりません。直すときは、その記録を取り消してから取り込みます。"
    )
    columns = (
        Field("number", gettext_lazy("職員番号"), longest=40),
        Field("name", gettext_lazy("氏名"), longest=100),
        Field("course", gettext_lazy("講座番号"), required=True, longest=40),
        Field("completed_on", gettext_lazy("受講日"), "date", required=True),
        Field("score", gettext_lazy("得点"), "integer", most=100),
    )
    key = ("number", "name", "course", "completed_on")
    asked = ("course", "completed_on")
    ignored = (
        gettext_lazy("講座名"),
        gettext_lazy("方法"),
        gettext_lazy("教材の版"),
        gettext_lazy("修了証番号"),
        gettext_lazy("状態"),
    )

    @cached_property
    def courses(self) -> dict[str, Course]:
        """The courses by number, however its width and case are typed."""
        return {search_key(course.code): course for course in Course.objects.of(self.institution)}

    def load(self, institution: Institution) -> Mapping[Hashable, Completion]:
        """What is on record on the days of the file, by person, course and day."""
        days = {row["completed_on"] for row in self.rows if row.get("completed_on")}
        rows = Completion.objects.of(institution).valid().filter(completed_on__in=days)
        return {
            (c.person_id, c.course_id, c.completed_on): c for c in rows.select_related("person", "course")
        }

    def key_of(self, row: Values) -> Hashable:
        """The person, the course and the day; as typed where they name nobody or nothing."""
        person, course = self._person(row), self.courses.get(search_key(row.get("course") or ""))
        who = person.pk if person else (row.get("number"), row.get("name"))
        return who, course.pk if course else row.get("course"), row.get("completed_on")

    def values_of(self, record: Completion) -> Values:
        """A completion as its row. What names it is compared by `key_of`, so it reads as it stands."""
        return {
            "number": record.person.number,
            "name": record.person.name,
            "course": record.course.code,
            "completed_on": record.completed_on,
            "score": record.score,
        }

    def check(self, row: Values, record: Completion | None) -> dict[str, str]:
        """Who and what is meant, and whether it can have been."""
        if record is not None:
            return self._differs(row, record)
        person = self._person(row)
        faults: dict[str, str] = {}
        if person is None:
            faults |= self._nobody(row)
        elif row.get("number") and row.get("name") and not _is_called(person, row["name"]):
            faults["name"] = _(
                "職員番号 %(number)s は別の氏名で登録されています。どちらが正しいか確かめてください。"
            ) % {"number": row["number"]}
        if search_key(row["course"]) not in self.courses:
            faults["course"] = _("この講座番号の講座はありません。講座の一覧で確かめてください。")
        return faults | self._impossible_day(row["completed_on"], person)

    def save(self, by: Person, rows: Sequence[ImportRow]) -> None:
        """Add them all in one ledger entry."""
        lines = [
            services.CompletionLine(
                person=person,
                course=self.courses[search_key(row.values["course"])],
                completed_on=row.values["completed_on"],
                score=row.values.get("score"),
            )
            for row in rows
            if row.record is None and (person := self._person(row.values)) is not None
        ]
        services.record_completions(by=by, lines=lines)

    def _person(self, row: Values) -> Person | None:
        if row.get("number"):
            return self.people.by_number.get(number_key(row["number"]))
        namesakes = self.people.by_name.get(name_key(row.get("name") or ""), [])
        return namesakes[0] if len(namesakes) == 1 else None

    def _nobody(self, row: Values) -> dict[str, str]:
        """Why no person was found, on the column by which they were sought."""
        if row.get("number"):
            return {"number": _("この職員番号の人は登録されていません。先に「人」に登録してください。")}
        if not row.get("name"):
            return {"number": _("職員番号か氏名を入れてください。")}
        try:
            self.people.find(row["name"])
        except ValidationError as unclear:
            return {"name": " ".join(unclear.messages)}
        return {"name": _("職員番号で入力してください。")}

    def _impossible_day(self, day: date, person: Person | None) -> dict[str, str]:
        if day > self.today:
            return {"completed_on": _("受講日は、今日以前の日にしてください。")}
        if person is not None and day < person.starts_on:
            return {"completed_on": _("%(name)s さんの着任より前の日です。") % {"name": person.name}}
        return {}

    def _differs(self, row: Values, record: Completion) -> dict[str, str]:
        """Names of what is on record already are read as they stand; a different score is not taken over silently."""
        for name in ("number", "name", "course"):
            row.pop(name, None)
        if row.get("score") is None:
            row.pop("score", None)
        elif row["score"] != record.score:
            return {
                "score": _("この受講は別の得点で記録されています。直すときは、その記録を取り消してください。")
            }
        return {}


def _is_called(person: Person, name: str) -> bool:
    return name_key(name) in {name_key(person.name), name_key(person.kana), name_key(person.title_and_name)}
