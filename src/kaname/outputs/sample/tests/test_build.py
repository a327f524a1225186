"""The sample hospital is as promised: it verifies, it has everything in it, and its past differs from today."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta

import pytest

from kaname.foundation.access.models import Institution, Person
from kaname.foundation.calendar import clock
from kaname.foundation.decisions.kinds import get_kind, kind_choices
from kaname.foundation.decisions.models import Decision
from kaname.foundation.decisions.selectors import decisions_awaiting, material_lines
from kaname.foundation.directives.models import Directive
from kaname.foundation.directives.selectors import reports_awaiting_verdict
from kaname.foundation.ledger import verification
from kaname.foundation.ledger.keys import make_key
from kaname.foundation.obligations.selectors import standings
from kaname.outputs.overview.home import home
from kaname.outputs.sample import build
from kaname.outputs.sample.chapters.people import PASSWORD

pytestmark = pytest.mark.slow
MEASURED = (
    "G-1.2.1-accountability-1",
    "G-1.2.1-management-1",
    "G-3.1.2-1",
    "G-3.1.2-2",
    "G-3.1.2-3",
)


@pytest.fixture
def hospital(db, settings, tmp_path):
    """The sample hospital."""
    (tmp_path / "keys").mkdir()
    settings.EVIDENCE_DIR, settings.SIGNING_KEY_FILE = (
        tmp_path / "evidence",
        tmp_path / "keys" / "signing.pem",
    )
    make_key(settings.SIGNING_KEY_FILE)
    return build.build()


def test_sample_hospital_is_as_promised(hospital):
    """One test, since the hospital takes long to build."""
    for promise in (
        _ledger_verifies,
        _everything_is_there,
        _verdicts_differ_today,
        _ten_months_back_was_another_state,
        _director_decides_four_things_today,
        _each_account_can_sign_in_and_has_its_role,
        _decision_papers_speak_in_words,
        _is_built_once,
    ):
        promise(hospital)


def _of(hospital: Institution, username: str) -> Person:
    return Person.objects.of(hospital).get(user__username=username)


def _verdicts(hospital: Institution, days_back: int = 0) -> list[str]:
    rows = standings(hospital, as_of=clock.today() - timedelta(days=days_back))
    return [row.status for row in rows if row.obligation.id in MEASURED]


def _ledger_verifies(hospital):
    assert verification.verify_all([hospital]) == []


def _everything_is_there(hospital):
    directives = Counter(Directive.objects.of(hospital).values_list("status", flat=True))
    outcomes = set(Decision.objects.of(hospital).values_list("status", flat=True))
    assert Person.objects.of(hospital).count() >= 55
    assert set(directives) == {"ISSUED", "ACKNOWLEDGED", "REPORTED", "RETURNED", "ACCEPTED", "WITHDRAWN"}
    assert sum(directives.values()) >= 30
    assert outcomes == {"PENDING", "DECIDED", "RETURNED", "WITHDRAWN"}
    assert Directive.objects.of(hospital).overdue(clock.today()).exists()


def _verdicts_differ_today(hospital):
    assert _verdicts(hospital) == ["LAPSING", "UNMET", "LAPSING", "MET", "UNMET"]
    rows = Counter(row.status for row in standings(hospital))
    assert (rows["EXCEPTED"], rows["NOT_APPLICABLE"]) == (1, 1)


def _ten_months_back_was_another_state(hospital):
    assert _verdicts(hospital, 304) == ["UNMET", "MET", "MET", "UNMET", "UNMET"]


def _director_decides_four_things_today(hospital):
    director = _of(hospital, "director")
    assert decisions_awaiting(director).count() == 3
    assert [row.directive.title for row in reports_awaiting_verdict(director)] == ["バックアップ復元テスト"]
    assert home(director).headline == ("病院長", 4)


def _each_account_can_sign_in_and_has_its_role(hospital):
    for username in build.ACCOUNTS:
        person = _of(hospital, username)
        assert person.roles
        assert person.user is not None
        assert person.user.check_password(PASSWORD)
    assert len(build.accounts().splitlines()) == len(build.ACCOUNTS)


def _decision_papers_speak_in_words(hospital):
    """No key of the program, no code and no day as a machine writes it stands in what a decision rests on."""
    bare = re.compile(
        r"^[a-z]+(_[a-z0-9]+)*$|\b[A-Z]{2,}_[A-Z_]+\b|^[A-Z]{4,}$|^\d{4}-\d\d-\d\d|\bG-\d|\w+\.\w+:\d"
    )
    told, kinds = [], set()
    for decision in Decision.objects.of(hospital).order_by("pk"):
        kinds.add(decision.kind)
        for label, text in material_lines(decision):
            cells = [
                label,
                *(
                    cell
                    for line in text.split("\n")
                    for part in line.split("　")
                    for cell in part.split("：")
                ),
            ]
            told += [(decision.kind, label, cell) for cell in cells if bare.search(cell.strip())]
    hashes = [row for row in told if not re.fullmatch(r"[0-9a-f]{8,64}", row[2])]
    assert hashes == []
    assert len(kinds) >= 6
    assert material_words_missing() == []


def material_words_missing() -> list[str]:
    """Kinds, also those that the sample has none of, that show material without words for any key."""
    kinds = [get_kind(key) for key, _label in kind_choices()]
    return [kind.key for kind in kinds if not kind.material_labels and not kind.key.startswith("test")]


def _is_built_once(hospital):
    assert build.build_if_empty() is False
