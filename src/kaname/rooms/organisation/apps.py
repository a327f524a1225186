"""App configuration of the organisation (体制)."""

from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    """Registers who answers for what, and what that proves for the obligations."""

    name = "kaname.rooms.organisation"
    label = "organisation"

    def ready(self) -> None:
        from . import conditions, decisions, facts  # noqa: F401  (register conditions, facts and kinds of decision)
