"""Addresses of laws (法令) and pledges (誓約)."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "laws"
urlpatterns: list[URLPattern] = []
