"""App configuration of meetings and their minutes (会議と議事録)."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "kaname.foundation.meetings"
    label = "meetings"
