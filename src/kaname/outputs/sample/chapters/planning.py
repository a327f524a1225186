"""Planning in the sample hospital."""

from __future__ import annotations

from kaname.outputs.sample.stage import Stage


def tell(stage: Stage) -> None:
    """Put what happened on the stage."""
