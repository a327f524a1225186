"""Addresses of signing in: those of allauth that a hospital uses. Nothing goes by mail: no sign-up, no reset."""

from django.urls import include, path, re_path
from django.views.generic import RedirectView

_to_settings = RedirectView.as_view(pattern_name="access:settings")

urlpatterns = [
    re_path(r"^(?:email|confirm-email)/", _to_settings),
    re_path(r"^(?:password/reset|signup|login/code)/", RedirectView.as_view(pattern_name="account_login")),
    path("", include("allauth.urls")),
]
