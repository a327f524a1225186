"""App configuration of laws (法令) and pledges (誓約)."""

from django.apps import AppConfig


class LawsConfig(AppConfig):
    name = "kaname.rooms.laws"
    label = "laws"
