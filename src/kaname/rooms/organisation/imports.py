"""The registers of this room that come in from files, with the columns that their lists export."""

from __future__ import annotations

import unicodedata
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaname.foundation.access.models import Institution, Person, PersonKind
from kaname.foundation.imports.directory import name_key, number_key
from kaname.foundation.imports.registry import AMBIGUOUS, Field, ImportRow, Table, Values, importable

from . import (  # noqa: F401  (register accounts and committees)
    account_imports,
    committee_imports,
    selectors,
    services,
)
from .models import Department, DepartmentContact, Posting


@importable("organisation.people")
class People(Table):
    """The register of people (経営管理編 3.1.2 ④). A row is known by its 職員番号; without one, by name and employer."""

    label = gettext_lazy("人")
    action = "access.manage_accounts"
    list_url = "organisation:person_list"
    explanation = gettext_lazy(
        "職員番号があればそれで、なければ氏名と所属会社で、登録済みの人かどうかを見分けます。"
        "役割とサインイン名は、ここでは変わりません。"
    )
    columns = (
        Field("name", gettext_lazy("氏名"), required=True, longest=100),
        Field("kana", gettext_lazy("よみ"), longest=100),
        Field("number", gettext_lazy("職員番号"), longest=40),
        Field("kind", gettext_lazy("区分"), "choice", choices=PersonKind.choices),
        Field("employer", gettext_lazy("所属会社"), longest=200),
        Field("title", gettext_lazy("役職"), longest=100),
        Field(
            "department",
            gettext_lazy("部門"),
            help=gettext_lazy("いまある部門の名前。二つ以上は「、」で区切ります"),
        ),
        Field("email", gettext_lazy("メール"), longest=254),
        Field("phone", gettext_lazy("電話"), longest=40),
        Field("starts_on", gettext_lazy("開始日"), "date"),
        Field("ends_on", gettext_lazy("終了日"), "date"),
    )
    key = ("number", "name")
    ignored = (gettext_lazy("役割"), gettext_lazy("サインイン名"), gettext_lazy("状態"))

    def load(self, institution: Institution) -> Mapping[Hashable, Any]:
        postings = Posting.objects.select_related("department")
        rows = Person.objects.of(institution).select_related("institution", "user")
        found: dict[Hashable, Any] = {}
        for person in rows.prefetch_related("memberships", Prefetch("postings", queryset=postings)):
            if person.number:
                found["number", number_key(person.number)] = person
            for key in _names_of(person):
                found[key] = AMBIGUOUS if key in found else person
        return found

    def key_of(self, row: Values) -> Hashable:
        if row.get("number"):
            return "number", number_key(row["number"])
        if "employer" not in row:
            return "name", name_key(row["name"])
        return "name", name_key(row["name"]), name_key(row["employer"])

    def find(self, row: Values, records: Mapping[Hashable, Any]) -> Any:
        """By number; a number that is new belongs to whoever of that name and employer has none yet."""
        key = self.key_of(row)
        if key in records or not row.get("number"):
            return records.get(key)
        return records.get(("no number", name_key(row["name"]), name_key(row.get("employer", ""))))

    def values_of(self, record: Person) -> Values:
        values = {f.name: getattr(record, f.name) for f in self.columns if f.name != "department"}
        number = unicodedata.normalize("NFKC", record.number)
        return {**values, "number": number, "department": selectors.departments_of(record, self.today)}

    def parse_email(self, text: str) -> str:
        """An address that mail can reach, or nothing."""
        if text:
            try:
                validate_email(text)
            except ValidationError as wrong:
                raise ValidationError(
                    _("「%(text)s」はメールアドレスではありません。") % {"text": text[:60]}
                ) from wrong
        return text

    def parse_number(self, text: str) -> str:
        """A 職員番号 in half-width characters."""
        number = unicodedata.normalize("NFKC", text)
        if len(number) > 40:
            raise ValidationError(_("40 文字までにしてください。"))
        return number

    def parse_department(self, text: str) -> list[Department]:
        """Departments that are open today, by name."""
        if not text:
            return []
        known = self._departments
        if text in known:
            return [known[text]]
        names = [name.strip() for name in text.replace(",", "、").split("、") if name.strip()]
        unknown = [name for name in names if name not in known]
        if unknown:
            raise ValidationError(
                _("「%(name)s」という部門はありません。部門の名前を直すか、先に部門を登録してください。")
                % {"name": "、".join(unknown)}
            )
        return list(dict.fromkeys(known[name] for name in names))

    @property
    def _departments(self) -> dict[str, Department]:
        if not hasattr(self, "_by_name"):
            rows = Department.objects.of(self.institution).from_day(self.today)
            self._by_name = {d.name: d for d in rows}
        return self._by_name

    def check(self, row: Values, record: Person | None) -> dict[str, str]:
        if record is not None and not row.get("number", "x"):
            del row["number"]  # left empty: as it is
        faults: dict[str, str] = {}
        kind = row.get("kind", record.kind if record else PersonKind.EMPLOYEE)
        if not kind:
            faults["kind"] = _("職員、派遣職員、事業者の要員のどれかを入力してください。")
        elif kind != PersonKind.EMPLOYEE and not row.get("employer", record.employer if record else ""):
            faults["employer"] = _("派遣・事業者の人は、所属会社を入力してください。")
        return faults | self._period_faults(row, record)

    def _period_faults(self, row: Values, record: Person | None) -> dict[str, str]:
        if record is not None and row.get("starts_on", record.starts_on) is None:
            return {"starts_on": _("開始日を入力してください。")}
        start = row.get("starts_on") or (record.starts_on if record else self.today)
        end = row.get("ends_on", record.ends_on if record else None)
        if end is not None and end < start:
            return {"ends_on": _("終了日は開始日と同じ日か、その後にしてください。")}
        has_left = record is not None and end is not None and end < self.today
        if has_left and {d.pk for d in row.get("department", ())} - self._worked_in(record):
            return {"department": _("もういない人の部門は変えられません。元の部門のままにしてください。")}
        return {}

    def _worked_in(self, record: Person | None) -> set[int]:
        return {d.pk for d in selectors.departments_of(record, self.today)} if record else set()

    def save(self, by: Person, rows: Sequence[ImportRow]) -> None:
        services.take_in_people(by=by, rows=rows)


