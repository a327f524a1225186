"""The list of accounts: the newest of each system, with whose each is."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.models import Person
from kaname.foundation.access.search import search_key
from kaname.foundation.calendar import clock
from kaname.web.lists import Badge, Column, FilterSpec, Listing

from .models import AccessKind, AccountHolder
from .reconciliation import HolderState, Line, reconciliation_of

STATES: dict[HolderState, tuple[Any, str]] = {
    HolderState.LEFT: (_("もういない人"), "bad"),
    HolderState.UNKNOWN: (_("名簿にない"), "bad"),
    HolderState.AMBIGUOUS: (_("同じ名前の人がいる"), "warn"),
    HolderState.OWNER_LEFT: (_("管理する人がいない"), "bad"),
    HolderState.SYSTEM: (_("システムのもの"), "neutral"),
    HolderState.FINE: (_("名簿どおり"), "good"),
}


def state_badge(state: HolderState) -> Badge:
    """How an account stands, in a word and a tone."""
    return Badge(*STATES[state])


def account_listing(request: HttpRequest, person: Person) -> Listing[AccountHolder]:
    """All accounts of the newest lists that this person may see; files have the columns of the import."""
    found = reconciliation_of(person.institution, clock.today())
    lines = {line.pk: line for line in found.lines()}
    systems = [(str(s.source.pk), s.source.system) for s in found.systems]

    def in_state(rows: QuerySet[AccountHolder], value: str) -> QuerySet[AccountHolder]:
        return rows.filter(pk__in=[n.pk for n in lines.values() if n.state == value])

    filters: dict[str, FilterSpec] = {
        "system": (_("システム"), systems, "list"),
        "state": (_("突合"), [(state.value, label) for state, (label, _tone) in STATES.items()], in_state),
        "access": (_("種類"), AccessKind.choices, "access"),
        "privileged": (
            _("特権"),
            [("YES", _("あり")), ("NO", _("なし"))],
            lambda rows, value: rows.filter(is_privileged=value == "YES"),
        ),
    }
    rows = AccountHolder.objects.visible_to(person).filter(list__in=[s.source.pk for s in found.systems])
    return Listing(
        request,
        rows.select_related("list"),
        _columns(lines),
        search=("search_key",),
        normalise=search_key,
        filters=filters,
        default_sort="account",
        name="accounts",
    )


def _columns(lines: dict[int, Line]) -> tuple[Column, ...]:
    def whose(holder: AccountHolder) -> str:
        known = lines[holder.pk].person
        return known.name if known else ""

    return (
        Column("account", _("利用者ID"), "account", sort="account", url=AccountHolder.get_absolute_url),
        Column("system", _("システム"), "list.system", sort="list__system"),
        Column("name", _("氏名"), "name", sort="name"),
        Column("number", _("職員番号"), "number", sort="number", on_page=False),
        Column("access", _("種類"), "get_access_display", sort="access"),
        Column("is_privileged", _("特権"), lambda h: _("特権") if h.is_privileged else "", export=_yes_or_no),
        Column("as_of", _("基準日"), "list.as_of", sort="list__as_of", kind="date", on_page=False),
        Column("person", _("名簿の人"), whose, url=lambda h: _person_url(lines[h.pk])),
        Column("state", _("突合"), lambda h: state_badge(lines[h.pk].state), kind="status"),
        Column("reason", _("用途"), "reason", on_page=False),
    )


def _yes_or_no(holder: AccountHolder) -> object:
    return _("はい") if holder.is_privileged else _("いいえ")


def _person_url(line: Line) -> str | None:
    return reverse("organisation:person_detail", args=[line.person.pk]) if line.person else None
