"""The list of information systems."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaname.foundation.access.models import Person
from kaname.foundation.access.search import search_key
from kaname.foundation.calendar import clock
from kaname.web.lists import Badge, Column, FilterSpec, Listing

from .choices import Criticality, Placement, RemoteMaintenance
from .models import InformationSystem
from .selectors import system_rows

STATES = (("IN_USE", gettext_lazy("使っている")), ("ENDED", gettext_lazy("使うのをやめた")))
_TONES = {Criticality.VITAL: "warn", Criticality.IMPORTANT: "neutral", Criticality.SUPPORTING: "neutral"}


def criticality_badge(system: InformationSystem) -> Badge:
    """How much care depends on it, in a word."""
    words = {
        Criticality.VITAL: _("診療が止まる"),
        Criticality.IMPORTANT: _("診療に支障"),
        Criticality.SUPPORTING: _("診療は続く"),
    }
    if not system.is_in_use_on(clock.today()):
        return Badge(_("使っていない"), "neutral")
    kind = Criticality(system.criticality)
    return Badge(words[kind], _TONES[kind])


def _in_state(rows: QuerySet[InformationSystem], value: str) -> QuerySet[InformationSystem]:
    return rows.filter(ends_on__isnull=value == "IN_USE")


def _owner(system: InformationSystem) -> str:
    if system.owner is None or system.ends_on is not None or system.owner.is_active_on(clock.today()):
        return system.owner.name if system.owner else ""
    return _("%(name)s（在籍していません）") % {"name": system.owner.name}


def _lacking_owner(rows: QuerySet[InformationSystem], _value: str) -> QuerySet[InformationSystem]:
    return rows.filter(Q(owner__isnull=True) | Q(owner__ends_on__lt=clock.today()))


def _owner_key(system: InformationSystem) -> str:
    return (system.owner.number or system.owner.name) if system.owner else ""


COLUMNS = (
    Column("number", gettext_lazy("管理番号"), "number", sort="number"),
    Column("name", gettext_lazy("名称"), "name", sort="name", url=InformationSystem.get_absolute_url),
    Column("purpose", gettext_lazy("用途"), "purpose", on_page=False),
    Column(
        "criticality",
        gettext_lazy("診療上の重要度"),
        criticality_badge,
        kind="status",
        export=lambda s: s.get_criticality_display(),
    ),
    Column("owner", gettext_lazy("管理者"), _owner, sort="owner__kana", export=_owner_key),
    Column("department", gettext_lazy("所管部門"), "department.name", on_page=False),
    Column("vendor_name", gettext_lazy("事業者"), "vendor_name", sort="vendor_name"),
    Column("placement", gettext_lazy("設置"), "get_placement_display", sort="placement"),
    Column("location", gettext_lazy("所在"), "location", on_page=False),
    Column(
        "holds_patient_data",
        gettext_lazy("患者の情報を扱う"),
        lambda s: _("はい") if s.holds_patient_data else _("いいえ"),
        on_page=False,
    ),
    Column(
        "remote_maintenance",
        gettext_lazy("リモート保守"),
        "get_remote_maintenance_display",
        sort="remote_maintenance",
    ),
    Column("remote_path", gettext_lazy("リモート保守の経路"), "remote_path", on_page=False),
    Column("note", gettext_lazy("備考"), "note", on_page=False),
    Column("starts_on", gettext_lazy("使い始めた日"), "starts_on", kind="date", on_page=False),
    Column("ends_on", gettext_lazy("最後の日"), "ends_on", kind="date", on_page=False),
)


def system_listing(request: HttpRequest, person: Person) -> Listing[InformationSystem]:
    """The systems that this person may see; those out of use only when asked for."""
    filters: dict[str, FilterSpec] = {
        "criticality": (gettext_lazy("診療上の重要度"), Criticality.choices, "criticality"),
        "owner": (gettext_lazy("管理者"), (("NONE", gettext_lazy("いない")),), _lacking_owner),
        "placement": (gettext_lazy("設置"), Placement.choices, "placement"),
        "remote_maintenance": (
            gettext_lazy("リモート保守"),
            RemoteMaintenance.choices,
            "remote_maintenance",
        ),
        "state": (gettext_lazy("状態"), STATES, _in_state),
    }
    rows: Any = system_rows(person)
    if request.GET.get("state") != "ENDED":
        rows = rows.filter(ends_on__isnull=True)
    return Listing(
        request,
        rows,
        COLUMNS,
        search=("search_key",),
        normalise=search_key,
        filters=filters,
        default_sort="number",
        name="systems",
    )
