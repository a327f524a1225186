"""What documents prove, at the edges of their dates."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kaname.foundation.access.roles import Role
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.ledger import findings
from kaname.foundation.ledger.findings import Fact, RegisteredFact
from kaname.rooms.documents import conditions, services
from kaname.rooms.documents.choices import AudienceKind, DocumentType

from .conftest import TODAY
from .factories import approve, make_approved, make_author, make_document, make_draft

REVIEW = date(2027, 3, 31)
DAY = timedelta(days=1)
POLICY, MANUAL = DocumentType.SECURITY_POLICY, DocumentType.OPERATION_MANUAL


def approved(author, on, types=(DocumentType.OPERATION_REGULATION,), **params):
    found = conditions.documents_approved(author.institution, on=on, types=list(types), **params)
    return found.holds, found.until, found.changes_on, found.mend.url if found.mend else None


def mended(finding):
    """Where a failing finding's button leads, and with what."""
    return (finding.mend.url, finding.mend.args, finding.mend.query) if finding.mend else None


def publish(monkeypatch, name, rows):
    source = RegisteredFact(lambda institution, *, on, **_params: rows, frozenset())
    monkeypatch.setitem(findings.facts, name, source)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (TODAY - DAY, (False, None, TODAY, "documents:document_begin")),
        (TODAY, (True, REVIEW, REVIEW + DAY, None)),
        (REVIEW, (True, REVIEW, REVIEW + DAY, None)),
        (REVIEW + DAY, (False, None, None, "documents:document_review")),
    ],
)
def test_documents_approved_through_the_review_day(author, executive, on, expected):
    make_approved(author, executive, next_review_on=REVIEW)

    assert approved(author, on) == expected


def test_documents_approved_without_any_record(author):
    assert approved(author, TODAY) == (False, None, None, "documents:document_begin")


def test_documents_approved_only_waiting_or_rejected(author, executive):
    approve(make_draft(author), by=executive, choice="REJECT")
    services.request_approval(by=author, version=make_draft(author), approver=executive, effective_on=TODAY)

    assert approved(author, TODAY)[0] is False


def test_documents_approved_of_another_institution_does_not_count(author):
    other = make_hospital("よその病院")
    make_approved(make_author(other), other)

    assert approved(author, TODAY)[0] is False


def test_documents_approved_ends_with_the_first_of_several_types(author, executive):
    make_approved(author, executive, next_review_on=REVIEW)
    make_approved(author, executive, type=MANUAL, next_review_on=date(2027, 1, 31))

    types = (DocumentType.OPERATION_REGULATION, MANUAL)
    assert approved(author, TODAY, types) == (True, date(2027, 1, 31), date(2027, 2, 1), None)


def test_documents_approved_one_of_several_of_a_type_is_enough(author, executive):
    make_approved(author, executive, next_review_on=date(2026, 12, 1))
    make_approved(author, executive, next_review_on=REVIEW)

    assert approved(author, date(2026, 12, 2)) == (True, REVIEW, REVIEW + DAY, None)


def test_documents_approved_successor_carries_on(author, executive):
    first = make_approved(author, executive, next_review_on=date(2027, 1, 31))
    approve(
        make_draft(author, first.document), by=executive, effective_on=date(2027, 1, 1), next_review_on=REVIEW
    )

    assert approved(author, TODAY) == (True, REVIEW, REVIEW + DAY, None)


def test_documents_approved_successor_after_a_gap_does_not_carry_on(author, executive):
    first = make_approved(author, executive, next_review_on=date(2026, 12, 31))
    approve(
        make_draft(author, first.document), by=executive, effective_on=date(2027, 1, 2), next_review_on=REVIEW
    )

    assert approved(author, TODAY)[1] == date(2026, 12, 31)
    assert approved(author, date(2027, 1, 1))[:3] == (False, None, date(2027, 1, 2))


def test_documents_approved_future_version_changes_it(author, executive):
    make_approved(author, executive, effective_on=date(2026, 12, 1), next_review_on=REVIEW)

    assert approved(author, TODAY) == (False, None, date(2026, 12, 1), "documents:document_begin")


def test_documents_approved_review_prolongs_it(author, executive):
    version = make_approved(author, executive, next_review_on=date(2026, 12, 1))
    services.confirm_review(by=executive, document=version.document, next_review_on=REVIEW, note="変更なし")

    assert approved(author, TODAY)[1] == REVIEW


def test_documents_approved_retired_document_does_not_count(author, executive):
    version = make_approved(author, executive)
    services.retire(by=executive, document=version.document, reason="統合した")

    assert approved(author, TODAY)[0] is False


def test_documents_approved_by_executive(author, executive):
    officer = make_person(executive.institution, "安全 一", roles=[Role.SAFETY_OFFICER])
    version = approve(make_draft(author, make_document(author, "手順", MANUAL)), by=officer)

    assert approved(author, TODAY, (MANUAL,))[0] is True
    assert approved(author, TODAY, (MANUAL,), by_executive=True)[0::3] == (False, "documents:draft_new")
    approve(make_draft(author, version.document), by=executive)
    assert approved(author, TODAY, (MANUAL,), by_executive=True)[0] is True


