"""Courses, learning and coverage over REST."""

from __future__ import annotations

import pytest

from kaname.foundation.access import services as access
from kaname.foundation.access.roles import Role
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.rooms.training.models import Completion

from .factories import QUESTION, make_course

pytestmark = pytest.mark.django_db


def caller(client, person):
    _row, secret = access.issue_token(by=None, person=person, name="試験", may_write=True)

    def call(method, path, body=None):
        answer = getattr(client, method)(
            f"/api/v1{path}",
            data=body,
            content_type="application/json",
            headers={"Authorization": f"Bearer {secret}"},
        )
        return answer.status_code, answer.json() if answer.content else None

    return call


def test_course_is_made_and_given_over_the_api(client):
    director = make_hospital()
    call = caller(client, director)
    _status, course = call("post", "/courses", {"title": "怪しいメール", "audience": {"kinds": ["EMPLOYEE"]}})
    status, material = call(
        "post",
        f"/courses/{course['id']}/materials",
        {
            "body": "# 注意",
            "questions": [{"text": "押す？", "options": ["押す", "押さない"], "correct": [1]}],
        },
    )
    assert (status, material["number"], len(material["questions"])) == (201, 1, 1)
    assert call("post", f"/materials/{material['id']}/publish")[1]["status"] == "PUBLISHED"
    assert call("post", f"/courses/{course['id']}/open")[1]["status"] == "OPEN"
    said = {"title": "怪しいメールへの備え", "code": "T-01", "revision": 2}
    assert call("put", f"/courses/{course['id']}", said)[1]["title"] == "怪しいメールへの備え"
    assert call("put", f"/courses/{course['id']}", said)[0] == 409
    assert call("get", "/courses?q=メール")[1]["count"] == 1
    assert call("post", "/courses", {"title": "x", "audience": {"departments": [999]}})[0] == 422


def test_lesson_hides_the_answers_and_takes_mine(client):
    director = make_hospital()
    course = make_course(director, questions=[QUESTION])
    staff = make_person(director.institution, roles=[Role.STAFF], account=True)
    call = caller(client, staff)
    assert [c["course_id"] for c in call("get", "/my-courses")[1]] == [course.pk]
    lesson = call("get", f"/courses/{course.pk}/lesson")[1]
    assert set(lesson["questions"][0]) == {"id", "text", "options", "has_several"}
    answers = {"answers": {lesson["questions"][0]["id"]: [1]}}
    status, attempt = call("post", f"/courses/{course.pk}/answers", answers)
    assert (status, attempt["score"], attempt["passed"]) == (201, 100, True)
    assert call("get", f"/attempts/{attempt['id']}")[0] == 200
    mine = call("get", "/completions")[1]
    assert (mine["count"], mine["items"][0]["person"]["id"]) == (1, staff.pk)
    assert call("get", "/training/coverage")[0] == 403


def test_coverage_and_missing_agree(client):
    director = make_hospital()
    course = make_course(director, newcomer_days=0)
    call = caller(client, director)
    found = call("get", "/training/coverage")[1]
    assert (found["total"], found["courses"][0]["course_id"]) == (
        {"addressed": 1, "through": 0, "waiting": 1, "missing": 0, "percent": 0},
        course.pk,
    )
    assert call("get", "/training/missing")[1][0]["in_time"] == [course.pk]
    line = {"person": director.pk, "course": course.pk, "completed_on": found["on"]}
    assert call("post", "/completions", {"lines": [line]})[0] == 201
    assert call("get", "/training/missing")[1] == []
    made = Completion.objects.get()
    assert (
        call("post", f"/completions/{made.pk}/withdraw", {"reason": "誤り"})[1]["withdrawn_reason"] == "誤り"
    )
