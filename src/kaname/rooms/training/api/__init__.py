"""REST API of training (教育・訓練)."""

from __future__ import annotations

from kaname.foundation.access.api import PersonRouter

from .courses import router as courses
from .learning import router as learning
from .sessions import router as sessions

router = PersonRouter(tags=["training"])
router.add_router("", courses)
router.add_router("", learning)
router.add_router("", sessions)
