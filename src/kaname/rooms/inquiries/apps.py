"""App configuration of inquiries (患者の窓口). What they prove and decide is found by the foundation."""

from django.apps import AppConfig


class InquiriesConfig(AppConfig):
    name = "kaname.rooms.inquiries"
    label = "inquiries"
