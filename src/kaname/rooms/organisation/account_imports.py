"""The list of a system's accounts, or of who may enter, as it comes in from a file."""

from __future__ import annotations

import unicodedata
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaname.foundation.access.models import Institution, Person
from kaname.foundation.imports.registry import Field, ImportRow, Table, Values, importable

from . import services
from .models import AccessKind, AccountHolder, AccountList


@importable("organisation.accounts")
class Accounts(Table):
    """Who holds an account or may enter (経営管理編 3.1.2 ④). A newer day makes a new list; the old one is kept."""

    label = gettext_lazy("利用者の一覧")
    action = "organisation.manage"
    list_url = "organisation:account_list"
    explanation = gettext_lazy(
        "システムから書き出した利用者の一覧や、サーバ室などの立入りを認めた人の一覧を取り込み、"
        "「人」の名簿と突き合わせます。基準日が新しい一覧は、前の一覧に代わります。"
    )
    columns = (
        Field(
            "system",
            gettext_lazy("システム"),
            required=True,
            longest=100,
            help=gettext_lazy("システムや場所の名前"),
        ),
        Field("account", gettext_lazy("利用者ID"), required=True, longest=100),
        Field("name", gettext_lazy("氏名"), longest=100),
        Field("number", gettext_lazy("職員番号"), longest=40),
        Field("access", gettext_lazy("種類"), "choice", choices=AccessKind.choices),
        Field("is_privileged", gettext_lazy("特権"), "bool"),
        Field(
            "as_of",
            gettext_lazy("基準日"),
            "date",
            help=gettext_lazy("一覧がいつの時点のものか。なければ今日とみなします"),
        ),
    )
    key = ("account",)
    asked = ("system", "as_of")
    ignored = (gettext_lazy("名簿の人"), gettext_lazy("突合"), gettext_lazy("用途"))

    def load(self, institution: Institution) -> Mapping[Hashable, Any]:
        days = {(row.get("system"), row.get("as_of") or self.today) for row in self.rows}
        lists = AccountList.objects.of(institution).filter(withdrawn_on__isnull=True)
        # A file may name a thousand systems: the days narrow the query, the pairs are told apart here.
        near = lists.filter(as_of__in={as_of for _system, as_of in days}).values_list("pk", "system", "as_of")
        wanted = [pk for pk, system, as_of in near if (system, as_of) in days]
        rows = AccountHolder.objects.of(institution).filter(list__in=wanted)
        return {(h.list.system, h.list.as_of, h.access, h.account): h for h in rows.select_related("list")}

    def key_of(self, row: Values) -> Hashable:
        kind = row.get("access") or AccessKind.ACCOUNT.value
        return row["system"], row.get("as_of") or self.today, kind, row["account"]

    def values_of(self, record: AccountHolder) -> Values:
        names = ("access", "account", "name", "number", "is_privileged")
        values = {name: getattr(record, name) for name in names}
        return {**values, "system": record.list.system, "as_of": record.list.as_of}

    def parse_number(self, text: str) -> str:
        """A 職員番号 in half-width characters."""
        number = unicodedata.normalize("NFKC", text)
        if len(number) > 40:
            raise ValidationError(_("40 文字までにしてください。"))
        return number

    def check(self, row: Values, record: AccountHolder | None) -> dict[str, str]:
        row["as_of"] = row.get("as_of") or self.today
        row["access"] = row.get("access") or AccessKind.ACCOUNT.value
        if row["as_of"] > self.today:
            return {"as_of": _("基準日が先の日です。一覧を書き出した日にしてください。")}
        return {}

    def save(self, by: Person, rows: Sequence[ImportRow]) -> None:
        services.take_in_accounts(by=by, rows=rows, file_name=self.file_name)
