"""REST API of planning (計画と見直し)."""

from __future__ import annotations

from kaname.foundation.access.api import PersonRouter

router = PersonRouter()
