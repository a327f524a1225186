"""App configuration of meetings (会議と議事録): finds what kinds of meeting the rooms hold."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class MeetingsConfig(AppConfig):
    name = "kaname.foundation.meetings"
    label = "meetings"

    def ready(self) -> None:
        autodiscover_modules("meetings")
