"""Addresses of laws (法令) and pledges (誓約)."""

from __future__ import annotations

from django.urls import path

from .views import changes, gaps, laws, pledges, texts

app_name = "laws"
urlpatterns = [
    path("", laws.law_list, name="law_list"),
    path("new/", laws.law_new, name="law_new"),
    path("first/", laws.law_first, name="law_first"),
    path("assign/", laws.law_assign, name="law_assign"),
    path("review/", laws.law_review_many, name="law_review_many"),
    path("lacks/", laws.lack_list, name="lack_list"),
    path("<int:pk>/", laws.law_detail, name="law_detail"),
    path("<int:pk>/change/", laws.law_change, name="law_change"),
    path("<int:pk>/review/", laws.law_review, name="law_review"),
    path("<int:pk>/end/", laws.law_end, name="law_end"),
    path("<int:pk>/restore/", laws.law_restore, name="law_restore"),
    path("changes/", changes.change_list, name="change_list"),
    path("changes/new/", changes.change_new, name="change_new"),
    path("changes/take-in/", changes.change_take_in, name="change_take_in"),
    path("changes/<int:pk>/", changes.change_detail, name="change_detail"),
    path("changes/<int:pk>/direct/", changes.change_direct, name="change_direct"),
    path("changes/<int:pk>/set-aside/", changes.change_set_aside, name="change_set_aside"),
    path("changes/<int:pk>/reconsider/", changes.change_reconsider, name="change_reconsider"),
    path("gaps/", gaps.gap_list, name="gap_list"),
    path("gaps/new/", gaps.gap_new, name="gap_new"),
    path("gaps/<int:pk>/", gaps.gap_detail, name="gap_detail"),
    path("gaps/<int:pk>/direct/", gaps.gap_direct, name="gap_direct"),
    path("pledges/", pledges.pledge_list, name="pledge_list"),
    path("pledges/mine/", pledges.pledge_mine, name="pledge_mine"),
    path("pledges/record/", pledges.pledge_record, name="pledge_record"),
    path("pledges/blank.pdf", pledges.blank_pdf, name="blank_pdf"),
    path("pledges/<int:pk>/", pledges.pledge_detail, name="pledge_detail"),
    path("pledges/<int:pk>/pledge.pdf", pledges.pledge_pdf, name="pledge_pdf"),
    path("pledges/<int:pk>/attach/", pledges.pledge_attach, name="pledge_attach"),
    path("pledges/<int:pk>/withdraw/", pledges.pledge_withdraw, name="pledge_withdraw"),
    path("pledges/people/<int:pk>/", pledges.person_pledges, name="person_pledges"),
    path("pledges/texts/", texts.text_list, name="text_list"),
    path("pledges/texts/new/", texts.text_new, name="text_new"),
    path("pledges/texts/<int:pk>/", texts.text_detail, name="text_detail"),
]
