"""REST API of tables that come in from files (取込み)."""

from __future__ import annotations

from kaname.foundation.access.api import PersonRouter

router = PersonRouter()
