"""Addresses of the ledger."""

from django.urls import path

from . import views

app_name = "ledger"
urlpatterns = [
    path("", views.entry_list, name="entry_list"),
    path("export/", views.export_ledger, name="export"),
    path("<int:seq>/", views.entry, name="entry"),
    path("<int:seq>/proof/", views.entry_proof, name="entry_proof"),
    path("record/<str:ref>/", views.record, name="record"),
]
