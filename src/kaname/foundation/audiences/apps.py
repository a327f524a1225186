"""App configuration of who is meant: the rules by which people are addressed (対象者)."""

from django.apps import AppConfig


class AudiencesConfig(AppConfig):
    name = "kaname.foundation.audiences"
    label = "audiences"
