"""App configuration of directives (指示と報告)."""

from django.apps import AppConfig


class DirectivesConfig(AppConfig):
    """Registers directives and what they prove for the obligations."""

    name = "kaname.foundation.directives"
    label = "directives"

    def ready(self) -> None:
        from . import conditions  # noqa: F401  (registers the conditions)
