"""Addresses of the patients' desk; `public/` is open to everybody."""

from django.urls import path

from . import views

app_name = "inquiries"
urlpatterns = [
    path("", views.inquiry_list, name="inquiry_list"),
    path("new/", views.inquiry_new, name="inquiry_new"),
    path("entered/", views.inquiry_entered, name="inquiry_entered"),
    path("lookup/", views.inquiry_lookup, name="inquiry_lookup"),
    path("export/", views.personal_export, name="personal_export"),
    path("statistics/", views.statistics, name="statistics"),
    path("retention/", views.retention, name="retention"),
    path("settings/", views.settings_page, name="settings"),
    path("settings/<str:inquiry_kind>/", views.class_change, name="class_change"),
    path("desks/", views.desk_list, name="desk_list"),
    path("desks/new/", views.desk_new, name="desk_new"),
    path("desks/<int:pk>/", views.desk_detail, name="desk_detail"),
    path("desks/<int:pk>/change/", views.desk_change, name="desk_change"),
    path("desks/<int:pk>/close/", views.desk_close, name="desk_close"),
    path("desks/<int:pk>/notice/", views.notice_new, name="notice_new"),
    path("desks/<int:pk>/poster.pdf", views.desk_poster, name="desk_poster_pdf"),
    path("<int:pk>/", views.inquiry_detail, name="inquiry_detail"),
    path("<int:pk>/title/", views.inquiry_title, name="inquiry_title"),
    path("<int:pk>/assign/", views.inquiry_assign, name="inquiry_assign"),
    path("<int:pk>/kind/", views.inquiry_kind, name="inquiry_kind"),
    path("<int:pk>/identity/", views.inquiry_identity, name="inquiry_identity"),
    path("<int:pk>/draft/", views.answer_draft, name="answer_draft"),
    path("<int:pk>/approval/", views.answer_approval, name="answer_approval"),
    path("<int:pk>/resubmit/", views.answer_resubmit, name="answer_resubmit"),
    path("<int:pk>/withdraw/", views.answer_withdraw, name="answer_withdraw"),
    path("<int:pk>/answer/", views.answer_record, name="answer_record"),
    path("<int:pk>/close/", views.inquiry_close, name="inquiry_close"),
    path("public/<str:slug>/", views.public_form, name="public_form"),
    path("public/<str:slug>/received/", views.public_received, name="public_received"),
]
