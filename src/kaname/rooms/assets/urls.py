"""Addresses of the register of information systems (情報システム)."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "assets"
urlpatterns = [
    path("systems/", views.system_list, name="system_list"),
    path("systems/new/", views.system_new, name="system_new"),
    path("systems/<int:pk>/", views.system_detail, name="system_detail"),
    path("systems/<int:pk>/change/", views.system_change, name="system_change"),
    path("systems/<int:pk>/retire/", views.system_retire, name="system_retire"),
    path("systems/<int:pk>/restore/", views.system_restore, name="system_restore"),
]
