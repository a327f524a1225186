"""Pages of training through the client: making a course, learning it on-line, seeing who is missing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kaname.foundation.access.roles import Role
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.audiences.rules import Audience
from kaname.foundation.calendar import clock
from kaname.rooms.training import services
from kaname.rooms.training.models import Attempt, Completion, Course, Material, MaterialStatus, Question

from .factories import QUESTION, complete, make_course

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"training:{name}", args=args)


@pytest.fixture
def director():
    with clock.at(clock.today() - timedelta(days=90)):
        return make_hospital()


def signed_in(client, director, *roles, **said):
    person = make_person(director.institution, roles=roles, account=True, **said)
    client.force_login(person.user)
    return person


def test_course_is_made_written_published_and_opened_through_the_pages(client, director):
    by = signed_in(client, director, Role.PLANNING_MANAGER)
    made = client.post(
        url("course_new"),
        {"title": "標的型メール", "kind": "SECURITY", "is_required": "on", "months": "12", "newcomer_days": "30",
         "pass_mark": "80", "owner": by.pk, "audience_kinds": ["EMPLOYEE", "DISPATCHED"]},
    )  # fmt: skip
    course = Course.objects.of(by.institution).get()
    assert made.headers["Location"] == url("material_new", course.pk)
    assert course.audience == {"kinds": ["DISPATCHED", "EMPLOYEE"]}

    assert client.get(url("material_new", course.pk)).status_code == 200
    client.post(url("material_new", course.pk), {"way": "PAGE", "body": "# 注意", "do": "save"})
    material = Material.objects.of(by.institution).get()
    answers = {"text_1": "押しますか", "options_1": "押す\n○押さない", "why_1": "押さずに知らせる。"}
    client.post(url("material_questions", material.pk), answers)
    question = Question.objects.of(by.institution).get()
    assert (question.options, question.correct) == (["押す", "押さない"], [1])

    client.post(url("material_publish", material.pk))
    client.post(url("course_open", course.pk), {"revision": ""})
    course.refresh_from_db()
    assert (course.status, course.opened_on) == ("OPEN", clock.today())
    assert "全職員（派遣を含む）" in client.get(course.get_absolute_url()).content.decode()


@pytest.mark.parametrize("options", ["押す", "押す\n押さない", "○押す\n○押さない", "○押す\n押す"])
def test_quiz_that_has_no_single_sense_is_shown_again(client, director, options):
    signed_in(client, director, Role.PLANNING_MANAGER)
    course = services.create_course(by=director, title="標的型メール")
    material = services.write_material(by=director, course=course, body="本文")
    answer = client.post(url("material_questions", material.pk), {"text_1": "問い", "options_1": options})
    assert (answer.status_code, Question.objects.count()) == (422, 0)


def test_staff_reads_slides_and_passes_the_quiz(client, director):
    course = services.create_course(by=director, title="標的型メール", pass_mark=100)
    material = services.write_material(
        by=director, course=course, way="SLIDES", body="# 一枚目\n\n---\n\n# 二枚目", questions=[QUESTION]
    )
    services.publish_material(by=director, material=material)
    services.open_course(by=director, course=course)
    staff = signed_in(client, director, Role.STAFF)

    assert "標的型メール" in client.get(url("my_courses")).content.decode()
    first = client.get(url("learn", course.pk)).content.decode()
    assert "一枚目" in first
    assert "二枚目" not in first
    last = client.get(url("learn", course.pk) + "?slide=99").content.decode()
    assert "二枚目" in last
    assert url("learn_quiz", course.pk) in last

    question = material.questions.get()
    unanswered = client.post(url("learn_quiz", course.pk), {"form_token": "t"})
    assert unanswered.status_code == 422
    wrong = client.post(url("learn_quiz", course.pk), {f"q{question.pk}": "0"}, follow=True)
    assert QUESTION.explanation in wrong.content.decode()
    assert not Completion.objects.exists()
    client.post(url("learn_quiz", course.pk), {f"q{question.pk}": "1"})
    done = Completion.objects.of(director.institution).get()
    assert (done.person, done.score, done.way) == (staff, 100, "ONLINE")
    assert client.get(done.get_absolute_url()).status_code == 200


def test_staff_finishes_reading_material_without_a_quiz(client, director):
    course = make_course(director)
    staff = signed_in(client, director, Role.STAFF)
    client.post(url("learn_finish", course.pk))
    client.post(url("learn_finish", course.pk))
    assert [(c.person, c.score) for c in Completion.objects.all()] == [(staff, None)]


def test_file_material_is_opened_by_whom_it_is_for(client, director):
    course = services.create_course(by=director, title="手引き")
    upload = SimpleUploadedFile("手引き.txt", "開く前に確かめる".encode())
    material = services.upload_material(by=director, course=course, upload=upload)
    services.publish_material(by=director, material=material)
    services.open_course(by=director, course=course)
    signed_in(client, director, Role.STAFF)
    shown = client.get(url("learn", course.pk))
    assert "手引き.txt" in shown.content.decode()
    file = shown.context["files"][0]
    opened = client.get(file.get_absolute_url())
    assert b"".join(opened.streaming_content).decode() == "開く前に確かめる"


def test_vendor_sees_and_takes_only_what_is_addressed_to_them(client, director):
    theirs = make_course(director, title="来られる方へ", audience=Audience(kinds=("VENDOR_STAFF",)))
    ours = make_course(director, title="職員へ", audience=Audience(kinds=("EMPLOYEE",)))
    signed_in(client, director, Role.VENDOR, kind="VENDOR_STAFF", employer="架空システム")
    assert [row.course for row in client.get(url("my_courses")).context["to_take"]] == [theirs]
    assert client.get(url("learn", theirs.pk)).status_code == 200
    assert client.get(url("learn", ours.pk)).status_code == 404
    assert client.post(url("learn_finish", ours.pk)).status_code == 404
    assert client.get(url("coverage")).status_code == 403


def test_somebody_elses_attempt_and_completion_stay_hidden(client, director):
    course = make_course(director, questions=[QUESTION])
    other = make_person(director.institution, "別の 人", roles=[Role.STAFF])
    material = course.materials.get()
    attempt = services.answer_quiz(by=other, material=material, answers={material.questions.get().pk: [1]})
    signed_in(client, director, Role.STAFF)
    assert client.get(attempt.get_absolute_url()).status_code == 404
    assert client.get(Completion.objects.get().get_absolute_url()).status_code == 404
    assert Attempt.objects.count() == 1


def test_overview_leads_staff_to_their_courses(client, director):
    signed_in(client, director, Role.STAFF)
    assert client.get(url("overview")).headers["Location"] == url("my_courses")


def test_overview_and_lists_show_who_is_missing(client, director):
    with clock.at(clock.today() - timedelta(days=60)):
        late = make_person(director.institution, "遅れ 太郎", starts_on=clock.today())
        course = make_course(director)
        complete(director, course, director, clock.today())
    client.force_login(director.user)
    assert client.get(url("overview")).context["coverage"].people_missing == 1
    missing = client.get(url("missing_list") + f"?state=MISSING&course={course.pk}&department=0")
    assert [p.pk for p in missing.context["listing"].page] == [late.pk]
    assert client.get(url("missing_list") + "?format=xlsx").status_code == 200
    assert client.get(url("person_detail", late.pk)).status_code == 200
    assert client.get(url("coverage")).status_code == 200
    assert client.get(url("coverage") + "?format=xlsx").headers["Content-Type"].endswith("sheet")


def test_mistaken_completion_is_taken_back_with_a_reason(client, director):
    completion = complete(director, make_course(director), director, clock.today())
    client.force_login(director.user)
    assert client.post(url("completion_withdraw", completion.pk), {"reason": ""}).status_code == 422
    client.post(url("completion_withdraw", completion.pk), {"reason": "別の人の記録"})
    completion.refresh_from_db()
    assert (completion.withdrawn_on, completion.withdrawn_reason) == (clock.today(), "別の人の記録")


def test_new_version_of_the_material_keeps_text_and_quiz(client, director):
    course = make_course(director, questions=[QUESTION])
    client.force_login(director.user)
    form = client.get(url("material_new", course.pk)).context["form"]
    assert form["body"].value().startswith("# 開く前に")
    client.post(
        url("material_new", course.pk), {"way": "PAGE", "body": "新しい本文", "change_note": "見直し"}
    )
    draft = Material.objects.get(status=MaterialStatus.DRAFT)
    assert draft.questions.count() == 1
    client.post(url("material_publish", draft.pk))
    assert [m.status for m in course.materials.order_by("number")] == ["SUPERSEDED", "PUBLISHED"]


@pytest.mark.parametrize(
    ("name", "most"),
    [("overview", 18), ("coverage", 15), ("missing_list", 18), ("course_list", 15), ("completion_list", 15)],
)
def test_pages_take_few_queries_however_many_people(client, director, name, most):
    """The coverage itself takes five; the rest is the frame of every page."""
    with clock.at(clock.today() - timedelta(days=60)):
        courses = [make_course(director, title=f"講座{n}") for n in range(3)]
        people = [make_person(director.institution, f"人 {n}", starts_on=clock.today()) for n in range(40)]
    lines = [services.CompletionLine(p, c, clock.today()) for p in people[:30] for c in courses]
    services.record_completions(by=director, lines=lines)
    client.force_login(director.user)
    client.get(url(name))
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url(name)).status_code == 200
    assert len(queries) <= most, [q["sql"][:160] for q in queries]
