"""Addresses of meetings and their minutes (会議と議事録)."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "meetings"
urlpatterns: list[URLPattern] = []
