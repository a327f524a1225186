"""Addresses of documents."""

from django.urls import path

from . import version_views as versions
from . import views

app_name = "documents"
urlpatterns = [
    path("", views.document_list, name="document_list"),
    path("new/", views.document_new, name="document_new"),
    path("begin/<str:type_>/", views.document_begin, name="document_begin"),
    path("reading/", views.reading_list, name="reading_list"),
    path("<int:pk>/", views.document_detail, name="document_detail"),
    path("<int:pk>/change/", views.document_change, name="document_change"),
    path("<int:pk>/review/", views.document_review, name="document_review"),
    path("<int:pk>/retire/", views.document_retire, name="document_retire"),
    path("<int:pk>/draft/", versions.draft_new, name="draft_new"),
    path("<int:pk>/upload/", versions.version_upload, name="version_upload"),
    path("<int:pk>/compare/", versions.version_compare, name="version_compare"),
    path("<int:pk>/versions/<int:number>/", versions.version_detail, name="version_detail"),
    path("<int:pk>/versions/<int:number>/edit/", versions.draft_change, name="draft_change"),
    path("<int:pk>/versions/<int:number>/discard/", versions.draft_discard, name="draft_discard"),
    path("<int:pk>/versions/<int:number>/request/", versions.version_request, name="version_request"),
    path(
        "<int:pk>/versions/<int:number>/distribute/", versions.version_distribute, name="version_distribute"
    ),
    path(
        "<int:pk>/versions/<int:number>/acknowledge/",
        versions.version_acknowledge,
        name="version_acknowledge",
    ),
    path("<int:pk>/versions/<int:number>/document.pdf", versions.version_pdf, name="version_pdf"),
]
