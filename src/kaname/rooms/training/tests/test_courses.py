"""Courses and their material: begun, published, opened, closed."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from kaname.foundation.access.roles import Role
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.calendar import clock
from kaname.rooms.training import services
from kaname.rooms.training.models import Completion, CourseStatus

pytestmark = pytest.mark.django_db


def test_course_opens_only_with_published_material():
    director = make_hospital()
    course = services.create_course(by=director, title="標的型メール")
    with pytest.raises(ValidationError, match="教材"):
        services.open_course(by=director, course=course)
    material = services.write_material(by=director, course=course, body="# 標的型メール")
    services.publish_material(by=director, material=material)
    services.open_course(by=director, course=course)
    assert (course.status, course.code, course.opened_on) == (CourseStatus.OPEN, "T-01", clock.today())


def test_quiz_passed_completes_the_course():
    director = make_hospital()
    course = services.create_course(by=director, title="標的型メール", pass_mark=50)
    line = services.QuestionLine("押す？", ["押す", "押さない"], [1], "押さない。")
    material = services.write_material(by=director, course=course, body="本文", questions=[line, line])
    services.publish_material(by=director, material=material)
    services.open_course(by=director, course=course)
    a, b = material.questions.order_by("order")
    staff = make_person(director.institution, roles=[Role.STAFF])
    failed = services.answer_quiz(by=staff, material=material, answers={a.pk: [0], b.pk: [0]})
    passed = services.answer_quiz(by=staff, material=material, answers={a.pk: [0], b.pk: [1]})
    assert [(failed.score, failed.passed), (passed.score, passed.passed)] == [(0, False), (50, True)]
    assert [(c.person_id, c.score) for c in Completion.objects.of(director.institution)] == [(staff.pk, 50)]
