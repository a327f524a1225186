"""Addresses of inquiries (患者の窓口)."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "inquiries"
urlpatterns: list[URLPattern] = []
