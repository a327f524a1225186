"""App configuration of notices (お知らせ)."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class NoticesConfig(AppConfig):
    name = "kaname.foundation.notices"
    label = "notices"

    def ready(self) -> None:
        from . import meeting_sources, sources  # noqa: F401  (the foundation's own)

        autodiscover_modules("notices")
