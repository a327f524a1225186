"""App configuration of documents (規程と文書). What they prove and decide is found by the foundation."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "kaname.rooms.documents"
    label = "documents"
