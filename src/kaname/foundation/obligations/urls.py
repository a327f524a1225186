"""Addresses of obligations."""

from django.urls import path

from . import views

app_name = "obligations"
urlpatterns = [
    path("", views.obligation_list, name="obligation_list"),
    path("intervals/", views.parameter_list, name="parameter_list"),
    path("intervals/new/", views.parameter_new, name="parameter_new"),
    path("<str:obligation_id>/", views.obligation_detail, name="obligation_detail"),
    path("<str:obligation_id>/exemption/", views.exemption_new, name="exemption_new"),
]
