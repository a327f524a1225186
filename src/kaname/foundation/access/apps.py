"""App configuration of access: who exists, who may do what, and how anything is written at all."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "kaname.foundation.access"
    label = "access"

    def ready(self) -> None:
        from . import holidays, sign_in  # noqa: F401  (connect their signals)
