"""Addresses of the contact chart; `answer/` is open to whoever holds the link of a mail."""

from __future__ import annotations

from django.urls import path

from .views import answering, chart, confirming, entries, reporting

app_name = "contacts"
urlpatterns = [
    path("", chart.chart, name="chart"),
    path("chart.pdf", chart.chart_pdf, name="chart_pdf"),
    path("keeper/", chart.keeper, name="keeper"),
    path("papers/", chart.paper_list, name="paper_list"),
    path("papers/new/", chart.paper_new, name="paper_new"),
    path("papers/<int:pk>/replace/", chart.paper_replace, name="paper_replace"),
    path("papers/<int:pk>/remove/", chart.paper_remove, name="paper_remove"),
    path("list/", entries.contact_list, name="contact_list"),
    path("new/", entries.contact_new, name="contact_new"),
    path("<int:pk>/", entries.contact_detail, name="contact_detail"),
    path("<int:pk>/change/", entries.contact_change, name="contact_change"),
    path("<int:pk>/remove/", entries.contact_remove, name="contact_remove"),
    path("<int:pk>/restore/", entries.contact_restore, name="contact_restore"),
    path("<int:pk>/confirm/", confirming.confirm_phone, name="confirm_phone"),
    path("<int:pk>/link/", confirming.ask_link, name="ask_link"),
    path("links/<int:pk>/withdraw/", confirming.link_withdraw, name="link_withdraw"),
    path("corrections/<int:pk>/take/", confirming.correction_take, name="correction_take"),
    path("corrections/<int:pk>/refuse/", confirming.correction_refuse, name="correction_refuse"),
    path("routes/", reporting.route_list, name="route_list"),
    path("routes/<str:recipient>/", reporting.route_change, name="route_change"),
    path("templates/", reporting.template_list, name="template_list"),
    path("templates/new/", reporting.template_new, name="template_new"),
    path("templates/<int:pk>/", reporting.template_detail, name="template_detail"),
    path("templates/<int:pk>/change/", reporting.template_change, name="template_change"),
    path("templates/<int:pk>/retire/", reporting.template_retire, name="template_retire"),
    path("templates/<int:pk>/restore/", reporting.template_restore, name="template_restore"),
    path("answer/<str:token>/", answering.answer, name="answer"),
]
