"""Pages of the answer: written beside what was asked, put forward, given."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kaname.foundation.access.pages import PersonRequest, page
from kaname.rooms.inquiries import selectors, services
from kaname.rooms.inquiries.decisions import LEADERS
from kaname.rooms.inquiries.forms import AnswerForm, ApprovalForm, DraftForm, ResubmitForm, WithdrawForm

from .inquiries import act, inquiry_of

BESIDE = "inquiries/act_form.html"


@require_http_methods(["GET", "POST"])
@page("inquiries.work")
def answer_draft(request: PersonRequest, pk: int) -> HttpResponse:
    """Write the answer."""
    inquiry = inquiry_of(request, pk)
    form = DraftForm(request.POST or None, row=inquiry, initial={"answer": inquiry.answer})
    words = {
        "title": _("回答を書く"),
        "submit": _("下書きを保存する"),
        "said": _("下書きを保存しました。まだ相手に伝えていません。"),
    }
    return act(
        request, inquiry, form, services.draft_answer, template=BESIDE, more={"inquiry": inquiry}, **words
    )


@require_http_methods(["GET", "POST"])
@page("inquiries.request")
def answer_approval(request: PersonRequest, pk: int) -> HttpResponse:
    """Put the answer before somebody who approves it."""
    inquiry = inquiry_of(request, pk)
    people = selectors.people_who_may_approve(request.person, LEADERS)
    form = ApprovalForm(request.POST or None, row=inquiry, people=people)
    words = {
        "title": _("回答の承認を求める"),
        "submit": _("承認を求める"),
        "said": _("承認を求めました。決まるとお知らせします。"),
    }
    return act(
        request,
        inquiry,
        form,
        services.ask_approval,
        template=BESIDE,
        more={"inquiry": inquiry, "shows_answer": True},
        **words,
    )


@require_http_methods(["GET", "POST"])
@page("inquiries.request")
def answer_resubmit(request: PersonRequest, pk: int) -> HttpResponse:
    """Mend a returned answer and hand it in again."""
    inquiry = inquiry_of(request, pk)
    form = ResubmitForm(request.POST or None, row=inquiry, initial={"answer": inquiry.answer})
    words = {"title": _("回答を直して出し直す"), "submit": _("出し直す"), "said": _("出し直しました。")}
    return act(
        request, inquiry, form, services.resubmit_answer, template=BESIDE, more={"inquiry": inquiry}, **words
    )


@require_http_methods(["GET", "POST"])
@page("inquiries.request")
def answer_withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    """Take the request for approval back."""
    inquiry = inquiry_of(request, pk)
    form = WithdrawForm(request.POST or None, row=inquiry)
    words = {
        "title": _("承認の求めを取り下げる"),
        "submit": _("取り下げる"),
        "said": _("取り下げました。回答を書き直せます。"),
    }
    return act(request, inquiry, form, services.withdraw_approval, **words)


@require_http_methods(["GET", "POST"])
@page("inquiries.work")
def answer_record(request: PersonRequest, pk: int) -> HttpResponse:
    """Record that the answer was given."""
    inquiry = inquiry_of(request, pk)
    form = AnswerForm(request.POST or None, row=inquiry)
    words = {"title": _("回答を記録する"), "submit": _("記録する"), "said": _("回答を記録しました。")}
    return act(
        request,
        inquiry,
        form,
        services.record_answer,
        template=BESIDE,
        more={"inquiry": inquiry, "shows_answer": True},
        **words,
    )
