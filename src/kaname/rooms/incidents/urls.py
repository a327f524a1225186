"""Addresses of incidents (事故)."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "incidents"
urlpatterns = [
    path("", views.incident_list, name="incident_list"),
    path("alarm/", views.alarm, name="alarm"),
    path("team/", views.team, name="team"),
    path("team/new/", views.member_new, name="member_new"),
    path("team/none/", views.no_team, name="no_team"),
    path("team/<int:pk>/end/", views.member_end, name="member_end"),
    path("<int:pk>/", views.incident_detail, name="incident_detail"),
    path("<int:pk>/declare/", views.declare, name="declare"),
    path("<int:pk>/dismiss/", views.dismiss, name="dismiss"),
    path("<int:pk>/change/", views.change, name="change"),
    path("<int:pk>/occurred/", views.occurred, name="occurred"),
    path("<int:pk>/entry/", views.entry, name="entry"),
    path("<int:pk>/role/", views.role, name="role"),
    path("<int:pk>/decide/", views.decide, name="decide"),
    path("<int:pk>/undo/<int:decision>/", views.undo, name="undo"),
    path("<int:pk>/functions/new/", views.function_new, name="function_new"),
    path("<int:pk>/handover/", views.handover, name="handover"),
    path("<int:pk>/handover.pdf", views.handover_pdf, name="handover_pdf"),
    path("<int:pk>/log.pdf", views.log_pdf, name="log_pdf"),
    path("<int:pk>/facts/", views.facts, name="facts"),
    path("<int:pk>/facts/change/", views.facts_change, name="facts_change"),
    path("<int:pk>/clocks/<slug:clock_id>/", views.clock, name="clock"),
    path("<int:pk>/clocks/<slug:clock_id>/draft/", views.clock_draft, name="clock_draft"),
    path("<int:pk>/clocks/<slug:clock_id>/waive/", views.clock_waive, name="clock_waive"),
    path("<int:pk>/evidence/", views.evidence, name="evidence"),
    path("<int:pk>/evidence/new/", views.item_new, name="item_new"),
    path("<int:pk>/aftermath/", views.aftermath, name="aftermath"),
    path("<int:pk>/aftermath/participants/new/", views.participant_new, name="participant_new"),
    path("<int:pk>/aftermath/measures/new/", views.measure_new, name="measure_new"),
    path("<int:pk>/aftermath/paper/new/", views.reentry_new, name="reentry_new"),
    path("<int:pk>/aftermath/review/", views.review_write, name="review_write"),
    path("<int:pk>/aftermath/review/report/", views.review_report, name="review_report"),
    path("<int:pk>/closing/", views.closing, name="closing"),
    path("lines/<int:pk>/correct/", views.line_correct, name="line_correct"),
    path("functions/<int:pk>/", views.function, name="function"),
    path("tasks/<int:pk>/done/", views.task_done, name="task_done"),
    path("items/<int:pk>/preserve/", views.item_preserve, name="item_preserve"),
    path("items/<int:pk>/lost/", views.item_lost, name="item_lost"),
    path("measures/<int:pk>/announce/", views.measure_announce, name="measure_announce"),
    path("paper/<int:pk>/check/", views.reentry_check, name="reentry_check"),
    path("reports/<int:pk>/", views.report, name="report"),
    path("reports/<int:pk>/change/", views.report_change, name="report_change"),
    path("reports/<int:pk>/renew/", views.report_renew, name="report_renew"),
    path("reports/<int:pk>/discard/", views.report_discard, name="report_discard"),
    path("reports/<int:pk>/sent/", views.report_sent, name="report_sent"),
    path("reports/<int:pk>/announce/", views.report_announce, name="report_announce"),
    path("reports/<int:pk>/report.pdf", views.report_pdf, name="report_pdf"),
    path("reports/<int:pk>/report.docx", views.report_docx, name="report_docx"),
]
