"""App configuration of decisions (決裁): finds what each room lets people decide."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class DecisionsConfig(AppConfig):
    name = "kaname.foundation.decisions"
    label = "decisions"

    def ready(self) -> None:
        from . import general  # noqa: F401  (the built-in kind)

        autodiscover_modules("decisions")
