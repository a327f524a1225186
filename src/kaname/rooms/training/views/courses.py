"""Pages of courses, for those who prepare and govern training."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kaname.foundation.access import policy
from kaname.foundation.access.pages import PersonRequest, narrow, page
from kaname.foundation.audiences.wording import said_of
from kaname.foundation.calendar import clock
from kaname.rooms.training import services
from kaname.rooms.training.forms.courses import CourseForm, OptionalReasonForm
from kaname.rooms.training.lists import course_badge, course_listing, interval_in_words
from kaname.rooms.training.models import Course
from kaname.rooms.training.pages import crumbs, form_page
from kaname.rooms.training.selectors.courses import course_page, course_rows
from kaname.rooms.training.selectors.coverage import CourseLine, coverage


def course_trail() -> tuple[str, str]:
    """The step of the crumbs that leads to the list."""
    return _("講座"), reverse("training:course_list")


def find_course(request: PersonRequest, pk: int) -> Course:
    """One course the person may see, or 404."""
    return narrow(course_rows(request.person), pk=pk)


@require_safe
@page("training.view_all")
def course_list(request: PersonRequest) -> HttpResponse:
    """The courses of the hospital."""
    listing = course_listing(request, request.person)
    if listing.wants_file:
        return listing.file_response()
    may_manage = policy.may(request.person, "training.manage")
    context = {"listing": listing, "may_manage": may_manage, "crumbs": crumbs()}
    return render(request, "training/course_list.html", context)


@require_safe
@page("training.view_all")
def course_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """One course: for whom, how far it has come, its material in versions."""
    course, today = find_course(request, pk), clock.today()
    shown = course_page(course, request.person, today)
    context = {
        "course": course,
        "page": shown,
        "badge": course_badge(course),
        "audience": said_of(course.rule, course.institution),
        "interval": interval_in_words(course),
        "line": _line(course),
        "may_manage": policy.may(request.person, "training.manage") and course.status != "CLOSED",
        "crumbs": crumbs(course_trail()),
    }
    return render(request, "training/course_detail.html", context)


def _line(course: Course) -> CourseLine | None:
    rows = coverage(course.institution, clock.today()).courses if course.is_open else ()
    return next((line for line in rows if line.course.pk == course.pk), None)


@require_http_methods(["GET", "POST"])
@page("training.manage")
def course_new(request: PersonRequest) -> HttpResponse:
    """Begin a course; its material is written next."""
    form = CourseForm(request.POST or None, by=request.person)
    return form_page(
        request,
        form,
        lambda: services.create_course(by=request.person, **form.values()),
        title=_("講座を作る"),
        submit=_("次へ：教材を作る"),
        said=_("講座を作りました。続けて教材を書きます。"),
        cancel=reverse("training:course_list"),
        to=lambda made: reverse("training:material_new", args=[made.pk]),
        trail=[course_trail()],
    )


@require_http_methods(["GET", "POST"])
@page("training.manage")
def course_change(request: PersonRequest, pk: int) -> HttpResponse:
    """Change for whom a course is, how often, and what counts as passed."""
    course = find_course(request, pk)
    form = CourseForm(request.POST or None, by=request.person, course=course)
    return form_page(
        request,
        form,
        lambda: services.change_course(by=request.person, course=form.as_read(course), **form.values()),
        title=_("「%(title)s」を変える") % {"title": course.title},
        submit=_("保存する"),
        said=_("保存しました。"),
        cancel=course.get_absolute_url(),
        trail=[course_trail(), (course.title, course.get_absolute_url())],
    )


@require_http_methods(["GET", "POST"])
@page("training.manage")
def course_open(request: PersonRequest, pk: int) -> HttpResponse:
    """Begin to give a course."""
    course = find_course(request, pk)
    form = OptionalReasonForm(request.POST or None, row=course)
    del form.fields["reason"]
    return form_page(
        request,
        form,
        lambda: services.open_course(by=request.person, course=form.as_read(course)),
        title=_("「%(title)s」を始める") % {"title": course.title},
        submit=_("今日から始める"),
        said=_("講座を始めました。対象の人の「受ける研修」に出ます。"),
        cancel=course.get_absolute_url(),
        trail=[course_trail(), (course.title, course.get_absolute_url())],
    )


@require_http_methods(["GET", "POST"])
@page("training.manage")
def course_close(request: PersonRequest, pk: int) -> HttpResponse:
    """Give a course no longer."""
    course = find_course(request, pk)
    form = OptionalReasonForm(request.POST or None, row=course)
    return form_page(
        request,
        form,
        lambda: services.close_course(by=request.person, course=form.as_read(course), **form.values()),
        title=_("「%(title)s」を終える") % {"title": course.title},
        submit=_("今日で終える"),
        said=_("講座を終えました。受講の記録は残ります。"),
        cancel=course.get_absolute_url(),
        trail=[course_trail(), (course.title, course.get_absolute_url())],
    )
