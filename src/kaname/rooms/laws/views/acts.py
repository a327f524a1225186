"""A button that needs no form: do it, say so, go on."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect

from kaname.foundation.access.pages import PersonRequest


def press(request: PersonRequest, service: Callable[[], object], said: str, to: str) -> HttpResponse:
    """Call a service and go to an address, with what happened or why it could not."""
    try:
        service()
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, said)
    return redirect(to)
