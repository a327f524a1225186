"""Courses come in from a file, with the columns that their list exports.

What a course teaches, and opening and closing it, stay with its own pages: a course that is new in the file is begun.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaname.foundation.access.models import Institution, Person
from kaname.foundation.access.search import search_key
from kaname.foundation.audiences.crowd import Tree
from kaname.foundation.audiences.rules import EVERYBODY
from kaname.foundation.imports.directory import name_key
from kaname.foundation.imports.fields import same
from kaname.foundation.imports.lines import at_line
from kaname.foundation.imports.registry import AMBIGUOUS, Field, ImportRow, Table, Values, importable
from kaname.foundation.ledger.findings import ask

from . import audience_columns as whom
from . import services
from .models import Course, CourseKind, CourseStatus

PLAIN = ("title", "kind", "aims", "is_required", "months", "newcomer_days", "pass_mark", "owner")
STAYS_WHEN_EMPTY = ("kind", "is_required", "months", "newcomer_days", "pass_mark", "owner")


@importable("training.courses")
class Courses(Table):
    """Which courses there are, for whom and how often (経営管理編 3.2.2 ①). A row is known by its number, else by its title."""

    label = gettext_lazy("講座")
    action = "training.manage"
    list_url = "training:course_list"
    explanation = gettext_lazy(
        "講座番号で、なければ講座名で、既にある講座かどうかを見分けます。新しい講座は「準備中」になり、"
        "教材を公開してから始めます。対象者は「対象の」で始まる列で決まり、どれも空なら働く人の全員です。"
        "終了した講座は変わりません。"
    )
    columns = (
        Field("code", gettext_lazy("講座番号"), longest=40, help=gettext_lazy("空なら、順に番号を付けます")),
        Field("title", gettext_lazy("講座名"), required=True, longest=200),
        Field("kind", gettext_lazy("分野"), "choice", choices=CourseKind.choices),
        Field("aims", gettext_lazy("ねらい"), longest=2_000),
        *whom.FIELDS,
        Field(
            "is_required",
            gettext_lazy("必修"),
            "choice",
            choices=[(True, gettext_lazy("必修")), (False, gettext_lazy("任意"))],
        ),
        Field(
            "months",
            gettext_lazy("受講の間隔（月）"),
            "integer",
            most=60,
            help=gettext_lazy("0にすると、1回だけです。"),
        ),
        Field("newcomer_days", gettext_lazy("新しい人の受講期限（日）"), "integer", most=365),
        Field("pass_mark", gettext_lazy("合格点（％）"), "integer", most=100),
        Field("owner", gettext_lazy("担当者"), "person"),
    )
    key = ("code", "title")
    ignored = (
        gettext_lazy("対象者"),
        gettext_lazy("教材の版"),
        gettext_lazy("開始日"),
        gettext_lazy("状態"),
    )

    @cached_property
    def departments(self) -> dict[int, str]:
        """The names of the departments that there are today, by key."""
        return Tree(ask("departments_current", self.institution, on=self.today)).names

    def parse_audience_kinds(self, text: str) -> tuple[str, ...]:
        return whom.read_kinds(text)

    def parse_audience_roles(self, text: str) -> tuple[str, ...]:
        return whom.read_roles(text)

    def parse_audience_departments(self, text: str) -> list[str]:
        return whom.read_departments(text, self.departments)

    def load(self, institution: Institution) -> Mapping[Hashable, Any]:
        found: dict[Hashable, Any] = {}
        for course in Course.objects.of(institution).select_related("owner"):
            for key in (("code", search_key(course.code)), ("title", name_key(course.title))):
                found[key] = AMBIGUOUS if key in found else course
        return found

    def key_of(self, row: Values) -> Hashable:
        """Its number, however its width and case are typed; without one its title."""
        if row.get("code"):
            return "code", search_key(row["code"])
        return "title", name_key(row["title"])

    def values_of(self, record: Course) -> Values:
        plain = {name: getattr(record, name) for name in PLAIN}
        return {**plain, **whom.values_of(record.rule, self.departments)}

    def check(self, row: Values, record: Course | None) -> dict[str, str]:
        """What cannot be said of a course; cells left empty leave it as it is."""
        for name in STAYS_WHEN_EMPTY:
            if row.get(name, 0) in (None, ""):
                del row[name]
        if record is not None:
            row.pop("code", None)  # it names the course, and stays
        wrong = whom.department_fault(row, record, self.departments)
        faults = {"audience_departments": wrong} if wrong else {}
        return faults | self._owner_faults(row, record) | self._faults_of_closed(row, record)

    def _owner_faults(self, row: Values, record: Course | None) -> dict[str, str]:
        owner: Person | None = row.get("owner")
        if owner is None or (record is not None and owner.pk == record.owner_id):
            return {}
        if owner.is_active_on(self.today):
            return {}
        return {"owner": _("%(name)s さんは、いま担当になれません。") % {"name": owner.name}}

    def _faults_of_closed(self, row: Values, record: Course | None) -> dict[str, str]:
        if record is None or record.status != CourseStatus.CLOSED:
            return {}
        now = self.values_of(record)
        changed = [name for name, value in row.items() if not same(now[name], value)]
        return dict.fromkeys(changed, _("終了した講座は変えられません。元のままにしてください。"))

    def save(self, by: Person, rows: Sequence[ImportRow]) -> None:
        """Those with a number of their own first, so that none of the numbers given next is taken."""
        for row in sorted(rows, key=lambda row: not row.values.get("code")):
            with at_line(row):
                self._save(by, row.values, row.record)

    def _save(self, by: Person, values: Values, course: Course | None) -> None:
        said = {name: value for name, value in values.items() if name not in (*whom.PARTS, "owner")}
        audience = whom.rule_of(values, course.rule if course else EVERYBODY, self.departments)
        owner = values.get("owner") or (course.owner if course else by)
        if course is None:
            services.create_course(by=by, audience=audience, owner=owner, **said)
        else:
            services.change_course(by=by, course=course, audience=audience, owner=owner, **said)
