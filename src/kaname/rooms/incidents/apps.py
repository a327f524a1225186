"""App configuration of incidents (事故)."""

from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "kaname.rooms.incidents"
    label = "incidents"
