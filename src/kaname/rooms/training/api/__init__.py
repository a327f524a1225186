"""REST API of training (教育・訓練)."""

from __future__ import annotations

from kaname.foundation.access.api import PersonRouter

router = PersonRouter(tags=["training"])
