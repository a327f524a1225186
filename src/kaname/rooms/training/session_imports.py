"""In-person sessions that are planned come in from a file, with the columns that their list exports.

Who is expected by name, signing in, closing with its completions and cancelling stay with the session's own page.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from datetime import time
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaname.foundation.access.models import Institution, Person
from kaname.foundation.access.search import search_key
from kaname.foundation.imports.fields import folded, same
from kaname.foundation.imports.lines import at_line
from kaname.foundation.imports.registry import AMBIGUOUS, Field, ImportRow, Table, Values, importable

from . import services
from .models import Course, CourseStatus, Material, MaterialStatus, Session, SessionStatus

_TIME = re.compile(r"(\d{1,2})(?::(\d{2})(?::\d{2})?|時(?:(\d{1,2})分)?)")
KEY = ("course", "held_on", "starts", "place")
ON_PAGE = gettext_lazy(
    "取り込めるのは、予定の研修だけです。受付・締切り・中止は、研修の画面で行ってください。"
)
ENDED = (SessionStatus.CLOSED, SessionStatus.CANCELLED)


@importable("training.sessions")
class Sessions(Table):
    """When and where courses are given in person (経営管理編 3.2.2 ①). A row is known by course, day, time and place."""

    label = gettext_lazy("集合研修")
    action = "training.manage"
    list_url = "training:session_list"
    explanation = gettext_lazy(
        "講座番号・実施日・開始・場所で、既にある研修かどうかを見分けます。同じ時刻の研修が一つだけなら、場所は変えられます。"
        "新しい研修には講座の対象者すべてが出席する予定とし、既にある研修の出席予定の人はそのままです。"
        "締め切った研修と中止した研修は変わりません。"
    )
    columns = (
        Field("course", gettext_lazy("講座番号"), required=True, longest=40),
        Field("held_on", gettext_lazy("実施日"), "date", required=True),
        Field("starts", gettext_lazy("開始"), required=True, help=gettext_lazy("例：17:30")),
        Field("ends", gettext_lazy("終了"), required=True, help=gettext_lazy("例：18:15")),
        Field("place", gettext_lazy("場所"), required=True, longest=100),
        Field("teacher", gettext_lazy("講師"), required=True, longest=100),
        Field("note", gettext_lazy("備考"), longest=2_000),
        Field(
            "status",
            gettext_lazy("状態"),
            "choice",
            choices=SessionStatus.choices,
            help=gettext_lazy("新しい研修は、空か「予定」"),
        ),
    )
    key = KEY
    ignored = (gettext_lazy("講座"), gettext_lazy("出席"))

    @cached_property
    def courses(self) -> dict[str, Course]:
        """The courses by number as it stands, and however its width and case are typed."""
        rows = list(Course.objects.of(self.institution))
        return {search_key(c.code): c for c in rows} | {c.code: c for c in rows}

    @cached_property
    def with_material(self) -> set[int]:
        """The courses that can be given: those with material in use."""
        rows = Material.objects.of(self.institution).filter(status=MaterialStatus.PUBLISHED)
        return set(rows.values_list("course", flat=True))

    def parse_course(self, text: str) -> Course:
        """A course of this hospital by its number."""
        course = self.courses.get(text) or self.courses.get(search_key(text))
        if course is None:
            raise ValidationError(_("この講座番号の講座はありません。講座の一覧で確かめてください。"))
        return course

    def parse_starts(self, text: str) -> str:
        return _clock_time(text)

    def parse_ends(self, text: str) -> str:
        return _clock_time(text)

    def load(self, institution: Institution) -> Mapping[Hashable, Any]:
        """The sessions on the days of the file; what the file names exactly is not taken for one that moved."""
        days = {row["held_on"] for row in self.rows if row.get("held_on")}
        rows = Session.objects.of(institution).filter(held_on__in=days).select_related("course")
        named = {self.key_of(row) for row in self.rows if all(row.get(name) for name in KEY)}
        found: dict[Hashable, Any] = {}
        self.others: dict[Hashable, list[Session]] = defaultdict(list)
        for session in rows.prefetch_related("invitations__person").order_by("pk"):
            said = self.values_of(session)
            key = self.key_of(said)
            found[key] = AMBIGUOUS if key in found else session
            if key not in named:
                self.others[_hour(said)].append(session)
        return found

    def key_of(self, row: Values) -> Hashable:
        return _hour(row), folded(row["place"])

    def find(self, row: Values, records: Mapping[Hashable, Any]) -> Any:
        """By all that names it; else the only one at that hour, which was then moved to another place."""
        key = self.key_of(row)
        others = self.others.get(_hour(row), [])
        if key in records or not others:
            return records.get(key)
        return others[0] if len(others) == 1 else AMBIGUOUS

    def values_of(self, record: Session) -> Values:
        same_names = ("course", "held_on", "place", "teacher", "note", "status")
        times = {"starts": f"{record.starts:%H:%M}", "ends": f"{record.ends:%H:%M}"}
        return {**{name: getattr(record, name) for name in same_names}, **times}

    def check(self, row: Values, record: Session | None) -> dict[str, str]:
        """What cannot be planned; what is closed or cancelled stays as it is."""
        status = row.pop("status", "")
        faults = _faults_of_new(row["course"], status, self.with_material) if record is None else {}
        if record is not None and status in ENDED and status != record.status:
            faults["status"] = str(ON_PAGE)
        if row["ends"] <= row["starts"]:
            faults["ends"] = _("終了の時刻は、開始より後にしてください。")
        return faults | self._faults_of_ended(row, record)

    def _faults_of_ended(self, row: Values, record: Session | None) -> dict[str, str]:
        if record is None or record.is_running:
            return {}
        now = self.values_of(record)
        changed = [name for name, value in row.items() if not same(now[name], value)]
        return dict.fromkeys(
            changed, _("締め切った研修と中止した研修は変えられません。元のままにしてください。")
        )

    def save(self, by: Person, rows: Sequence[ImportRow]) -> None:
        for row in rows:
            said = {n: v for n, v in row.values.items() if row.record is None or n in row.changed}
            said |= {n: time.fromisoformat(said[n]) for n in ("starts", "ends") if n in said}
            with at_line(row):
                if row.record is None:
                    services.plan_session(by=by, **said)
                else:
                    expected = [i.person for i in row.record.invitations.all()]
                    services.change_session(by=by, session=row.record, invited=expected, **said)


def _hour(row: Values) -> Hashable:
    """The course, the day and the time; what was cancelled may be planned anew at the same hour."""
    is_cancelled = row.get("status") == SessionStatus.CANCELLED
    return row["course"].pk, row["held_on"], row["starts"], is_cancelled


def _clock_time(text: str) -> str:
    """A time of day as 17:30, also from 17時30分 and from Excel's own."""
    match = _TIME.fullmatch(unicodedata.normalize("NFKC", text).replace(" ", ""))
    if match is not None:
        hour, minute = int(match[1]), int(match[2] or match[3] or 0)
        if hour < 24 and minute < 60:
            return f"{hour:02}:{minute:02}"
    raise ValidationError(
        _("「%(text)s」を時刻として読み取れません。17:30 のように入力してください。") % {"text": text[:40]}
    )


def _faults_of_new(course: Course, status: str, with_material: set[int]) -> dict[str, str]:
    faults: dict[str, str] = {}
    if status not in ("", SessionStatus.PLANNED):
        faults["status"] = str(ON_PAGE)
    if course.status == CourseStatus.CLOSED:
        faults["course"] = _("この講座は終了しています。新しい講座を作ってください。")
    elif course.pk not in with_material:
        faults["course"] = _("この講座に、使用中の教材がありません。先に教材を公開してください。")
    return faults
