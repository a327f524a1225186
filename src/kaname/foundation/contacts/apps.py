"""App configuration of contacts (連絡体制図)."""

from django.apps import AppConfig


class ContactsConfig(AppConfig):
    name = "kaname.foundation.contacts"
    label = "contacts"
