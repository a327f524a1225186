"""The information systems: entered by operations, and one taken out of use; the words lie in `assets.yaml`."""

from __future__ import annotations

from functools import partial
from typing import Any

from kaname.outputs.sample.stage import Stage, fresh, read
from kaname.rooms.assets import services
from kaname.rooms.organisation.selectors import department_rows

ENTERED = -350
_FACTS = ("name", "purpose", "criticality", "vendor_name", "placement", "location", "holds_patient_data",
          "remote_maintenance", "remote_path")  # fmt: skip


def tell(stage: Stage) -> None:
    """The register is made on one day; what was missed is added, what goes out of use is taken out."""
    rows: list[dict[str, Any]] = read("assets.yaml")
    stage.on(ENTERED, partial(_enter, stage, [row for row in rows if "entered" not in row]))
    for row in rows:
        if "entered" in row:
            stage.on(row["entered"], partial(_enter, stage, [row]))
        if "to" in row:
            stage.on(row["to"], partial(_retire, stage, row))


def _enter(stage: Stage, rows: list[dict[str, Any]]) -> None:
    by = stage.person("nakano")
    departments = {d.name: d for d in department_rows(by)}
    for row in rows:
        stage.rows["system", row["name"]] = services.register_system(
            by=by,
            owner=stage.person(row["owner"]) if "owner" in row else None,
            department=departments[row["department"]],
            starts_on=stage.day(row["since"]),
            **{name: row[name] for name in _FACTS if name in row},
        )


def _retire(stage: Stage, row: dict[str, Any]) -> None:
    system = fresh(stage.rows["system", row["name"]])
    services.retire_system(
        by=stage.person("nakano"), system=system, ends_on=stage.day(row["to"]), reason=row["reason"]
    )
