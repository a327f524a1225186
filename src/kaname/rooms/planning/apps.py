"""App configuration of planning (計画と見直し)."""

from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "kaname.rooms.planning"
    label = "planning"
