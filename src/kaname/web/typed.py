"""What somebody had typed when their session ended: it comes back into the form by itself.

Whoever keeps such texts says so for one request (`bringing_back`); forms that ask for the same fields take them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django import forms
from django.http import QueryDict

_WITHOUT_MEMORY = (forms.PasswordInput, forms.FileInput)
_BESIDES = ("revision",)


@dataclass
class Typed:
    """The fields as they were posted; `is_back` once a form has taken them."""

    data: QueryDict
    is_back: bool = False

    def rows(self) -> list[tuple[str, str]]:
        """Each field's name with what was typed, for copying by hand."""
        return [
            (name, value)
            for name, values in self.data.lists()
            for value in values
            if value and name not in _BESIDES
        ]


_typed: ContextVar[Typed | None] = ContextVar("kaname_typed", default=None)


@contextmanager
def bringing_back(typed: Typed | None) -> Iterator[None]:
    """Offer these texts to the forms made within the block."""
    mark = _typed.set(typed)
    try:
        yield
    finally:
        _typed.reset(mark)


def refill(form: forms.BaseForm) -> None:
    """Give a new form what was typed into the same form before."""
    typed = _typed.get()
    if typed is None or form.is_bound or not _is_for(form, typed.data):
        return
    back = {
        name: field.widget.value_from_datadict(typed.data, {}, form.add_prefix(name))
        for name, field in form.fields.items()
        if not isinstance(field.widget, _WITHOUT_MEMORY)
        and not field.widget.value_omitted_from_data(typed.data, {}, form.add_prefix(name))
    }
    form.initial = {**(form.initial or {}), **back}
    typed.is_back = True


def _is_for(form: forms.BaseForm, data: QueryDict) -> bool:
    """Whether the form asks for every field that was posted."""
    asked = [form.add_prefix(name) for name in form.fields]
    return bool(data) and all(any(name == a or name.startswith(f"{a}_") for a in asked) for name in data)
