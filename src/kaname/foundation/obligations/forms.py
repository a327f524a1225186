"""Forms about obligations."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.models import Person
from kaname.foundation.access.roles import Role
from kaname.foundation.calendar.forms import DateInJapan
from kaname.web.forms import KanameForm

from .catalogue import current
from .models import ExemptionKind


class _Approved(KanameForm):
    """A request that an executive other than its author decides."""

    def __init__(self, *args: object, by: Person, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        executives = (
            Person.objects.of(by.institution).filter(memberships__role=Role.EXECUTIVE).exclude(pk=by.pk)
        )
        self.fields["approver"].queryset = executives.distinct().order_by("pk")  # type: ignore[attr-defined]
        self.fields["approver"].initial = executives.first()


class ExemptionForm(_Approved):
    kind = forms.ChoiceField(label=_("求めること"), choices=ExemptionKind.choices, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("理由"), widget=forms.Textarea(attrs={"rows": 4}))
    ends_on = DateInJapan(
        label=_("いつまで"),
        help_text=_("期限のない例外はありません。この日を過ぎると、記録による判定に戻ります。"),
    )
    approver = forms.ModelChoiceField(label=_("決裁者"), queryset=Person._default_manager.none())


class ParameterForm(_Approved):
    name = forms.ChoiceField(label=_("項目"))
    value = forms.IntegerField(label=_("新しい値"))
    reason = forms.CharField(label=_("理由"), widget=forms.Textarea(attrs={"rows": 3}))
    approver = forms.ModelChoiceField(label=_("決裁者"), queryset=Person._default_manager.none())

    def __init__(self, *args: object, by: Person, **kwargs: object) -> None:
        super().__init__(*args, by=by, **kwargs)
        self.fields["name"].choices = [(p.name, str(p.label)) for p in current().parameters.values()]  # type: ignore[attr-defined]


class AsOfForm(KanameForm):
    as_of = DateInJapan(label=_("この日の状態を見る"), required=False)
