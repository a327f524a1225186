"""Addresses of the emergency kit."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "kit"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("new/", views.new, name="new"),
    path("paper.pdf", views.paper_pdf, name="paper_pdf"),
    path("merge/", views.merge, name="merge"),
    path("merge/check/", views.merge_check, name="merge_check"),
    path("copies/new/", views.copy_new, name="copy_new"),
    path("copies/<int:pk>/refresh/", views.copy_refresh, name="copy_refresh"),
    path("copies/<int:pk>/withdraw/", views.copy_withdraw, name="copy_withdraw"),
]
