"""Addresses of home and set-up."""

from django.urls import path

from . import views

app_name = "overview"
urlpatterns = [
    path("", views.home, name="home"),
    path("set-up/", views.set_up, name="set_up"),
    path("first-steps/", views.question_list, name="question_list"),
    path("first-steps/<slug:key>/", views.question_answer, name="question_answer"),
]
