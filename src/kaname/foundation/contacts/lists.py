"""The list of all entries."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from kaname.foundation.access.models import Person
from kaname.foundation.access.search import search_key
from kaname.foundation.calendar import clock
from kaname.web.lists import Badge, Column, FilterSpec, Listing

from .choices import Party
from .models import Contact, ContactSystem
from .selectors import EntryView, confirm_months, contact_rows, entries, view_of

STATES = (
    ("STALE", gettext_lazy("確かめる必要がある")),
    ("ENDED", gettext_lazy("外した")),
)
REMOVED = Badge(gettext_lazy("外しました"), "neutral")


def _standing(contact: Contact) -> EntryView:
    return view_of(contact, clock.today(), contact.months)  # type: ignore[attr-defined]


def _badge(contact: Contact) -> Badge:
    return _standing(contact).badge if contact.removed_on is None else REMOVED


def _confirmed_on(contact: Contact) -> Any:
    found = _standing(contact).confirmation
    return found.confirmed_on if found else None


def _person_key(person: Person | None) -> str:
    return (person.number or person.name) if person else ""


def _systems(contact: Contact) -> str:
    return "、".join(serving.system.number for serving in contact.serves.all())


COLUMNS = (
    Column("number", gettext_lazy("番号"), "number", sort="number"),
    Column("party", gettext_lazy("区分"), "get_party_display", sort="party"),
    Column("name", gettext_lazy("連絡先"), "name", url=Contact.get_absolute_url),
    Column("phone_day", gettext_lazy("電話（平日の昼）"), "phone_day"),
    Column("phone_night", gettext_lazy("電話（夜間・休日）"), "phone_night"),
    Column("state", gettext_lazy("確認"), _badge, kind="status"),
    Column("confirmed_on", gettext_lazy("確かめた日"), _confirmed_on, kind="date"),
    Column("organisation", gettext_lazy("機関・会社"), "organisation", on_page=False),
    Column("person", gettext_lazy("院内の人"), lambda c: _person_key(c.person), on_page=False),
    Column("deputy", gettext_lazy("代行する院内の人"), lambda c: _person_key(c.deputy), on_page=False),
    Column("person_name", gettext_lazy("担当者・窓口"), "person_name", on_page=False),
    Column("person_title", gettext_lazy("職位・部署"), "person_title", on_page=False),
    Column("deputy_name", gettext_lazy("先方の代行者"), "deputy_name", on_page=False),
    Column("mail", gettext_lazy("メール"), "mail", on_page=False),
    Column("caller", gettext_lazy("かける人"), lambda c: c.caller.number if c.caller else "", on_page=False),
    Column("order", gettext_lazy("順番"), "order", kind="number", sort="order", on_page=False),
    Column("condition", gettext_lazy("どのようなときに"), "condition", on_page=False),
    Column(
        "target_minutes",
        gettext_lazy("つながるまでの目標（分）"),
        "target_minutes",
        kind="number",
        on_page=False,
    ),
    Column("systems", gettext_lazy("受け持つ情報システム"), _systems, on_page=False),
    Column("contract_number", gettext_lazy("契約番号"), "contract_number", on_page=False),
    Column("contract_scope", gettext_lazy("保守・契約の範囲"), "contract_scope", on_page=False),
    Column("note", gettext_lazy("備考"), "note", on_page=False),
)


def contact_listing(request: HttpRequest, person: Person) -> Listing[Contact]:
    """The entries; those taken off only when asked for."""
    today, months = clock.today(), confirm_months(person.institution)

    def in_state(rows: QuerySet[Contact], value: str) -> QuerySet[Contact]:
        if value == "ENDED":
            return rows.filter(removed_on__isnull=False)
        old = [e.contact.pk for e in entries(person.institution, today, months=months) if not e.is_confirmed]
        return rows.filter(pk__in=old)

    filters: dict[str, FilterSpec] = {
        "party": (gettext_lazy("区分"), Party.choices, "party"),
        "state": (gettext_lazy("状態"), STATES, in_state),
    }
    rows: Any = (
        contact_rows(person)
        .with_months(months)
        .prefetch_related("confirmations", Prefetch("serves", ContactSystem.objects.select_related("system")))
    )
    if request.GET.get("state") != "ENDED":
        rows = rows.filter(removed_on__isnull=True)
    return Listing(
        request,
        rows,
        COLUMNS,
        search=("search_key",),
        normalise=search_key,
        filters=filters,
        default_sort="number",
        name="contacts",
    )
