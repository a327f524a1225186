"""Committees with who sits on them, as they come in from the file that their list exports."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaname.foundation.access.models import Institution, Person
from kaname.foundation.imports.fields import same
from kaname.foundation.imports.lines import at_line
from kaname.foundation.imports.registry import Field, ImportRow, Table, Values, importable

from . import selectors, services
from .models import Committee

_KEPT_WHEN_EMPTY = ("purpose", "chair", "members", "meetings_per_year", "starts_on")


@importable("organisation.committees")
class Committees(Table):
    """The committees, known by name (経営管理編 1.2.1 管理責任 ①). A file seats members and never takes a seat away."""

    label = gettext_lazy("委員会")
    action = "organisation.manage"
    list_url = "organisation:committee_list"
    explanation = gettext_lazy(
        "委員会は名前で見分けます。「委員」に加えた人は、取り込む日から委員になります。"
        "委員を外すときと、名前を変えるときは、委員会の画面で行ってください。"
    )
    columns = (
        Field("name", gettext_lazy("委員会名"), required=True, longest=100),
        Field("purpose", gettext_lazy("目的"), longest=5_000),
        Field("chair", gettext_lazy("委員長"), "person"),
        Field(
            "members",
            gettext_lazy("委員"),
            longest=5_000,
            help=gettext_lazy("職員番号か氏名。二人以上は「、」で区切ります"),
        ),
        Field("charter", gettext_lazy("委員会規程"), longest=200, help=gettext_lazy("文書の番号か題名")),
        Field("charter_review_on", gettext_lazy("規程の見直し期限"), "date"),
        Field("meetings_per_year", gettext_lazy("年に開く回数"), "integer", least=1, most=52),
        Field("starts_on", gettext_lazy("開始日"), "date"),
        Field("ends_on", gettext_lazy("終了日"), "date"),
    )
    key = ("name",)

    def load(self, institution: Institution) -> Mapping[Hashable, Any]:
        rows = Committee.objects.of(institution).select_related("chair", "charter")
        found: dict[Hashable, Any] = {}
        for committee in selectors.with_seats(rows).order_by("pk"):
            found[committee.name, committee.starts_on] = committee
            if committee.ends_on is None or (committee.name, None) not in found:
                found[committee.name, None] = committee
        return found

    def key_of(self, row: Values) -> Hashable:
        return row["name"], row.get("starts_on")

    def find(self, row: Values, records: Mapping[Hashable, Any]) -> Any:
        return records.get(self.key_of(row)) or records.get((row["name"], None))

    def values_of(self, record: Committee) -> Values:
        values = {f.name: getattr(record, f.name) for f in self.columns if f.name != "members"}
        return {**values, "members": _seated(record)}

    def parse_members(self, text: str) -> frozenset[Person]:
        """People by number or name. Raises ValidationError that names the first who is not found."""
        return frozenset(
            self.people.find(part) for part in text.replace(",", "、").split("、") if part.strip()
        )

    def parse_charter(self, text: str) -> Any:
        """A charter among the documents, by number or title."""
        if not text:
            return None
        for document in self._charters():
            if text in (document.title, getattr(document, "number", ""), str(document)):
                return document
        raise ValidationError(
            _("「%(text)s」という委員会規程はありません。先に「規程と文書」に登録してください。")
            % {"text": text[:60]}
        )

    def _charters(self) -> list[Any]:
        if not hasattr(self, "_known_charters"):
            documents: Any = Committee._meta.get_field("charter").related_model
            rows = documents.objects.of(self.institution).filter(type="COMMITTEE_CHARTER")
            self._known_charters = list(rows)
        return self._known_charters

    def check(self, row: Values, record: Committee | None) -> dict[str, str]:
        """What a new committee lacks, and what a file may not change."""
        if record is None:
            return self._faults_of_new(row)
        for name in _KEPT_WHEN_EMPTY:
            if name in row and not row[name]:
                del row[name]
        now = self.values_of(record)
        if record.ends_on is not None:
            changed = [name for name, value in row.items() if not same(now[name], value)]
            return dict.fromkeys(changed, _("終えた委員会は変えられません。元のままにしてください。"))
        if row.get("starts_on", record.starts_on) != record.starts_on:
            return {"starts_on": _("置いた委員会の開始日は変えられません。元のままにしてください。")}
        if gone := now["members"] - row.get("members", now["members"]):
            names = "、".join(sorted(person.name for person in gone))
            return {
                "members": _("委員を外すときは、委員会の画面で行ってください：%(names)s") % {"names": names}
            }
        faults = _charter_faults({**now, **row})
        return faults | self._not_here(row, self.today, known=now["members"] | {record.chair})

    def _faults_of_new(self, row: Values) -> dict[str, str]:
        first_day = row.get("starts_on") or self.today
        needed = {name: row.get(name) for name in ("purpose", "chair")}
        faults = {name: _("入力してください。") for name, value in needed.items() if not value}
        return faults | _charter_faults(row) | self._not_here(row, first_day, known=frozenset())

    def _not_here(self, row: Values, day: date, *, known: frozenset[Person] | set[Person]) -> dict[str, str]:
        """Whoever is to chair or to sit must work here by then."""
        wanted = {"chair": [row.get("chair")], "members": sorted(row.get("members", ()), key=lambda p: p.pk)}
        found: dict[str, str] = {}
        for name, people in wanted.items():
            for person in people:
                if person is not None and person not in known and not person.is_active_on(day):
                    found[name] = _("%(name)s さんは、その日には在籍していません。") % {"name": person.name}
        return found

    def save(self, by: Person, rows: Sequence[ImportRow]) -> None:
        for row in rows:
            with at_line(row):
                _take_in(by, row)


def _take_in(by: Person, row: ImportRow) -> None:
    said = {n: v for n, v in row.values.items() if n not in ("members", "ends_on", "starts_on")}
    committee: Committee = row.record
    if committee is None:
        said["meetings_per_year"] = said.get("meetings_per_year") or 4
        committee = services.found_committee(by=by, starts_on=row.values.get("starts_on"), **said)
    elif row.changed & said.keys():
        now = {n: getattr(committee, n) for n in ("name", "purpose", "chair", "charter", "charter_review_on")}
        services.change_committee(by=by, committee=committee, **(now | said))
    for person in sorted(row.values.get("members", frozenset()) - _seated(committee), key=lambda p: p.pk):
        services.seat_member(by=by, committee=committee, person=person, starts_on=_first_day(row))
    if row.values.get("ends_on") is not None and committee.ends_on is None:
        services.dissolve_committee(by=by, committee=committee, ends_on=row.values["ends_on"])


def _first_day(row: ImportRow) -> date | None:
    """A new committee's first members sit from its first day on, others from the day of the import."""
    return row.values.get("starts_on") if row.record is None else None


def _seated(committee: Committee) -> frozenset[Person]:
    return frozenset(seat.person for seat in getattr(committee, "seated", ()))


def _charter_faults(values: Values) -> dict[str, str]:
    if (values.get("charter") is None) == (values.get("charter_review_on") is None):
        return {}
    if values.get("charter") is None:
        return {"charter": _("見直し期限があるのに、委員会規程がありません。")}
    return {"charter_review_on": _("委員会規程を選んだら、その見直し期限も入力してください。")}
