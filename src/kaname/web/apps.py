"""Django's entry to the toolkit."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The toolkit holds no tables; it gives the other apps their templates, components and static files."""

    name = "kaname.web"
    label = "web"
    verbose_name = "Kaname web toolkit"
