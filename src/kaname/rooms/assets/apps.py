"""App configuration of assets (資産)."""

from django.apps import AppConfig


class AssetsConfig(AppConfig):
    name = "kaname.rooms.assets"
    label = "assets"
