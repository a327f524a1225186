"""REST API of inquiries (患者の窓口)."""

from __future__ import annotations

from kaname.foundation.access.api import PersonRouter

router = PersonRouter()
