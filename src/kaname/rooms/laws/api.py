"""REST API of laws (法令) and pledges (誓約)."""

from __future__ import annotations

from kaname.foundation.access.api import PersonRouter

router = PersonRouter()
