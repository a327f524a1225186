"""App configuration of tables that come in from files (取込み)."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ImportsConfig(AppConfig):
    name = "kaname.foundation.imports"
    label = "imports"

    def ready(self) -> None:
        autodiscover_modules("imports")
