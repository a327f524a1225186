"""Pages of material: written or uploaded, with its quiz, then published."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kaname.foundation.access import policy
from kaname.foundation.access.pages import PersonRequest, apply, narrow, page
from kaname.foundation.calendar import clock
from kaname.foundation.evidence.selectors import evidence_of
from kaname.rooms.training import services
from kaname.rooms.training.forms.courses import (
    FileMaterialForm,
    MaterialForm,
    QuestionsForm,
    UploadForm,
)
from kaname.rooms.training.models import Course, Material, MaterialStatus, MaterialWay
from kaname.rooms.training.pages import crumbs, form_page
from kaname.rooms.training.selectors.courses import (
    documents_to_teach,
    material_rows,
    questions_of,
    teachings_of,
)

from .courses import course_trail, find_course


def _material(request: PersonRequest, pk: int) -> Material:
    return narrow(material_rows(request.person), pk=pk)


def _trail(course: Course) -> list[tuple[str, str]]:
    return [course_trail(), (course.title, course.get_absolute_url())]


@require_safe
@page("training.view_all")
def material_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """One version of the material, as it is read, with its quiz and what it teaches."""
    material = _material(request, pk)
    context = {
        "material": material,
        "questions": questions_of(material),
        "teachings": teachings_of(material),
        "today": clock.today(),
        "files": evidence_of(material) if material.way == MaterialWay.FILE else [],
        "may_manage": policy.may(request.person, "training.manage"),
        "crumbs": crumbs(*_trail(material.course)),
    }
    return render(request, "training/material_detail.html", context)


@require_http_methods(["GET", "POST"])
@page("training.manage")
def material_new(request: PersonRequest, pk: int) -> HttpResponse:
    """Write the next version, beginning with the text of the last one and the documents in force."""
    course = find_course(request, pk)
    draft = course.materials.filter(status=MaterialStatus.DRAFT).first()
    if draft is not None:
        return redirect("training:material_change", draft.pk)
    form = MaterialForm(request.POST or None, by=request.person, initial=_beginning(request, course))
    if request.POST.get("do") == "preview":
        return _editor(request, form, course)
    made = apply(form, lambda: services.write_material(by=request.person, course=course, **form.values()))
    if made is not None:
        messages.success(request, _("教材の下書きを保存しました。確かめて公開します。"))
        return redirect(made)
    return _editor(request, form, course)


def _beginning(request: PersonRequest, course: Course) -> dict[str, Any]:
    """The last text, and today's versions of the documents that the last version taught."""
    last = course.materials.exclude(body="").order_by("-number").first()
    if last is None:
        return {}
    documents = last.teachings.values("version__document")
    now = documents_to_teach(course.institution, clock.today()).filter(document__in=documents)
    return {"body": last.body, "way": last.way, "teaches": list(now.values_list("pk", flat=True))}


@require_http_methods(["GET", "POST"])
@page("training.manage")
def material_change(request: PersonRequest, pk: int) -> HttpResponse:
    """Go on writing a version that is not published yet."""
    material = _material(request, pk)
    if material.is_published:
        return redirect(material)
    is_file = material.way == MaterialWay.FILE
    kind = FileMaterialForm if is_file else MaterialForm
    initial = {"body": material.body, "way": material.way}
    form = kind(request.POST or None, by=request.person, material=material, initial=initial)
    if request.POST.get("do") == "preview":
        return _editor(request, form, material.course, material)
    saved = apply(
        form,
        lambda: services.change_material(by=request.person, material=form.as_read(material), **form.values()),
    )
    if saved is not None:
        messages.success(request, _("教材の下書きを保存しました。"))
        return redirect(saved)
    return _editor(request, form, material.course, material)


def _editor(
    request: PersonRequest, form: Any, course: Course, material: Material | None = None
) -> HttpResponse:
    preview = form["body"].value() if request.POST.get("do") == "preview" and "body" in form.fields else None
    context = {
        "form": form,
        "course": course,
        "material": material,
        "preview": preview,
        "crumbs": crumbs(*_trail(course)),
    }
    status = 422 if form.errors and preview is None else 200
    return render(request, "training/material_form.html", context, status=status)


@require_http_methods(["GET", "POST"])
@page("training.manage")
def material_upload(request: PersonRequest, pk: int) -> HttpResponse:
    """Begin the next version as a file."""
    course = find_course(request, pk)
    form = UploadForm(request.POST or None, request.FILES or None, by=request.person)
    return form_page(
        request,
        form,
        lambda: services.upload_material(by=request.person, course=course, **form.values()),
        title=_("ファイルを教材にする"),
        submit=_("保管する"),
        said=_("ファイルを教材の下書きとして保管しました。確かめて公開します。"),
        cancel=course.get_absolute_url(),
        trail=_trail(course),
    )


@require_http_methods(["GET", "POST"])
@page("training.manage")
def material_questions(request: PersonRequest, pk: int) -> HttpResponse:
    """Write the quiz of a version that is not published yet."""
    material = _material(request, pk)
    if material.is_published:
        return redirect(material)
    form = QuestionsForm(request.POST or None, material=material)
    return form_page(
        request,
        form,
        lambda: services.set_questions(
            by=request.person, material=form.as_read(material), questions=form.lines()
        ),
        title=_("「%(title)s」の確認テスト") % {"title": material.course.title},
        submit=_("保存する"),
        said=_("確認テストを保存しました。空の問いがあれば、続けて書き足せます。"),
        cancel=material.get_absolute_url(),
        trail=_trail(material.course),
    )


@require_POST
@page("training.manage")
def material_publish(request: PersonRequest, pk: int) -> HttpResponse:
    """Learn from this version from today on."""
    material = _material(request, pk)
    services.publish_material(by=request.person, material=material)
    messages.success(request, _("第%(n)s版を公開しました。") % {"n": material.number})
    return redirect(material.course)


@require_POST
@page("training.manage")
def material_discard(request: PersonRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    material = _material(request, pk)
    services.discard_material(by=request.person, material=material)
    messages.success(request, _("教材の下書きを捨てました。捨てたことは証跡に残ります。"))
    return redirect(material.course)
