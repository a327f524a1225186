"""The base of every form: one look for all widgets, dates picked in the browser's own calendar."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .typed import refill

_CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, "choices"),
    (forms.RadioSelect, "choices"),
    (forms.CheckboxInput, "check"),
    (forms.FileInput, "input-file"),
    (forms.Select, "input select"),
    (forms.Textarea, "input textarea"),
    (forms.widgets.Input, "input"),
)


class DateInput(forms.DateInput):
    """A day, picked in the browser's own calendar."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class DateTimeInput(forms.DateTimeInput):
    """A day and a time of day in Japan, picked in the browser's own calendar."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%dT%H:%M")


class KanameFormMixin:
    """Gives each widget its class, so that any Django form looks the same; brings back what a lost session held."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            dress(field)
        refill(self)  # type: ignore[arg-type]


class KanameForm(KanameFormMixin, forms.Form):
    """A form of Kaname. The browser's own checks are off: our messages say what to do next."""

    use_required_attribute = False


class KanameModelForm(KanameFormMixin, forms.ModelForm):
    """The same for a form that reads a model's fields; saving stays with a service."""

    use_required_attribute = False


def dress(field: forms.Field) -> None:
    """Give a field its widget and class; plain date fields become pickers."""
    _use_picker(field)
    _say_what_to_do(field)
    widget = field.widget
    css = next((css for kind, css in _CLASSES if isinstance(widget, kind)), "input")
    if isinstance(widget, forms.MultiWidget):
        for part in widget.widgets:
            part.attrs.setdefault("class", "input")
        return
    widget.attrs["class"] = f"{css} {widget.attrs.get('class', '')}".strip()
    if isinstance(widget, forms.Textarea) and widget.attrs.get("rows") == "10":
        widget.attrs["rows"] = "5"


def _use_picker(field: forms.Field) -> None:
    if type(field.widget) is forms.DateInput:
        field.widget = DateInput(field.widget.attrs)
    elif type(field.widget) is forms.DateTimeInput:
        field.widget = DateTimeInput(field.widget.attrs)
    field.widget.is_required = field.required


def _say_what_to_do(field: forms.Field) -> None:
    """Replace Django's "This field is required" unless the form has its own words."""
    if field.error_messages.get("required") is forms.Field.default_error_messages["required"]:
        field.error_messages["required"] = _please(field)


def _please(field: forms.Field) -> Any:
    if isinstance(field, forms.BooleanField):
        return _("確かめて、印を付けてください。")
    if isinstance(field, forms.FileField):
        return _("ファイルを選んでください。")
    return _("選んでください。") if isinstance(field, forms.ChoiceField) else _("入力してください。")
