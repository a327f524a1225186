"""The few addresses the toolkit's own templates ask for."""

from django.urls import include, path
from django.views.i18n import set_language

urlpatterns = [
    path("gallery/", include("kaname.web.urls")),
    path("language/", set_language, name="set_language"),
]
