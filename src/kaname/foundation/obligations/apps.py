"""App configuration of obligations: at the start every condition that the catalogue names must be known."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ObligationsConfig(AppConfig):
    name = "kaname.foundation.obligations"
    label = "obligations"

    def ready(self) -> None:
        from kaname.foundation.access import writes

        from . import catalogue, engine

        autodiscover_modules("conditions", "facts")
        catalogue.check(catalogue.current())
        writes.before_writing.append(engine.catch_up)
        writes.settling.append(engine.follow)
