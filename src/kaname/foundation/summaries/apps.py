"""App configuration of what each room can say of a period (報告の素材)."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class SummariesConfig(AppConfig):
    name = "kaname.foundation.summaries"
    label = "summaries"

    def ready(self) -> None:
        autodiscover_modules("summaries", "metrics")
