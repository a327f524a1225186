"""Addresses of the organisation."""

from django.urls import path

from .views import accounts, appointments, committees, departments, external, overview, people, profile

app_name = "organisation"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("people/", people.person_list, name="person_list"),
    path("people/new/", people.person_new, name="person_new"),
    path("people/<int:pk>/", people.person_detail, name="person_detail"),
    path("people/<int:pk>/change/", people.person_change, name="person_change"),
    path("people/<int:pk>/end/", people.person_end, name="person_end"),
    path("people/<int:pk>/account/", people.person_account, name="person_account"),
    path("people/<int:pk>/account/stop/", people.person_account_stop, name="person_account_stop"),
    path("people/<int:pk>/role/", people.person_role, name="person_role"),
    path("people/<int:pk>/posting/", people.person_posting, name="person_posting"),
    path("roles/<int:pk>/end/", people.person_role_end, name="person_role_end"),
    path("postings/<int:pk>/end/", people.posting_end, name="posting_end"),
    path("accounts/", accounts.account_overview, name="account_overview"),
    path("accounts/all/", accounts.account_list, name="account_list"),
    path("accounts/<int:pk>/", accounts.account_detail, name="account_detail"),
    path("accounts/<int:pk>/person/", accounts.account_assign, name="account_assign"),
    path("accounts/<int:pk>/system/", accounts.account_system, name="account_system"),
    path("accounts/<int:pk>/again/", accounts.account_unassign, name="account_unassign"),
    path("accounts/lists/<int:pk>/withdraw/", accounts.account_list_withdraw, name="account_list_withdraw"),
    path("external/", external.external_list, name="external_list"),
    path("departments/", departments.department_list, name="department_list"),
    path("departments/new/", departments.department_new, name="department_new"),
    path("departments/<int:pk>/", departments.department_detail, name="department_detail"),
    path("departments/<int:pk>/change/", departments.department_change, name="department_change"),
    path("departments/<int:pk>/close/", departments.department_close, name="department_close"),
    path("appointments/", appointments.appointment_list, name="appointment_list"),
    path("appointments/new/", appointments.appointment_new, name="appointment_new"),
    path("appointments/<int:pk>/", appointments.appointment_detail, name="appointment_detail"),
    path("appointments/<int:pk>/change/", appointments.appointment_change, name="appointment_change"),
    path("appointments/<int:pk>/end/", appointments.appointment_end, name="appointment_end"),
    path("appointments/<int:pk>/letter/", appointments.appointment_letter, name="appointment_letter"),
    path(
        "appointments/<int:pk>/letter.pdf", appointments.appointment_letter_pdf, name="appointment_letter_pdf"
    ),
    path("appointments/<int:pk>/attach/", appointments.appointment_attach, name="appointment_attach"),
    path("profile/", profile.profile, name="profile"),
    path("profile/change/", profile.profile_change, name="profile_change"),
    path("applicability/new/", profile.applicability_new, name="applicability_new"),
    path("applicability/<int:pk>/", profile.applicability_detail, name="applicability_detail"),
    path("committees/", committees.committee_list, name="committee_list"),
    path("committees/new/", committees.committee_new, name="committee_new"),
    path("committees/<int:pk>/", committees.committee_detail, name="committee_detail"),
    path("committees/<int:pk>/change/", committees.committee_change, name="committee_change"),
    path("committees/<int:pk>/end/", committees.committee_end, name="committee_end"),
    path("committees/<int:pk>/members/", committees.committee_member, name="committee_member"),
    path("members/<int:pk>/end/", committees.member_end, name="member_end"),
]
