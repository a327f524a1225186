"""The OpenAPI description is sound, and no GET that it allows ends in a fault of ours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, get_args

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from ninja import Schema

from .conftest import Visitor
from .story import Story
from .walk import operations

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
EXAMPLES = 12


def _description(visitor: Visitor) -> dict[str, Any]:
    answer = visitor.call("GET", "/api/v1/openapi.json")
    assert answer.status_code == 200
    return dict(answer.json())


def test_the_description_is_valid_and_complete(story: Story) -> None:
    described = _description(Visitor(story, "director"))
    schemathesis.openapi.from_dict(described).validate()
    listed = {(m.upper(), path) for path, item in described["paths"].items() for m in item}
    ours = {(o.method, "/api/v1" + _plain(o.path)) for o in operations()}
    assert listed == ours


def _plain(path: str) -> str:
    """A path as OpenAPI writes it."""
    import re

    return re.sub(r"{\w+:(\w+)}", r"{\1}", path)


def test_every_operation_says_what_it_does_and_needs_somebody(story: Story) -> None:
    described = _description(Visitor(story, "director"))
    bare = [
        f"{method} {path}"
        for path, item in described["paths"].items()
        for method, operation in item.items()
        if not operation.get("description") or not operation.get("security")
    ]
    assert bare == []


def _all_of(kind: type[Schema]) -> Iterator[type[Schema]]:
    for below in kind.__subclasses__():
        yield below
        yield from _all_of(below)


def _named_in(annotation: Any) -> Iterator[type]:
    """The classes of our own that a field's annotation names: each becomes a schema of its name."""
    for inner in get_args(annotation):
        yield from _named_in(inner)
    if isinstance(annotation, type) and annotation.__module__.startswith("kaname."):
        yield annotation


def test_every_schema_name_has_one_meaning() -> None:
    """The description is one list by name: of two classes of one name only one would be described."""
    ours = {kind for kind in _all_of(Schema) if kind.__module__.startswith("kaname.")}
    fields = [field.annotation for kind in ours for field in kind.model_fields.values()]
    named = ours | {kind for annotation in fields for kind in _named_in(annotation)}
    twice = Counter(kind.__name__ for kind in named)
    assert len(named) > 200
    assert {f"{k.__module__}.{k.__name__}" for k in named if twice[k.__name__] > 1} == set()


def _get_operations(described: dict[str, Any]) -> list[Any]:
    schema = schemathesis.openapi.from_dict(described).include(method="GET")
    return [result.ok() for result in schema.get_all_operations()]


@pytest.mark.filterwarnings("ignore")  # hypothesis and schemathesis warn about strategies of their own making
def test_no_get_ends_in_a_fault(story: Story) -> None:
    visitor = Visitor(story, "director")
    faults: list[str] = []
    for operation in _get_operations(_description(visitor)):

        @settings(
            max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(case=operation.as_strategy())
        def try_it(case: Any) -> None:
            prepared = case.as_transport_kwargs(base_url="http://testserver")
            answer = visitor.call("GET", _path(case), **_query(prepared.get("params")))
            if answer.status_code >= 500:
                faults.append(f"{case.method} {_path(case)} {prepared.get('params')}: {answer.status_code}")

        try_it()
    assert faults == [], "\n".join(sorted(set(faults)))


def _path(case: Any) -> str:
    from urllib.parse import quote

    path = case.path
    for name, value in (case.path_parameters or {}).items():
        path = path.replace(f"{{{name}}}", quote(str(value), safe=""))
    return str(path)


def _query(values: Any) -> dict[str, Any]:
    return {k: v for k, v in (values or {}).items() if v is not None}
