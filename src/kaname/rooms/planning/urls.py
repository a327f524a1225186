"""Addresses of planning (計画と見直し)."""

from __future__ import annotations

from django.urls import URLPattern

from .plan_urls import urlpatterns as plans
from .report_urls import urlpatterns as reports

app_name = "planning"
urlpatterns: list[URLPattern] = [*plans, *reports]
