"""Addresses of meetings (会議と議事録)."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "meetings"
urlpatterns = [
    path("", views.meeting_list, name="meeting_list"),
    path("new/", views.meeting_new, name="meeting_new"),
    path("<int:pk>/", views.meeting_detail, name="meeting_detail"),
    path("<int:pk>/change/", views.meeting_change, name="meeting_change"),
    path("<int:pk>/hold/", views.meeting_hold, name="meeting_hold"),
    path("<int:pk>/minutes/", views.meeting_minutes, name="meeting_minutes"),
    path("<int:pk>/close/", views.meeting_close, name="meeting_close"),
    path("<int:pk>/cancel/", views.meeting_cancel, name="meeting_cancel"),
    path("<int:pk>/addendum/", views.meeting_addendum, name="meeting_addendum"),
    path("<int:pk>/minutes.pdf", views.meeting_pdf, name="meeting_pdf"),
]
