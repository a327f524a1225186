"""App configuration of documents (規程と文書): registers what they prove."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "kaname.rooms.documents"
    label = "documents"

    def ready(self) -> None:
        from . import conditions  # noqa: F401  (registers the conditions)
