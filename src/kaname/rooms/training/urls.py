"""Addresses of training (教育・訓練)."""

from __future__ import annotations

from . import session_urls

app_name = "training"
urlpatterns = [*session_urls.urlpatterns]