def test_documents_approved_names_its_proofs(author, executive):
    version = make_approved(author, executive)

    found = conditions.documents_approved(author.institution, on=TODAY, types=["OPERATION_REGULATION"])
    assert found.proofs == ((f"documents.documentversion:{version.pk}", "運用管理規程 第1版"),)


@pytest.mark.parametrize(("people", "with_document", "expected"), [
    ([], True, (False, None)),
    ([Fact("organisation.appointment:1", "中野 翔", date(2026, 4, 1), REVIEW)], False, (False, None)),
    ([Fact("organisation.appointment:1", "中野 翔", date(2026, 4, 1), REVIEW)], True, (True, REVIEW)),
    ([Fact("organisation.appointment:1", "中野 翔", date(2026, 4, 1))], True, (True, None)),
])  # fmt: skip
def test_documents_controlled(author, executive, monkeypatch, people, with_document, expected):
    publish(monkeypatch, "appointed", people)
    if with_document:
        make_approved(author, executive)

    found = conditions.documents_controlled(author.institution, on=TODAY)
    assert (found.holds, found.until) == expected


@pytest.mark.parametrize(("lists", "current", "expected"), [
    (["a:1"], [], (False, None, "organisation:appointment_new")),
    (["a:1"], [("a:1", REVIEW)], (True, REVIEW, None)),
    (["a:1"], [("a:1", None)], (True, None, None)),
    (["a:1"], [("a:1", None), ("a:2", None)], (False, None, "documents:draft_new")),
    (["a:1", "a:2"], [("a:1", None)], (False, None, "documents:draft_new")),
])  # fmt: skip
def test_document_lists_appointments(author, executive, monkeypatch, lists, current, expected):
    rows = [Fact(ref, "中野 翔", date(2026, 4, 1), ends_on) for ref, ends_on in current]
    publish(monkeypatch, "appointments_current", rows)
    make_approved(author, executive, type=DocumentType.ORGANISATION_CHART, lists=lists)

    found = conditions.document_lists_appointments(author.institution, on=TODAY, type="ORGANISATION_CHART")
    assert (found.holds, found.until, found.mend.url if found.mend else None) == expected


def test_document_lists_appointments_until_the_next_one_begins(author, executive, monkeypatch):
    rows = [Fact("a:1", "中野 翔", date(2026, 4, 1)), Fact("a:2", "佐伯 恵", date(2026, 12, 1))]
    publish(monkeypatch, "appointments_current", rows)
    make_approved(author, executive, type=DocumentType.ORGANISATION_CHART, lists=["a:1"])

    found = conditions.document_lists_appointments(author.institution, on=TODAY, type="ORGANISATION_CHART")
    assert (found.holds, found.until) == (True, date(2026, 11, 30))


def test_document_lists_appointments_without_chart(author):
    found = conditions.document_lists_appointments(author.institution, on=TODAY, type="ORGANISATION_CHART")
    assert (found.holds, mended(found)) == (False, ("documents:document_begin", ("ORGANISATION_CHART",), ()))


def test_document_provides_until_a_version_without_the_clause(author, executive):
    wanted = {"type": "VENDOR_CRITERIA", "provisions": ["LEGAL_CONFORMITY", "VENDOR_DISCLOSURE"]}
    places = {"LEGAL_CONFORMITY": "第2条", "VENDOR_DISCLOSURE": "第3条"}
    first = make_approved(
        author, executive, type=DocumentType.VENDOR_CRITERIA, title="選定基準", provisions=places
    )

    found = conditions.document_provides(author.institution, on=TODAY, **wanted)
    assert (found.holds, found.until) == (True, None)
    assert (
        found.sentence.values["where"]
        == "法令に適合していること（第2条）、事業者の開示書（MDS/SDSなど）を確かめること（第3条）"
    )

    approve(make_draft(author, first.document, provisions={"LEGAL_CONFORMITY": "第2条"}), by=executive,
            effective_on=date(2026, 12, 1))  # fmt: skip
    assert conditions.document_provides(author.institution, on=TODAY, **wanted).until == date(2026, 11, 30)
    lost = conditions.document_provides(author.institution, on=date(2026, 12, 1), **wanted)
    assert (lost.holds, mended(lost)[2]) == (False, (("provisions", "VENDOR_DISCLOSURE"),))


def test_document_distributed_for_each_version(author, executive):
    version = make_approved(author, executive, type=DocumentType.CONTINUITY_PLAN, title="BCP")

    def found(on=TODAY):
        return conditions.document_distributed(author.institution, on=on, type="CONTINUITY_PLAN")

    assert (found().holds, found().mend.url) == (False, "documents:version_distribute")
    services.distribute(by=author, version=version)
    assert (found().holds, found().until, found(TODAY - DAY).holds) == (True, None, False)
    approve(make_draft(author, version.document), by=executive, effective_on=date(2026, 12, 1))
    assert (found().until, found(date(2026, 12, 1)).holds) == (date(2026, 11, 30), False)


def test_document_distributed_to_some_is_not_enough(author, executive):
    version = make_approved(author, executive, audience=AudienceKind.ROLES, audience_roles=("DESK",))
    services.distribute(by=author, version=version)

    found = conditions.document_distributed(author.institution, on=TODAY, type="OPERATION_REGULATION")
    assert (found.holds, mended(found)[0]) == (False, "documents:document_change")
