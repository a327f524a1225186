"""Pages of whoever learns: what to take, the material, the quiz, and what came of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kaname.foundation.access.pages import PersonRequest, apply, get_visible, narrow, page
from kaname.foundation.calendar import clock
from kaname.foundation.evidence.selectors import evidence_of
from kaname.rooms.training import services
from kaname.rooms.training.forms.learning import QuizForm
from kaname.rooms.training.models import Attempt, Course, Material, MaterialStatus, MaterialWay
from kaname.rooms.training.selectors import learning
from kaname.rooms.training.selectors.courses import questions_of


@require_safe
@page("training.take")
def my_courses(request: PersonRequest) -> HttpResponse:
    """受ける研修: what this person must take, what is done and until when it counts, and the history."""
    rows = learning.my_courses(request.person, clock.today())
    context = {
        "to_take": [row for row in rows if row.is_to_take],
        "done": [row for row in rows if not row.is_to_take],
        "history": learning.completions_of(request.person).order_by("-completed_on", "-pk"),
    }
    return render(request, "training/my_courses.html", context)


def _to_learn(request: PersonRequest, pk: int) -> tuple[Course, Material]:
    course = get_visible(Course, request.person, pk=pk)
    rows = Material.objects.visible_to(request.person).filter(course=course, status=MaterialStatus.PUBLISHED)
    return course, narrow(rows.select_related("course"))


@require_safe
@page("training.take")
def learn(request: PersonRequest, pk: int) -> HttpResponse:
    """The material in use of a course: a page, a file, or one slide after another."""
    course, material = _to_learn(request, pk)
    slides = material.slides if material.way == MaterialWay.SLIDES else []
    number = _slide(request.GET.get("slide", ""), len(slides))
    context = {
        "course": course,
        "material": material,
        "mine": learning.my_course(request.person, course, clock.today()),
        "slides": slides,
        "slide": slides[number - 1] if slides else "",
        "number": number,
        "earlier": number - 1 or None,
        "later": number + 1 if number < len(slides) else None,
        "files": evidence_of(material) if material.way == MaterialWay.FILE else [],
        "questions": material.questions.count(),
    }
    return render(request, "training/learn.html", context)


def _slide(asked: str, count: int) -> int:
    return min(max(int(asked), 1), max(count, 1)) if asked.isdecimal() and len(asked) < 6 else 1


@require_POST
@page("training.take")
def finish(request: PersonRequest, pk: int) -> HttpResponse:
    """読み終えました."""
    course, material = _to_learn(request, pk)
    services.finish_reading(by=request.person, material=material)
    messages.success(request, _("「%(title)s」の受講を記録しました。") % {"title": course.title})
    return redirect("training:my_courses")


@require_http_methods(["GET", "POST"])
@page("training.take")
def quiz(request: PersonRequest, pk: int) -> HttpResponse:
    """The quiz of the material in use."""
    course, material = _to_learn(request, pk)
    questions = questions_of(material)
    if not questions:
        raise Http404
    form = QuizForm(request.POST or None, questions=questions)
    attempt = apply(
        form, lambda: services.answer_quiz(by=request.person, material=material, answers=form.answers())
    )
    if attempt is not None:
        return redirect(attempt)
    context = {"course": course, "material": material, "form": form}
    return render(request, "training/quiz.html", context, status=422 if form.errors else 200)


@require_safe
@page("training.take")
def attempt_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """What came of an attempt: the score, and why which answers are right."""
    attempt: Attempt = narrow(
        Attempt.objects.visible_to(request.person).select_related("material__course", "person"), pk=pk
    )
    context = {
        "attempt": attempt,
        "course": attempt.material.course,
        "answers": [_answer(question, attempt) for question in questions_of(attempt.material)],
        "is_mine": attempt.person_id == request.person.pk,
        "is_current": attempt.material.is_in_use_on(clock.today()),
    }
    return render(request, "training/attempt_detail.html", context)


def _answer(question: Any, attempt: Attempt) -> dict[str, Any]:
    chosen = attempt.answers.get(str(question.pk), [])
    return {
        "question": question,
        "is_right": question.is_right(chosen),
        "chosen": [question.options[i] for i in chosen if i < len(question.options)],
        "right": [question.options[i] for i in question.correct],
    }
