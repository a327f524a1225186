"""App configuration of inquiries (患者の窓口)."""

from django.apps import AppConfig


class InquiriesConfig(AppConfig):
    name = "kaname.rooms.inquiries"
    label = "inquiries"
