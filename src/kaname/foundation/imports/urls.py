"""Addresses of tables that come in from files (取込み)."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "imports"
urlpatterns = [
    path("to/<str:table>/", views.upload, name="upload"),
    path("to/<str:table>/template/", views.template, name="template_export"),
    path("<int:pk>/", views.batch_detail, name="batch_detail"),
    path("<int:pk>/apply/", views.batch_apply, name="batch_apply"),
    path("<int:pk>/discard/", views.batch_discard, name="batch_discard"),
    path("<int:pk>/errors/", views.batch_errors, name="batch_errors_export"),
]
