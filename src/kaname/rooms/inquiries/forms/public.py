"""The form that anybody may fill in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.record_forms import area
from kaname.rooms.inquiries.choices import InquiryKind
from kaname.rooms.inquiries.classes import Rules
from kaname.rooms.inquiries.services.checks import MAX_BODY, MAX_LINE, clean_line, clean_text
from kaname.web.forms import KanameForm

# Bots fill in every field; people do not see this one.
TRAP = "website"


class CleanText(forms.CharField):
    """A text of several lines, without control characters."""

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        super().__init__(strip=False, **kwargs)
        self.most = most
        self.validators = []

    def clean(self, value: Any) -> str:
        text = self.cleaned_text(str(value or ""))
        if self.required and not text:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(text) > self.most:
            raise ValidationError(_("%(n)s文字までにしてください。"), params={"n": f"{self.most:,}"})
        return text

    def cleaned_text(self, text: str) -> str:
        return clean_text(text)


class CleanLine(CleanText):
    """The same in one line."""

    def cleaned_text(self, text: str) -> str:
        return clean_line(text)


class PublicForm(KanameForm):
    """What somebody wants to tell the desk. Name and reply address only if they wish, unless the class needs them."""

    kind = forms.ChoiceField(label=_("どのようなことですか"))
    body = CleanText(
        label=_("内容"),
        most=MAX_BODY,
        widget=area(10),
        help_text=_("いつ、どこで、どのようなことがあったかを書いてください。10,000文字まで書けます。"),
    )
    sender = CleanLine(
        label=_("お名前（任意）"),
        most=MAX_LINE,
        required=False,
        help_text=_("書かなくても送れます。開示・訂正・利用停止の請求のときは書いてください。"),
    )
    contact = CleanLine(
        label=_("返事の宛先（任意）"),
        most=MAX_LINE,
        required=False,
        help_text=_("返事がほしいときは、メールアドレス、電話番号、住所のどれかを書いてください。"),
    )
    consent = forms.BooleanField(label=_("上の使い方に同意します"))

    def __init__(self, *args: Any, rules: dict[str, Rules], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rules = rules
        offered = [(kind, InquiryKind(kind).label) for kind, rule in rules.items() if rule.on_public_form]
        self.fields["kind"].choices = [("", _("選んでください")), *offered]  # type: ignore[attr-defined]
        self.fields["sender"].widget.attrs["autocomplete"] = "name"
        self.fields["contact"].widget.attrs["autocomplete"] = "off"

    def clean(self) -> dict[str, Any]:
        """Whoever must be identified gives a name and a way to reach them."""
        values: dict[str, Any] = super().clean() or {}
        rule = self.rules.get(values.get("kind", ""))
        if rule is not None and rule.needs_identity:
            for name in ("sender", "contact"):
                if not values.get(name) and name not in self.errors:
                    self.add_error(name, _("この請求では、ご本人を確かめるために入力してください。"))
        return values

    @property
    def is_trapped(self) -> bool:
        """Whether the field that nobody sees was filled in."""
        return bool(self.data.get(TRAP, ""))
