"""Addresses of one's own settings and of the institution's accounts."""

from django.urls import path

from . import holiday_views, views

app_name = "access"

urlpatterns = [
    path("settings/", views.settings_page, name="settings"),
    path("settings/era/", views.era_change, name="era_change"),
    path("settings/tokens/", views.token_new, name="token_new"),
    path("settings/tokens/<int:pk>/revoke/", views.token_revoke, name="token_revoke"),
    path("accounts/", views.account_list, name="account_list"),
    path("accounts/new/", views.account_new, name="account_new"),
    path("accounts/<int:pk>/", views.account_detail, name="account_detail"),
    path("accounts/<int:pk>/active/", views.account_active, name="account_active"),
    path("accounts/<int:pk>/password/", views.account_password, name="account_password"),
    path("accounts/<int:pk>/second-factor/", views.account_second_factor, name="account_second_factor"),
    path("accounts/<int:pk>/role/", views.account_role, name="account_role"),
    path("holidays/", holiday_views.holiday_list, name="holiday_list"),
    path("holidays/<int:pk>/remove/", holiday_views.holiday_remove, name="holiday_remove"),
    path("roles/<int:pk>/end/", views.role_end, name="role_end"),
]
