"""REST API of meetings and their minutes (会議と議事録)."""

from __future__ import annotations

from kaname.foundation.access.api import PersonRouter

router = PersonRouter()
