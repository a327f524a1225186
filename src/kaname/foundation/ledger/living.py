"""Level 2 of the verification: the newest state in the ledger of each record equals the living row."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.translation import gettext as _

from kaname.foundation.access.encrypted import UnreadableText
from kaname.foundation.access.models import Institution
from kaname.foundation.access.records import state_of

from .history import label_of
from .models import LedgerEntry
from .sealed import Ledger, Newest, Problem, state_digest

_CHUNK = 2_000


def recorded_models() -> list[type[models.Model]]:
    """Every kind of row whose writes leave an entry (also holidays, whose table lies below access)."""
    return [m for m in apps.get_models() if hasattr(m, "ledger_omit")]


def _has_institution(model: type[models.Model]) -> bool:
    return any(f.name == "institution" for f in model._meta.concrete_fields)


def shared_kinds() -> frozenset[str]:
    """The kinds of row that belong to no single institution: accounts, institutions, groups, holidays."""
    return frozenset(m._meta.label_lower for m in recorded_models() if not _has_institution(m))


def verify_records(ledger: Ledger) -> list[Problem]:
    """Compare every living row of one institution with its newest state in the ledger."""
    newest = dict(ledger.newest)
    problems: list[Problem] = []
    for model in recorded_models():
        if _has_institution(model):
            rows = model._base_manager.filter(institution=ledger.institution)
            problems += _compare(model, rows, newest, ledger.institution.name)
    shared = shared_kinds()
    gone = (ref for ref, state in newest.items() if state.digest and ref.partition(":")[0] not in shared)
    return problems + list(_vanished(gone, ledger.institution.name))


def verify_shared(newest: dict[str, Newest]) -> list[Problem]:
    """The same for rows of no institution, against the newest state over all ledgers."""
    rest = dict(newest)
    problems: list[Problem] = []
    for model in recorded_models():
        if not _has_institution(model):
            problems += _compare(model, model._base_manager.all(), rest, "—")
    return problems + list(_vanished((ref for ref, state in rest.items() if state.digest), "—"))


def _vanished(refs: Iterator[str], name: str) -> Iterator[Problem]:
    for ref in refs:
        if _is_known_kind(ref):
            yield Problem(name, ref, _("証跡にある記録が、データベースから消えています。"), 2)


def _is_known_kind(ref: str) -> bool:
    try:
        return hasattr(apps.get_model(ref.partition(":")[0]), "ledger_omit")
    except (LookupError, ValueError):
        return False


def _compare(
    model: type[models.Model], rows: models.QuerySet, newest: dict[str, Newest], name: str
) -> Iterator[Problem]:
    """Take each living row's state out of `newest`; what is left there has no living row."""
    label = model._meta.label_lower
    for row in rows.order_by("pk").iterator(chunk_size=_CHUNK):
        ref = f"{label}:{row.pk}"
        known = newest.pop(ref, None)
        try:
            state = state_of(row)
        except UnreadableText as fault:
            yield Problem(name, ref, fault.messages[0], 2)
            continue
        if known is None or known.digest is None:
            yield Problem(name, ref, _("証跡のない記録があります（サービスを通さずに書かれました）。"), 2)
        elif state_digest(state) != known.digest:
            yield from _differences(model, ref, state, known, name)


def _differences(
    model: type[models.Model], ref: str, state: dict[str, Any], known: Newest, name: str
) -> Iterator[Problem]:
    """One problem for each field that differs; fields that came or went with a new version are none."""
    recorded = recorded_state(known.institution_id, known.seq, ref)
    for key in sorted(recorded.keys() & state.keys()):
        if recorded[key] != state[key]:
            yield Problem(
                name,
                f"{ref} {key}",
                _("「%(field)s」が証跡 %(seq)s 番と違います（データベースが直接書き換えられました）。")
                % {"field": label_of(model, key), "seq": known.seq},
                2,
            )


def recorded_state(institution: Institution | int, seq: int, ref: str) -> dict[str, Any]:
    """What an entry says of a record; empty if it deleted it or says nothing."""
    body = LedgerEntry.objects.filter(institution=institution, seq=seq).values_list("body", flat=True).first()
    records = json.loads(bytes(body))["records"] if body else []
    return next((r["state"] or {} for r in records if r["record"] == ref), {})
