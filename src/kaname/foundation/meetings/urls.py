"""Addresses of meetings (会議と議事録)."""

from __future__ import annotations

from django.urls import path

from .views import meetings, minutes, outcomes, planning

app_name = "meetings"
urlpatterns = [
    path("", meetings.meeting_list, name="meeting_list"),
    path("new/", planning.meeting_new, name="meeting_new"),
    path("<int:pk>/", meetings.meeting_detail, name="meeting_detail"),
    path("<int:pk>/change/", planning.meeting_change, name="meeting_change"),
    path("<int:pk>/roll/", planning.meeting_roll, name="meeting_roll"),
    path("<int:pk>/hold/", minutes.meeting_hold, name="meeting_hold"),
    path("<int:pk>/minutes/", minutes.meeting_minutes, name="meeting_minutes"),
    path("<int:pk>/order/", outcomes.meeting_order, name="meeting_order"),
    path("<int:pk>/question/", outcomes.meeting_question, name="meeting_question"),
    path("<int:pk>/close/", minutes.meeting_close, name="meeting_close"),
    path("<int:pk>/cancel/", planning.meeting_cancel, name="meeting_cancel"),
    path("<int:pk>/addendum/", minutes.meeting_addendum, name="meeting_addendum"),
    path("<int:pk>/minutes.pdf", meetings.meeting_pdf, name="meeting_pdf"),
]
