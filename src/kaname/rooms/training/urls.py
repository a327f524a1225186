"""Addresses of training (教育・訓練)."""

from __future__ import annotations

from django.urls import path

from . import session_urls
from .views import completions, courses, coverage, learning, materials

app_name = "training"
urlpatterns = [
    path("", coverage.overview, name="overview"),
    path("coverage/", coverage.coverage, name="coverage"),
    path("missing/", coverage.missing_list, name="missing_list"),
    path("people/<int:pk>/", coverage.person_detail, name="person_detail"),
    path("mine/", learning.my_courses, name="my_courses"),
    path("mine/<int:pk>/", learning.learn, name="learn"),
    path("mine/<int:pk>/finish/", learning.finish, name="learn_finish"),
    path("mine/<int:pk>/quiz/", learning.quiz, name="learn_quiz"),
    path("attempts/<int:pk>/", learning.attempt_detail, name="attempt_detail"),
    path("courses/", courses.course_list, name="course_list"),
    path("courses/new/", courses.course_new, name="course_new"),
    path("courses/<int:pk>/", courses.course_detail, name="course_detail"),
    path("courses/<int:pk>/change/", courses.course_change, name="course_change"),
    path("courses/<int:pk>/open/", courses.course_open, name="course_open"),
    path("courses/<int:pk>/close/", courses.course_close, name="course_close"),
    path("courses/<int:pk>/material/", materials.material_new, name="material_new"),
    path("courses/<int:pk>/upload/", materials.material_upload, name="material_upload"),
    path("materials/<int:pk>/", materials.material_detail, name="material_detail"),
    path("materials/<int:pk>/change/", materials.material_change, name="material_change"),
    path("materials/<int:pk>/quiz/", materials.material_questions, name="material_questions"),
    path("materials/<int:pk>/publish/", materials.material_publish, name="material_publish"),
    path("materials/<int:pk>/discard/", materials.material_discard, name="material_discard"),
    path("completions/", completions.completion_list, name="completion_list"),
    path("completions/<int:pk>/", completions.completion_detail, name="completion_detail"),
    path("completions/<int:pk>/withdraw/", completions.completion_withdraw, name="completion_withdraw"),
    *session_urls.urlpatterns,
]
