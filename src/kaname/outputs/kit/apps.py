"""App configuration of the emergency kit (非常時キット)."""

from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "kaname.outputs.kit"
    label = "kit"
