"""Every service of courses and learning: who may, what it refuses, and that it leaves a ledger entry."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from kaname.foundation.access.roles import Role
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.audiences.rules import EVERYBODY, Audience
from kaname.foundation.calendar import clock
from kaname.foundation.ledger.models import LedgerEntry
from kaname.rooms.training import services
from kaname.rooms.training.models import Completion, Material
from kaname.rooms.training.services import CompletionLine

from .factories import QUESTION, complete, make_course

pytestmark = pytest.mark.django_db
MANAGERS = {Role.EXECUTIVE, Role.SAFETY_OFFICER, Role.PLANNING_MANAGER}


@pytest.fixture
def director():
    return make_hospital()


def newest_action(director):
    return LedgerEntry.objects.of(director.institution).order_by("-seq").first().action


@pytest.mark.parametrize("role", list(Role))
def test_only_managers_prepare_training(director, role):
    by = make_person(director.institution, roles=[role])
    if role in MANAGERS:
        services.create_course(by=by, title="講座")
        assert newest_action(director) == "training.manage"
    else:
        with pytest.raises(PermissionDenied):
            services.create_course(by=by, title="講座")


@pytest.mark.parametrize("role", list(Role))
def test_everybody_but_the_group_office_may_learn(director, role):
    course = make_course(director)
    by = make_person(director.institution, roles=[role])
    material = course.materials.get()
    if role == Role.GROUP_OFFICE:
        with pytest.raises(PermissionDenied):
            services.finish_reading(by=by, material=material)
    else:
        services.finish_reading(by=by, material=material)
        assert newest_action(director) == "training.take"


@pytest.mark.parametrize(
    "act",
    [
        lambda by, c, m: services.change_course(by=by, course=c, audience=EVERYBODY, owner=by, title="別"),
        lambda by, c, m: services.open_course(by=by, course=c),
        lambda by, c, m: services.close_course(by=by, course=c, reason="終わり"),
        lambda by, c, m: services.write_material(by=by, course=c, body="本文"),
        lambda by, c, m: services.change_material(by=by, material=m, body="本文"),
        lambda by, c, m: services.set_questions(by=by, material=m, questions=[QUESTION]),
        lambda by, c, m: services.publish_material(by=by, material=m),
        lambda by, c, m: services.discard_material(by=by, material=m),
        lambda by, c, m: services.record_completions(by=by, lines=[CompletionLine(by, c, clock.today())]),
    ],
)
def test_staff_and_other_hospitals_change_nothing(director, act):
    course = services.create_course(by=director, title="講座")
    material = services.write_material(by=director, course=course, body="本文")
    for by in (make_person(director.institution, roles=[Role.STAFF]), make_hospital("別の病院")):
        with pytest.raises((PermissionDenied, ValidationError)):
            act(by, course, material)


def test_published_material_never_changes(director):
    material = make_course(director).materials.get()
    with pytest.raises(ValidationError):
        services.change_material(by=director, material=material, body="別の本文")
    with pytest.raises(ValidationError):
        services.set_questions(by=director, material=material, questions=[QUESTION])
    with pytest.raises(ValidationError):
        services.discard_material(by=director, material=material)


def test_second_version_says_what_changed(director):
    course = make_course(director)
    draft = services.write_material(by=director, course=course, body="新しい本文")
    with pytest.raises(ValidationError):
        services.publish_material(by=director, material=draft)
    services.change_material(by=director, material=draft, body="新しい本文", change_note="見直し")
    services.publish_material(by=director, material=draft)
    assert [m.status for m in Material.objects.order_by("number")] == ["SUPERSEDED", "PUBLISHED"]


def test_draft_is_thrown_away_with_its_quiz(director):
    course = services.create_course(by=director, title="講座")
    draft = services.write_material(by=director, course=course, body="本文", questions=[QUESTION])
    services.discard_material(by=director, material=draft)
    assert not Material.objects.exists()


def test_quiz_is_answered_wholly_and_by_its_own_options(director):
    course = make_course(director, questions=[QUESTION])
    material = course.materials.get()
    question = material.questions.get()
    for answers in ({}, {question.pk: []}, {question.pk: [9]}, {question.pk + 1: [0]}):
        with pytest.raises(ValidationError):
            services.answer_quiz(by=director, material=material, answers=answers)
    with pytest.raises(ValidationError):
        services.finish_reading(by=director, material=material)


def test_superseded_material_is_learned_no_more(director):
    course = make_course(director)
    old = course.materials.get()
    draft = services.write_material(by=director, course=course, body="新しい", change_note="見直し")
    services.publish_material(by=director, material=draft)
    with pytest.raises(ValidationError, match="新しく"):
        services.finish_reading(by=director, material=Material.objects.get(pk=old.pk))


def test_course_for_others_is_not_taken(director):
    course = make_course(director, audience=Audience(kinds=("VENDOR_STAFF",)))
    with pytest.raises(PermissionDenied):
        services.finish_reading(by=director, material=course.materials.get())


def test_completions_are_recorded_once(director):
    course, today = make_course(director), clock.today()
    line = CompletionLine(director, course, today)
    assert len(services.record_completions(by=director, lines=[line, line])) == 1
    assert services.record_completions(by=director, lines=[line]) == []
    assert Completion.objects.count() == 1


@pytest.mark.parametrize("days", [1, -1])
def test_completion_of_an_impossible_day_is_refused(director, days):
    course = make_course(director)
    day = clock.today() + timedelta(days=days)
    with pytest.raises(ValidationError):
        services.record_completions(by=director, lines=[CompletionLine(director, course, day)])


def test_withdrawn_completion_gives_place_to_a_right_one(director):
    course, today = make_course(director), clock.today()
    wrong = complete(director, course, director, today)
    services.withdraw_completion(by=director, completion=wrong, reason="得点の誤り")
    with pytest.raises(ValidationError):
        services.withdraw_completion(by=director, completion=wrong, reason="もう一度")
    right = services.record_completions(
        by=director, lines=[CompletionLine(director, course, today, score=90)]
    )
    assert [c.score for c in right] == [90]


def test_closed_course_takes_nothing_more(director):
    course = make_course(director)
    with pytest.raises(ValidationError):
        services.close_course(by=director, course=course, reason=" ")
    services.close_course(by=director, course=course, reason="内容が古いため")
    with pytest.raises(ValidationError):
        services.finish_reading(by=director, material=course.materials.get())
    with pytest.raises(ValidationError):
        services.write_material(by=director, course=course, body="本文")
