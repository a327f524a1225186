"""Render templates as the product does, but without the parts of Kaname above the toolkit."""

from __future__ import annotations

import re
from copy import deepcopy
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.backends.django import DjangoTemplates
from django.test import RequestFactory
from django_cotton.compiler_regex import CottonCompiler


@lru_cache(maxsize=1)
def engine() -> DjangoTemplates:
    """The configured engine, less the context processors that need a session or other parts of Kaname."""
    params: dict[str, Any] = {**deepcopy(settings.TEMPLATES[0]), "NAME": "toolkit", "APP_DIRS": False}
    params.pop("BACKEND")
    params["OPTIONS"]["context_processors"] = [
        "django.template.context_processors.request",
        "django.template.context_processors.i18n",
    ]
    return DjangoTemplates(params)


def page(name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
    """One of the product's templates as HTML."""
    return engine().get_template(name).render(context, request or RequestFactory().get("/"))


def component(source: str, **context: Any) -> str:
    """A snippet with components as HTML on one line."""
    template = engine().from_string("{% load kaname %}" + CottonCompiler().process(source))
    return re.sub(r"\s+", " ", template.render(context, RequestFactory().get("/"))).strip()
