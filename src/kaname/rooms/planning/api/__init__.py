"""REST API of planning (計画と見直し)."""

from __future__ import annotations

from kaname.foundation.access.api import PersonRouter

from .figures import router as figures
from .plans import router as plans
from .reports import router as reports
from .reviews import router as reviews
from .tasks import router as tasks

router = PersonRouter()
router.add_router("", plans)
router.add_router("", tasks)
router.add_router("", figures)
router.add_router("", reports)
router.add_router("", reviews)
