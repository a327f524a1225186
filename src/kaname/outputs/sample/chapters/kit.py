"""Emergency kits: one made in summer that still lies in the night office, a newer one at headquarters.

The phrase of the sample hospital's kits is the password of its accounts.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from kaname.outputs.kit import services
from kaname.outputs.sample.stage import Stage

from .people import PASSWORD

FIRST, SECOND = -100, -6


def tell(stage: Stage) -> None:
    """The first kit and its copy; three months later the second, which only one of the two places got."""
    stage.on(FIRST, partial(_make, stage))
    stage.on(FIRST, partial(_place, stage, "当直室の金庫", "USB", "nakano"))
    stage.on(SECOND, partial(_make, stage))
    stage.on(SECOND, partial(_place, stage, "対策本部のパソコン", "LAPTOP", "miura"))


def _make(stage: Stage) -> Any:
    return services.make_kit(by=stage.person("miura"), phrase=PASSWORD)


def _place(stage: Stage, place: str, medium: str, holder: str) -> None:
    services.register_copy(by=stage.person("nakano"), place=place, medium=medium, holder=stage.person(holder))
