"""Continuity over the REST API: the plan's side and the recovery's side under one router."""

from __future__ import annotations

from kaname.foundation.access.api import PersonRouter

from .plan import router as plan
from .recovery import router as recovery

router = PersonRouter(tags=["continuity"])
router.add_router("", plan)
router.add_router("", recovery)
