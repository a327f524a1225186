"""The gallery: every component on one page, so that whoever builds a room sees what there is."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from . import samples
from .forms import KanameForm


class SampleForm(KanameForm):
    """One field of each kind, with the texts that go with it."""

    title = forms.CharField(label=_("件名"), help_text=_("何について、が一目で分かるように。"), max_length=60)
    text = forms.CharField(label=_("理由"), widget=forms.Textarea, required=False)
    due_on = forms.DateField(label=_("期限"), help_text=_("例：2026-12-20"))
    role = forms.ChoiceField(
        label=_("担当"), choices=[("", "－"), ("a", _("企画管理者")), ("b", _("システム運用担当者"))]
    )
    treatment = forms.ChoiceField(
        label=_("方針"),
        widget=forms.RadioSelect,
        choices=[
            ("AVOID", _("回避")),
            ("MITIGATE", _("低減")),
            ("TRANSFER", _("移転")),
            ("ACCEPT", _("受容")),
        ],
    )
    evidence = forms.FileField(label=_("証拠"), required=False)
    agreed = forms.BooleanField(label=_("規程を読み、守ります"))


def gallery(request: HttpRequest) -> HttpResponse:
    """Every component with sample values. Access is decided where the page is mounted."""
    return render(request, "web/gallery.html", gallery_context(request))


def gallery_context(request: HttpRequest) -> dict[str, Any]:
    """The sample values the gallery shows."""
    typed = {
        "wrong-title": "",
        "wrong-due_on": "令和8年13月",
        "wrong-role": "a",
        "wrong-treatment": "MITIGATE",
    }
    wrong = SampleForm(typed, prefix="wrong")
    return {
        "form": SampleForm(initial={"title": "VPN装置の更新", "due_on": dt.date(2026, 12, 20)}),
        "wrong_form": wrong,
        "listing": samples.sample_listing(request),
        "chart": samples.sample_chart(),
        **samples.SAMPLES,
    }
