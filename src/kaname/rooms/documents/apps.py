"""App configuration of documents (規程と文書)."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "kaname.rooms.documents"
    label = "documents"
