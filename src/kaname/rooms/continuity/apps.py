"""App configuration of continuity (事業継続)."""

from django.apps import AppConfig


class ContinuityConfig(AppConfig):
    name = "kaname.rooms.continuity"
    label = "continuity"
