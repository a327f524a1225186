"""REST API of planning (計画と見直し)."""

from __future__ import annotations

from kaname.foundation.access.api import PersonRouter

from .figures import router as figures
from .plans import router as plans
from .tasks import router as tasks

router = PersonRouter()
router.add_router("", plans)
router.add_router("", tasks)
router.add_router("", figures)
