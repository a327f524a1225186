"""The entries of the contact chart as they come in from a file, with the columns that their list exports."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaname.foundation.access.models import Institution, Person
from kaname.foundation.imports.fields import same
from kaname.foundation.imports.lines import at_line
from kaname.foundation.imports.registry import Field, ImportRow, Table, Values, importable

from . import services
from .choices import Party
from .models import Contact, ContactSystem

_BETWEEN = re.compile(r"[、,;\s]+")


@importable("contacts.contacts")
class Contacts(Table):
    """The entries on the chart; a row is known by its 番号, without one by its party and name."""

    label = gettext_lazy("緊急連絡先")
    action = "contacts.manage"
    list_url = "contacts:contact_list"
    explanation = gettext_lazy(
        "番号があればそれで、なければ区分と名前で、登録済みの連絡先かどうかを見分けます。"
        "確かめた日は取り込みません。電話をかけるか、リンクを送って確かめてください。"
    )
    columns = (
        Field("number", gettext_lazy("番号"), longest=20),
        Field("party", gettext_lazy("区分"), "choice", required=True, choices=Party.choices),
        Field("organisation", gettext_lazy("機関・会社")),
        Field("person", gettext_lazy("院内の人"), "person"),
        Field("deputy", gettext_lazy("代行する院内の人"), "person"),
        Field("person_name", gettext_lazy("担当者・窓口"), longest=100),
        Field("person_title", gettext_lazy("職位・部署"), longest=100),
        Field("deputy_name", gettext_lazy("先方の代行者"), longest=100),
        Field("phone_day", gettext_lazy("電話（平日の昼）"), longest=60),
        Field("phone_night", gettext_lazy("電話（夜間・休日）"), longest=60),
        Field("mail", gettext_lazy("メール"), longest=254),
        Field("caller", gettext_lazy("かける人"), longest=20),
        Field("order", gettext_lazy("順番"), "integer", least=1, most=999),
        Field("condition", gettext_lazy("どのようなときに"), longest=300),
        Field("target_minutes", gettext_lazy("つながるまでの目標（分）"), "integer", least=1, most=10_080),
        Field("systems", gettext_lazy("受け持つ情報システム"), longest=1_000),
        Field("contract_number", gettext_lazy("契約番号"), longest=100),
        Field("contract_scope", gettext_lazy("保守・契約の範囲"), longest=300),
        Field("note", gettext_lazy("備考"), longest=5_000),
    )
    key = ("number", "party", "organisation", "person")
    ignored = (gettext_lazy("連絡先"), gettext_lazy("確認"), gettext_lazy("確かめた日"))

    def load(self, institution: Institution) -> Mapping[Hashable, Any]:
        rows = Contact.objects.of(institution).select_related("person", "deputy", "caller", "institution")
        found: dict[Hashable, Any] = {}
        for contact in rows.prefetch_related("serves__system").order_by("pk"):
            found["number", contact.number] = contact
            if contact.removed_on is None:
                found["name", contact.party, contact.organisation, contact.person_id] = contact
        return found

    def key_of(self, row: Values) -> Hashable:
        if row.get("number"):
            return ("number", row["number"])
        person = row.get("person")
        return ("name", row.get("party"), row.get("organisation", ""), person.pk if person else None)

    def values_of(self, record: Contact) -> Values:
        values = {
            field.name: getattr(record, field.name) for field in self.columns if field.name != "systems"
        }
        return {**values, "systems": _in_order(serving.system for serving in record.serves.all())}

    def parse_caller(self, text: str) -> Contact | None:
        """An entry inside, by its number."""
        if not text:
            return None
        rows = Contact.objects.of(self.institution).filter(removed_on__isnull=True, party=Party.INSIDE)
        found: Contact | None = rows.select_related("person").filter(number=text).first()
        if found is None:
            raise ValidationError(
                _("「%(number)s」という院内の連絡先はありません。院内の連絡先の番号を入れてください。")
                % {"number": text[:60]}
            )
        return found

    def parse_systems(self, text: str) -> tuple[Any, ...]:
        """Information systems by number."""
        if not hasattr(self, "_systems"):
            model: Any = ContactSystem._meta.get_field("system").related_model
            self._systems = {row.number: row for row in model.objects.of(self.institution)}
        numbers = [number for number in _BETWEEN.split(text) if number]
        unknown = [number for number in numbers if number not in self._systems]
        if unknown:
            raise ValidationError(
                _("「%(number)s」という情報システムはありません。管理番号を入れてください。")
                % {"number": unknown[0][:60]}
            )
        return _in_order(self._systems[number] for number in numbers)

    def parse_mail(self, text: str) -> str:
        """An address of mail, or nothing."""
        if text:
            validate_email(text)
        return text

    def check(self, row: Values, record: Contact | None) -> dict[str, str]:
        for name in ("number", "order"):
            if row.get(name, "") in ("", None):
                row.pop(name, None)  # left empty: as it is, or as a new one begins
        if record is not None and record.removed_on is not None:
            known = self.values_of(record)
            told = _("外した連絡先は変えられません。元のままにしてください。")
            return {name: told for name, value in row.items() if not same(known[name], value)}
        return self._wrong(row, record)

    def _wrong(self, row: Values, record: Contact | None) -> dict[str, str]:
        def said(name: str) -> Any:
            return row.get(name, getattr(record, name) if record else None)

        wrong: dict[str, str] = {}
        if row["party"] == Party.INSIDE:
            if said("person") is None:
                wrong["person"] = _("院内の人を選んでください。")
            if row.get("caller") is not None:
                wrong["caller"] = _("院内の人には、かける人を書きません。順番で決まります。")
            row.update(
                {n: "" for n in ("organisation", "person_name", "person_title", "deputy_name") if n in row}
            )
        elif not said("organisation"):
            wrong["organisation"] = _("入力してください。")
        elif row.get("person") is not None:
            wrong["person"] = _("院内の人は、区分が「院内」のときだけ書いてください。")
        if not said("phone_day") and not said("phone_night"):
            wrong["phone_day"] = _("昼か夜間の電話番号を、少なくとも一つ入れてください。")
        for name in ("person", "deputy"):
            person: Person | None = row.get(name)
            held = getattr(record, f"{name}_id") if record else None
            if person is not None and person.pk != held and not person.is_active_on(self.today):
                wrong[name] = _("%(name)s さんは、いま在籍していません。") % {"name": person.name}
        return wrong

    def save(self, by: Person, rows: Sequence[ImportRow]) -> None:
        for row in rows:
            with at_line(row):
                if row.record is None:
                    services.register_contact(by=by, **row.values)
                else:
                    services.change_contact(by=by, contact=row.record, **row.values)


def _in_order(systems: Any) -> tuple[Any, ...]:
    return tuple(sorted(set(systems), key=lambda system: (system.number, system.pk)))
