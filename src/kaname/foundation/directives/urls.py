"""Addresses of directives."""

from django.urls import path

from . import views

app_name = "directives"
urlpatterns = [
    path("", views.directive_list, name="directive_list"),
    path("issued/", views.directive_list, {"tab": "issued"}, name="directive_list_issued"),
    path("all/", views.directive_list, {"tab": "all"}, name="directive_list_all"),
    path("new/", views.directive_new, name="directive_new"),
    path("<int:pk>/", views.directive_detail, name="directive_detail"),
    path("<int:pk>/print/", views.directive_print, name="directive_print"),
    path("<int:pk>/acknowledge/", views.directive_acknowledge, name="directive_acknowledge"),
    path("<int:pk>/report/", views.directive_report, name="directive_report"),
    path("<int:pk>/accept/", views.directive_accept, name="directive_accept"),
    path("<int:pk>/return/", views.directive_return, name="directive_return"),
    path("<int:pk>/confirm/", views.directive_confirm, name="directive_confirm"),
    path("<int:pk>/hand-down/", views.directive_hand_down, name="directive_hand_down"),
    path("<int:pk>/remind/", views.directive_remind, name="directive_remind"),
    path("<int:pk>/withdraw/", views.directive_withdraw, name="directive_withdraw"),
]
