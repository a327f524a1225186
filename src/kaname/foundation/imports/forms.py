"""The form that takes a file of rows."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaname.web.forms import KanameForm

from .registry import Table


class UploadForm(KanameForm):
    """A file, and what holds for all its rows where it has no column for it."""

    file = forms.FileField(
        label=gettext_lazy("ファイル"), help_text=gettext_lazy("Excel（.xlsx）かCSV。10MB、20,000行まで。")
    )

    def __init__(self, *args: Any, table: type[Table], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = ".xlsx,.csv,.tsv,.txt"
        self._asked = [f for f in table.columns if f.name in table.asked]
        for field in self._asked:
            self.fields[f"given_{field.name}"] = forms.CharField(
                label=str(field.label),
                required=False,
                max_length=field.longest,
                help_text=_("ファイルに「%(label)s」の列がないときに、すべての行に使います。")
                % {"label": field.label},
                widget=forms.TextInput(attrs={"class": "input"}),
            )

    @property
    def given(self) -> dict[str, str]:
        """What was entered for columns that the file may lack."""
        return {f.name: self.cleaned_data.get(f"given_{f.name}") or "" for f in self._asked}
