"""App configuration of the overview: home, set-up and navigation."""

from django.apps import AppConfig


class OverviewConfig(AppConfig):
    name = "kaname.outputs.overview"
    label = "overview"
