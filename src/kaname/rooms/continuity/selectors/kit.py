"""What an emergency kit carries away: the plan in short, how systems are recovered, which backups there are.

Plain data, in the language of whoever makes the kit.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from kaname.foundation.access.models import Institution
from kaname.foundation.calendar import clock

from .checks import checks_of
from .impact import functions_of, impact_rows
from .plan import document_in_force, parts_on
from .recovery import backups_of, procedures_in_force


def plan_in_short(institution: Institution, on: date | None = None) -> dict[str, Any]:
    """The parts of the plan, and the services in order of priority with how they go on without systems.

    `parts`: key, label, text, person (name), since. `functions`: name, priority, rto, rpo, owner, fallback, systems, bands.
    """
    day = on or clock.today()
    document, parts = document_in_force(institution, day), parts_on(institution, day)
    return {
        "document": document.label if document else "",
        "approved_on": document.starts_on if document else None,
        "parts": [
            {
                "key": part.key,
                "label": str(part.get_key_display()),
                "text": part.text,
                "person": part.person.title_and_name if part.person else "",
                "since": part.starts_on,
            }
            for part in parts.values()
        ],
        "functions": [
            {
                "name": row.function.name,
                "priority": row.function.priority,
                "rto": row.function.rto,
                "rpo": row.function.rpo,
                "owner": row.function.owner.title_and_name if row.function.owner else "",
                "fallback": row.function.fallback,
                "systems": row.systems,
                "bands": [
                    {"band": str(cell.band.label), "harm": str(cell.harm.label), "note": cell.note}
                    for cell in row.cells
                ],
            }
            for row in impact_rows(functions_of(institution, day))
        ],
    }


def recovery_procedures(institution: Institution, on: date | None = None) -> list[dict[str, Any]]:
    """The approved procedures in the order of recovery: system, order, needs, steps, cleanness, responsible, rto, rpo."""
    return [
        {
            "system": row.system.name,
            "vendor": row.system.vendor_name,
            "version": row.version,
            "order": row.order,
            "needs": [link.system.name for link in row.links.all()],
            "steps": row.steps,
            "cleanness": row.cleanness,
            "responsible": row.responsible.title_and_name,
            "rto": row.rto,
            "rpo": row.rpo,
            "approved_on": row.approved_on,
            "next_review_on": row.next_review_on,
        }
        for row in procedures_in_force(institution, on or clock.today())
    ]


def backups(institution: Institution, on: date | None = None) -> list[dict[str, Any]]:
    """The backups by system, each with the last restore test of that system."""
    day = on or clock.today()
    last: dict[int, Any] = {}
    for check in checks_of(institution, day):
        if check.system_id is not None:
            last.setdefault(check.system_id, check)
    return [
        {
            "system": row.system.name,
            "subject": row.subject,
            "method": row.method,
            "frequency": row.frequency,
            "generations": row.generations,
            "offline_copy": str(row.get_offline_copy_display()),
            "offline_how": row.offline_how,
            "location": row.location,
            "responsible": row.responsible.title_and_name if row.responsible else "",
            "tested_on": last[row.system_id].held_on if row.system_id in last else None,
            "measured": last[row.system_id].measured if row.system_id in last else "",
        }
        for row in backups_of(institution, day)
    ]
