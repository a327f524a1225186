"""What a service refuses while a file is written is told with the line that asked for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .registry import ImportRow


@contextmanager
def at_line(row: ImportRow) -> Iterator[None]:
    """Around the services that write one row: a ValidationError of theirs comes out with the row's line before it."""
    try:
        yield
    except ValidationError as refused:
        told = " ".join(refused.messages)
        raise ValidationError(_("%(line)s 行目：%(told)s") % {"line": row.line, "told": told}) from refused
