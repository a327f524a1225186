"""What other rooms may ask the register: which information systems the hospital runs on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Q

from kaname.foundation.access.models import Institution
from kaname.foundation.access.records import ref_of
from kaname.foundation.ledger.findings import Fact, fact

from .models import InformationSystem


@fact("systems_in_use", reads=["assets.informationsystem"])
def systems_in_use(
    institution: Institution, *, on: date, criticality: str = "", with_upcoming: bool = False
) -> Sequence[Fact]:
    """The systems of a day by number: `role` is how much care depends on each, `person_id` who answers for it.

    `criticality`: only those of this criticality (VITAL, IMPORTANT, SUPPORTING). `with_upcoming`: also those that are
    entered already and begin later.
    """
    rows = InformationSystem.objects.of(institution)
    rows = rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on)) if with_upcoming else rows.in_use_on(on)
    if criticality:
        rows = rows.filter(criticality=criticality)
    return [
        Fact(ref_of(row), row.name, row.starts_on, row.ends_on, row.owner_id, row.criticality)
        for row in rows.order_by("number", "pk")
    ]


@fact("system_vendors", reads=["assets.informationsystem"])
def system_vendors(
    institution: Institution, *, on: date, criticalities: Sequence[str] = (), with_upcoming: bool = False
) -> Sequence[Fact]:
    """The vendors of the systems of a day: `label` is the vendor's name, `ref` and period are the system's.

    `criticalities`: only of systems of these; `with_upcoming` also of systems that come into use later.
    """
    rows = InformationSystem.objects.of(institution).exclude(vendor_name="")
    rows = rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on)) if with_upcoming else rows.in_use_on(on)
    if criticalities:
        rows = rows.filter(criticality__in=criticalities)
    return [
        Fact(ref_of(row), row.vendor_name, row.starts_on, row.ends_on, row.owner_id, row.criticality)
        for row in rows.order_by("number", "pk")
    ]
