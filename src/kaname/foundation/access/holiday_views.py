"""The holiday table: what is closed in the year ahead, and the hospital's corrections of it."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kaname.foundation.calendar import clock
from kaname.foundation.calendar.forms import DateInJapan
from kaname.foundation.calendar.models import Holiday
from kaname.foundation.calendar.selectors import holidays
from kaname.web.forms import KanameForm

from .holidays import remove_holiday, save_holiday
from .pages import PersonRequest, apply, narrow, page

A_YEAR = timedelta(days=366)


class HolidayForm(KanameForm):
    """One correction."""

    on = DateInJapan(label=gettext_lazy("日付"))
    is_closed = forms.TypedChoiceField(
        label=gettext_lazy("この日を"),
        choices=[("yes", gettext_lazy("休日にする")), ("no", gettext_lazy("平日にする"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        initial="yes",
    )
    name = forms.CharField(label=gettext_lazy("名称"), max_length=100, required=False)


@page("calendar.manage")
def holiday_list(request: PersonRequest) -> HttpResponse:
    """The holidays of the year ahead and the corrections; one form to correct a day."""
    form = HolidayForm(request.POST or None)
    if request.method == "POST":
        saved = apply(form, lambda: save_holiday(by=request.person, **form.cleaned_data))
        if saved:
            messages.success(request, _("休日の表を直しました。"))
            return redirect("access:holiday_list")
    today = clock.today()
    context = {
        "form": form,
        "days": holidays().between(today, today + A_YEAR).items(),
        "corrections": Holiday.objects.order_by("on"),
    }
    return render(request, "access/holiday_list.html", context)


@require_POST
@page("calendar.manage")
def holiday_remove(request: PersonRequest, pk: int) -> HttpResponse:
    """Take a correction back."""
    remove_holiday(by=request.person, holiday=narrow(Holiday.objects.all(), pk=pk))
    messages.success(request, _("訂正を取り消しました。"))
    return redirect("access:holiday_list")