def _names_of(person: Person) -> list[Hashable]:
    name, employer = name_key(person.name), name_key(person.employer)
    keys: list[Hashable] = [("name", name), ("name", name, employer)]
    return keys if person.number else [*keys, ("no number", name, employer)]


@importable("organisation.departments")
class Departments(Table):
    """The departments with who answers for security in each (経営管理編 3.1.2 ③)."""

    label = gettext_lazy("部門")
    action = "organisation.manage"
    list_url = "organisation:department_list"
    explanation = gettext_lazy(
        "部門は名前で見分けます。名前を変えるときは、部門の画面で変えてください（前の名前が残ります）。"
    )
    columns = (
        Field("name", gettext_lazy("部門名"), required=True, longest=100),
        Field("parent", gettext_lazy("上位の部門"), longest=100),
        Field("contact", gettext_lazy("部門責任者"), "person"),
        Field("starts_on", gettext_lazy("開始日"), "date"),
        Field("ends_on", gettext_lazy("終了日"), "date"),
    )
    key = ("name",)
    ignored = (gettext_lazy("状態"),)

    def load(self, institution: Institution) -> Mapping[Hashable, Any]:
        contacts = DepartmentContact.objects.select_related("person")
        rows = Department.objects.of(institution).select_related("parent", "institution")
        found: dict[Hashable, Any] = {}
        for department in rows.prefetch_related(Prefetch("contacts", queryset=contacts)).order_by("pk"):
            found[department.name, department.starts_on] = department
            if department.ends_on is None or (department.name, None) not in found:
                found[department.name, None] = department
        self._open = {d.name for d in found.values() if d.ends_on is None}
        return found

    def key_of(self, row: Values) -> Hashable:
        return row["name"], row.get("starts_on")

    def find(self, row: Values, records: Mapping[Hashable, Any]) -> Any:
        return records.get(self.key_of(row)) or records.get((row["name"], None))

    def values_of(self, record: Department) -> Values:
        return {
            "name": record.name,
            "parent": record.parent.name if record.parent else "",
            "contact": selectors.contact_on(record, self.today),
            "starts_on": record.starts_on,
            "ends_on": record.ends_on,
        }

    def check(self, row: Values, record: Department | None) -> dict[str, str]:
        if record is not None:
            for name in ("starts_on", "contact"):  # left empty: as it is
                if row.get(name, "") is None:
                    del row[name]
        faults: dict[str, str] = {}
        parent = row.get("parent", "")
        coming = {r.get("name") for r in self.rows}
        if parent == row["name"]:
            faults["parent"] = _("部門を自分自身の下に置くことはできません。")
        elif parent and record is None and parent not in self._open | coming:
            faults["parent"] = _(
                "「%(name)s」という部門はありません。行に加えるか、名前を直してください。"
            ) % {"name": parent}
        if record is not None:
            return faults | self._faults_of_known(row, record, parent)
        end, start = row.get("ends_on"), row.get("starts_on") or self.today
        if end is not None and end < start:
            faults["ends_on"] = _("終了日は開始日と同じ日か、その後にしてください。")
        return faults | self._contact_faults(row, start)

    def _faults_of_known(self, row: Values, record: Department, parent: str) -> dict[str, str]:
        now = self.values_of(record)
        if record.ends_on is not None:
            changed = [n for n, v in row.items() if n != "contact" and v != now[n]]
            return dict.fromkeys(changed, _("閉じた部門は変えられません。元のままにしてください。"))
        if row.get("starts_on", record.starts_on) != record.starts_on:
            return {"starts_on": _("開いている部門の開始日は変えられません。元のままにしてください。")}
        if parent != now["parent"] and parent and parent not in self._open:
            return {
                "parent": _("「%(name)s」という部門はありません。名前を直してください。") % {"name": parent}
            }
        end = row.get("ends_on")
        if end is not None and end < record.starts_on:
            return {"ends_on": _("終了日は開始日と同じ日か、その後にしてください。")}
        return {} if row.get("contact") == now["contact"] else self._contact_faults(row, self.today)

    def _contact_faults(self, row: Values, day: Any) -> dict[str, str]:
        contact = row.get("contact")
        if contact is None or contact.is_active_on(day):
            return {}
        return {"contact": _("%(name)s さんは、その日には在籍していません。") % {"name": contact.name}}

    def save(self, by: Person, rows: Sequence[ImportRow]) -> None:
        services.take_in_departments(by=by, rows=rows)
