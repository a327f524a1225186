"""Reads of the register of information systems."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from kaname.foundation.access.models import Institution, Person

from .choices import Criticality, RemoteMaintenance
from .models import InformationSystem


def system_rows(person: Person) -> QuerySet[InformationSystem]:
    """The systems this person may see, with who answers for them."""
    return InformationSystem.objects.visible_to(person).select_related("owner", "department")


@dataclass(frozen=True)
class RegisterStanding:
    """What the register says in short: of the systems in use, how many are vital, and what is not known of some."""

    in_use: int
    vital: int
    without_owner: int
    unknown_maintenance: int


def register_standing(institution: Institution, on: date) -> RegisterStanding:
    """How the register stands on a day. One query."""
    rows = list(InformationSystem.objects.of(institution).in_use_on(on).select_related("owner"))
    return RegisterStanding(
        in_use=len(rows),
        vital=sum(row.criticality == Criticality.VITAL for row in rows),
        without_owner=sum(row.owner is None or not row.owner.is_active_on(on) for row in rows),
        unknown_maintenance=sum(row.remote_maintenance == RemoteMaintenance.UNKNOWN for row in rows),
    )


def systems_in_short(institution: Institution, on: date) -> list[dict[str, Any]]:
    """The systems in use on a day as an emergency kit carries them, those on which care depends first. One query."""
    rows = (
        InformationSystem.objects.of(institution)
        .in_use_on(on)
        .select_related("owner")
        .order_by("number", "pk")
    )
    order = list(Criticality)
    return [
        {
            "number": row.number,
            "name": row.name,
            "purpose": row.purpose,
            "criticality": str(row.get_criticality_display()),
            "owner": row.owner.title_and_name if row.owner else "",
            "vendor": row.vendor_name,
            "placement": str(row.get_placement_display()),
            "location": row.location,
            "remote": str(row.get_remote_maintenance_display()),
            "remote_path": row.remote_path,
        }
        for row in sorted(rows, key=lambda row: order.index(Criticality(row.criticality)))
    ]
