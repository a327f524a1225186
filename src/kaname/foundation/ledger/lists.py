"""The list of entries: who did what to which record when; by person, action, kind of record and period."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.models import Person
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.era import fiscal_year, fiscal_year_starts_on
from kaname.web.lists import Column, Listing

from .history import model_of
from .labels import LABELS
from .living import recorded_models
from .models import LedgerEntry, LedgerRecord
from .selectors import EntryView, entries_of

_PERIODS = (("today", _("今日")), ("week", _("7日間")), ("month", _("30日間")), ("year", _("今年度")))


def _url(entry: LedgerEntry) -> str:
    return reverse("ledger:entry", args=[entry.seq])


def _view(entry: LedgerEntry) -> EntryView:
    """The entry in words; its body is read once for all columns."""
    view: EntryView = entry.__dict__.setdefault("_in_words", EntryView(entry))
    return view


COLUMNS = (
    Column("seq", _("番号"), "seq", sort="seq", url=_url, kind="number"),
    Column(
        "at",
        _("日時"),
        "at",
        sort="at",
        kind="date",
        export=lambda e: clock.in_japan(e.at).replace(tzinfo=None),
    ),
    Column("by", _("した人"), lambda e: _view(e).by or _("システム"), sort="person__name"),
    Column("action", _("操作"), lambda e: _view(e).action, sort="action", url=_url),
    Column("record", _("記録"), lambda e: _view(e).subject),
    Column("note", _("備考"), lambda e: _view(e).note),
)


def entry_listing(request: HttpRequest, person: Person) -> Listing[LedgerEntry]:
    """Newest first."""
    people = Person.objects.of(person.institution).filter(user__isnull=False).order_by("search_key")
    actions = sorted(
        ((k, v) for k, v in LABELS.items() if not k.endswith((".view", ".view_all"))), key=lambda a: str(a[1])
    )
    kinds = sorted(
        ((m._meta.label_lower, str(m._meta.verbose_name)) for m in recorded_models()), key=lambda k: str(k[1])
    )
    return Listing(
        request,
        entries_of(person),
        COLUMNS,
        filters={
            "period": (_("期間"), _PERIODS, _in_period),
            "person": (
                _("した人"),
                [("system", _("システム")), *people.values_list("pk", "name")],
                _by_person,
            ),
            "action": (_("操作"), actions, "action"),
            "kind": (_("記録の種類"), kinds, _of_kind),
        },
        default_sort="-seq",
        name="ledger",
    )


def _by_person(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(person__isnull=True) if value == "system" else rows.filter(person=int(value))


def _of_kind(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    if model_of(value) is None:
        return rows.none()
    return rows.filter(pk__in=LedgerRecord.objects.filter(ref__startswith=f"{value}:").values("entry"))


def _in_period(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    today = clock.today()
    first = {
        "today": today,
        "week": today - timedelta(days=6),
        "month": today - timedelta(days=29),
        "year": fiscal_year_starts_on(fiscal_year(today)),
    }[value]
    return rows.filter(at__gte=clock.at_start_of(first))
