"""Types, clauses and outlines agree with the catalogue of the guideline's edition."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from kaname.foundation.ledger import findings
from kaname.rooms.documents import conditions  # noqa: F401  (registers the conditions)
from kaname.rooms.documents.choices import PROVISIONS_OF, DocumentType, ProvisionKey
from kaname.rooms.documents.outlines import outlines

_FOUNDATION = Path(findings.__file__).parents[1]


@pytest.fixture(scope="module")
def catalogue():
    [path] = _FOUNDATION.glob("obligations/*/management-6.0.yaml")
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def test_types_are_those_of_the_catalogue(catalogue):
    named = {key: names["ja"] for key, names in catalogue["document_types"].items()}

    assert {t.value: str(t.label) for t in DocumentType if t != DocumentType.OTHER} == named


def test_clauses_are_those_of_the_catalogue(catalogue):
    assert {k.value: str(k.label) for k in ProvisionKey} == {
        k: v["ja"] for k, v in catalogue["provisions"].items()
    }
    asked = {
        use["params"]["type"]: set(use["params"]["provisions"])
        for item in catalogue["items"]
        for use in item["conditions"]
        if use["condition"] == "document_provides"
    }
    assert {type_: set(keys) for type_, keys in PROVISIONS_OF.items()} == asked


def test_conditions_that_the_catalogue_names_are_registered(catalogue):
    ours = {"documents_approved", "documents_controlled", "document_lists_appointments", "document_provides",
            "document_distributed"}  # fmt: skip
    named = {u["condition"] for i in catalogue["items"] for u in i["conditions"] if not u["pending"]}

    assert ours <= named & set(findings.conditions)


def test_every_type_has_an_outline():
    assert set(outlines()) == set(DocumentType.values)
    for type_ in ("SECURITY_POLICY", "OPERATION_REGULATION", "CONTINUITY_PLAN", "ORGANISATION_CHART"):
        assert 8 <= len(outlines()[type_]) <= 15
    assert all(len(part) == 2 and part[1].endswith("か。") for parts in outlines().values() for part in parts)
