"""Addresses of training (教育・訓練)."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "training"
urlpatterns: list[URLPattern] = []
