"""Directives are issued from a file in one go, with the columns that their list exports: say, what an outside audit found.

What was issued never changes by a file: a row with its number, or with its very words, stands for it.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaname.foundation.access.models import Institution, Person
from kaname.foundation.access.roles import Role
from kaname.foundation.imports.fields import canonical, same
from kaname.foundation.imports.lines import at_line
from kaname.foundation.imports.registry import Field, ImportRow, Table, Values, importable

from . import rules, services
from .models import Directive
from .schedule import Recurrence


@importable("directives.directives")
class Directives(Table):
    """Directives to be issued by whoever brings the file (経営管理編 1.2.1 管理責任 ②)."""

    label = gettext_lazy("指示")
    action = "directives.issue"
    list_url = "directives:directive_list_all"
    explanation = gettext_lazy(
        "番号が空の行ごとに、あなたからの指示を出します。番号のある行は、出した指示としてそのまま残り、期限も変わりません。"
        "番号が空でも、件名・内容・あて先が同じで、期限がその指示の期間のうちにあれば、出した指示とみなします。"
    )
    columns = (
        Field("number", gettext_lazy("番号"), longest=12, help=gettext_lazy("新しい指示は空")),
        Field("title", gettext_lazy("件名"), required=True, longest=200),
        Field("body", gettext_lazy("指示の内容"), required=True, longest=20_000),
        Field("addressee", gettext_lazy("あて先"), "person", required=True),
        Field("addressee_role", gettext_lazy("あて先の役割"), "choice", choices=Role.choices),
        Field("due_on", gettext_lazy("期限"), "date", required=True),
        Field("recurrence", gettext_lazy("報告の周期"), "choice", choices=Recurrence.choices),
        Field("obligation_id", gettext_lazy("遵守事項"), longest=40, help=gettext_lazy("例：G-3.1.2-1")),
    )
    key = ("number", "title", "addressee", "due_on")
    ignored = (gettext_lazy("指示した人"), gettext_lazy("指示日"), gettext_lazy("状態"))

    @classmethod
    def may_fill(cls, person: Person) -> bool:
        """Whoever may issue directives of their own, not only hand down what they were given."""
        return rules.may_issue_freely(person)

    def parse_number(self, text: str) -> str:
        """A number in half-width characters."""
        return unicodedata.normalize("NFKC", text)

    def load(self, institution: Institution) -> Mapping[Hashable, Any]:
        found: dict[Hashable, Any] = {}
        self.alike: dict[Hashable, list[Directive]] = defaultdict(list)
        for directive in Directive.objects.of(institution).select_related("addressee"):
            found["number", directive.number] = directive
            self.alike[_words(self.values_of(directive))].append(directive)
        people = {row["addressee"] for row in self.rows if row.get("addressee")}
        prefetch_related_objects(list(people), "memberships")
        return found

    def key_of(self, row: Values) -> Hashable:
        if row.get("number"):
            return "number", row["number"]
        return "words", *_words(row), row["due_on"]

    def find(self, row: Values, records: Mapping[Hashable, Any]) -> Any:
        """By number; else the one with the same words that was under way on the due day, though it may have moved."""
        if row.get("number"):
            return records.get(self.key_of(row))
        return next((d for d in self.alike.get(_words(row), ()) if _was_under_way(d, row)), None)

    def values_of(self, record: Directive) -> Values:
        values = {f.name: getattr(record, f.name) for f in self.columns}
        return {**values, "due_on": record.deadline_on}

    def check(self, row: Values, record: Directive | None) -> dict[str, str]:
        """What may not be told to whom; nothing of what was issued."""
        if record is None:
            return self._faults_of_new(row)
        for name in ("number", "due_on"):
            row.pop(name, None)
        for name in ("addressee_role", "recurrence"):  # left empty: as it was inferred
            if not row.get(name):
                row.pop(name, None)
        now = self.values_of(record)
        changed = [name for name, value in row.items() if not same(now[name], value)]
        return dict.fromkeys(
            changed,
            _(
                "出した指示は変えられません。元のままにしてください。直すときは、取り下げて新しい指示を出します。"
            ),
        )

    def _faults_of_new(self, row: Values) -> dict[str, str]:
        if row.get("number"):
            return {
                "number": _("この番号の指示はありません。新しい指示は、番号を空にすると順に番号が付きます。")
            }
        assert self.by is not None
        by, to, role = self.by, row["addressee"], row.get("addressee_role", "")
        return {
            **_refused(lambda: rules.require_address(by, to, role)),
            **_refused(lambda: rules.require_due(row["due_on"], parent=None)),
        }

    def save(self, by: Person, rows: Sequence[ImportRow]) -> None:
        """Issue them in the order of the file."""
        for row in rows:
            said = {n: v for n, v in row.values.items() if n != "number"}
            said["recurrence"] = said.get("recurrence") or Recurrence.NONE
            with at_line(row):
                services.issue_directive(by=by, **said)


def _words(row: Values) -> tuple[str, str, int]:
    return canonical(row["title"]), canonical(row["body"]), row["addressee"].pk


def _was_under_way(directive: Directive, row: Values) -> bool:
    last = max(directive.due_on, directive.deadline_on)
    return bool(directive.issued_on <= row["due_on"] <= last)


def _refused(ask: Callable[[], None]) -> dict[str, str]:
    """What a rule of directives says against it, by column."""
    try:
        ask()
    except ValidationError as refused:
        return {name: " ".join(told) for name, told in refused.message_dict.items()}
    return {}
