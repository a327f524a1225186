"""Builds the sample hospital through the services, at the times at which its story says things happened.

All or nothing: whoever interrupts it starts again with an empty database.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import translation

from kaname.foundation.access.models import Institution

from . import story
from .chapters.people import PASSWORD
from .stage import Stage, read

# The sign-in name of each role, as Japanese call it.
ACCOUNTS = {
    "director": "経営層（病院長）",
    "safety": "医療情報システム安全管理責任者",
    "planning": "企画管理者",
    "operations": "システム運用担当者",
    "auditor": "監査担当",
    "staff": "職員",
    "vendor": "システム関連事業者",
    "desk": "窓口担当",
    "group": "グループ本部・自治体",
}


def build_if_empty() -> bool:
    """Build the sample hospital unless there is any hospital already; whether it was built."""
    if Institution._default_manager.exists():
        return False
    build()
    return True


def build() -> Institution:
    """Build the sample hospital, whose history ends today, and return it."""
    stage = Stage()
    with translation.override("ja"), transaction.atomic():
        story.tell(stage)
    return stage.institution


def accounts() -> str:
    """Who can sign in to the sample hospital: a line for each role with sign-in name and password."""
    people = read("people.yaml")["people"].values()
    names = {facts["account"]: facts["name"] for facts in people if "account" in facts} | {
        "director": "佐伯 恵"
    }
    return "\n".join(f"{label}　{names[user]}: {user} / {PASSWORD}" for user, label in ACCOUNTS.items())
