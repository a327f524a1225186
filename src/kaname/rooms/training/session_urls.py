"""Addresses of in-person sessions, signing in to them, certificates, and the department one answers for."""

from __future__ import annotations

from django.urls import path

from .views import attendance, certificates, departments, sessions, sign_in

urlpatterns = [
    path("in/", sign_in.sign_in_code, name="sign_in_code"),
    path("in/<str:code>/", sign_in.sign_in, name="sign_in"),
    path("sessions/", sessions.session_list, name="session_list"),
    path("sessions/new/", sessions.session_new, name="session_new"),
    path("sessions/<int:pk>/", sessions.session_detail, name="session_detail"),
    path("sessions/<int:pk>/change/", sessions.session_change, name="session_change"),
    path("sessions/<int:pk>/cancel/", sessions.session_cancel, name="session_cancel"),
    path("sessions/<int:pk>/open/", sessions.sign_in_open, name="session_sign_in_open"),
    path("sessions/<int:pk>/end/", sessions.sign_in_end, name="session_sign_in_end"),
    path("sessions/<int:pk>/screen/", sessions.session_screen, name="session_screen"),
    path("sessions/<int:pk>/sheet/", attendance.session_sheet, name="session_sheet"),
    path("sessions/<int:pk>/sheet.pdf", sessions.session_sheet_pdf, name="session_sheet_pdf"),
    path("sessions/<int:pk>/close/", sessions.session_close, name="session_close"),
    path(
        "sessions/<int:pk>/certificates.pdf",
        certificates.session_certificates_pdf,
        name="session_certificates_pdf",
    ),
    path("attendances/<int:pk>/recognise/", attendance.attendance_recognise, name="attendance_recognise"),
    path("attendances/<int:pk>/strike/", attendance.attendance_strike, name="attendance_strike"),
    path("department/", departments.department_training, name="department_training"),
    path("certificates/", certificates.certificate_check, name="certificate_check"),
    path("completions/<int:pk>/certificate/", certificates.certificate_issue, name="certificate_issue"),
    path("completions/<int:pk>/certificate.pdf", certificates.certificate_pdf, name="certificate_pdf"),
]
