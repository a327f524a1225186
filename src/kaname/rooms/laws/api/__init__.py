"""REST API of laws (法令) and pledges (誓約)."""

from __future__ import annotations

from . import changes, laws, pledges  # noqa: F401  (register their operations)
from .base import router

__all__ = ["router"]
