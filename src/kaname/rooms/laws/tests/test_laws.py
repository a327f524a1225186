"""The list of laws: taken over, written, assigned, reviewed, ended; by whom; and what the ledger keeps."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from kaname.foundation.access.models import Person
from kaname.foundation.access.roles import Role
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.ledger.models import LedgerEntry
from kaname.rooms.laws import services
from kaname.rooms.laws.choices import ReviewResult
from kaname.rooms.laws.models import Law, LawDocument
from kaname.rooms.laws.shipped import shipped_changes, shipped_laws

from .conftest import TODAY
from .factories import make_document, make_law

MANAGERS = {Role.EXECUTIVE, Role.SAFETY_OFFICER, Role.PLANNING_MANAGER}
REQUIRED = {
    "PERSONAL_INFORMATION_ACT",
    "MEDICAL_CARE_ACT_RULE_14_2",
    "E_DOCUMENT_ACT",
    "EXTERNAL_STORAGE_NOTICE",
}


def actions(person: Person) -> list[str]:
    rows = LedgerEntry.objects.of(person.institution).filter(person__isnull=False).order_by("seq")
    return list(rows.values_list("action", flat=True))


def regulation(by: Person, title: str = "情報管理規程") -> object:
    return make_document(by, title)


def test_shipped_list_fits_the_tables():
    assert set(shipped_laws()) >= REQUIRED
    for law in shipped_laws().values():
        row = Law(
            **{n: getattr(law, n) for n in ("key", "title", "short_name", "kind", "number", "confidence")}
        )
        row.clean_fields(exclude=["institution", "owner", "asks"])
    assert {change.law for change in shipped_changes().values()} <= set(shipped_laws())


def test_register_shipped_adds_what_is_lacking_once(manager):
    made = services.register_shipped(by=manager)

    assert {law.key for law in made} == set(shipped_laws())
    assert actions(manager)[-1:] == ["laws.manage"]
    with pytest.raises(ValidationError, match="すべて登録されています"):
        services.register_shipped(by=manager)


def test_register_shipped_adopts_an_own_entry_of_the_same_title(manager):
    own = make_law(manager)

    services.register_shipped(by=manager)

    own.refresh_from_db()
    assert (own.key, own.is_shipped) == ("PERSONAL_INFORMATION_ACT", True)
    assert Law.objects.of(manager.institution).count() == len(shipped_laws())


def test_own_laws_are_numbered(manager):
    assert [make_law(manager, title).key for title in ("甲", "乙")] == ["OWN-001", "OWN-002"]


@pytest.mark.parametrize("role", list(Role))
def test_register_law_by_role(executive, role):
    person = make_person(executive.institution, roles=[role])

    if role in MANAGERS:
        assert make_law(person).institution == executive.institution
    else:
        with pytest.raises(PermissionDenied):
            make_law(person)


def test_register_law_same_title_is_refused(manager):
    make_law(manager)

    with pytest.raises(ValidationError, match="同じ名称"):
        make_law(manager)


def test_law_that_does_not_apply_needs_a_reason(manager):
    with pytest.raises(ValidationError, match="理由"):
        make_law(manager, applicability="NOT_APPLICABLE")

    law = make_law(manager, applicability="NOT_APPLICABLE", not_applicable_reason="派遣を受けていない")
    services.change_law(by=manager, law=law, title=law.title, kind="ACT", asks="x", applicability="APPLIES")
    assert law.not_applicable_reason == ""


@pytest.mark.parametrize("role", [Role.VENDOR, Role.AUDITOR, Role.GROUP_OFFICE])
def test_owner_must_be_able_to_review(manager, role):
    person = make_person(manager.institution, "外の 人", roles=[role])

    with pytest.raises(ValidationError, match="見直す役割"):
        make_law(manager, owner=person)


def test_change_law_sets_documents_exactly(manager):
    first, second = regulation(manager, "甲"), regulation(manager, "乙")
    law = make_law(manager, documents=[first])

    services.change_law(by=manager, law=law, title=law.title, kind="ACT", asks="x", documents=[second])

    assert [link.document for link in LawDocument.objects.of(manager.institution)] == [second]


def test_document_of_another_hospital_is_refused(manager):
    other = make_hospital("よその病院")
    foreign = make_document(other, "規程")

    with pytest.raises(ValidationError, match="この病院の記録"):
        make_law(manager, documents=[foreign])


def test_assign_laws_gives_owner_and_document_to_many(manager, officer):
    rows = [make_law(manager, "甲"), make_law(manager, "乙")]
    document = regulation(manager)

    services.assign_laws(by=manager, lines=[(rows[0], officer, document), (rows[1], officer, None)])

    assert [Law.objects.get(pk=r.pk).owner for r in rows] == [officer, officer]
    assert [link.law for link in LawDocument.objects.of(manager.institution)] == [rows[0]]


def test_assign_laws_that_says_nothing_is_refused(manager):
    with pytest.raises(ValidationError, match="一つ以上"):
        services.assign_laws(by=manager, lines=[(make_law(manager), None, None)])


def test_review_moves_the_next_review(manager):
    law = make_law(manager, review_months=6)

    review = services.review_law(by=manager, law=law, result="COMPLIANT", note="変わりない。")

    assert (law.last_reviewed_on, law.next_review_on) == (TODAY, date(2027, 5, 22))
    assert (review.result, review.reviewed_by) == (ReviewResult.COMPLIANT, manager)
    assert actions(manager)[-1] == "laws.review"


def test_reviews_of_many_are_one_entry_and_need_a_note(manager):
    first, second = make_law(manager), make_law(manager, "乙")

    with pytest.raises(ValidationError, match="確かめたか"):
        services.review_laws(by=manager, laws=[first, second], note=" ")
    made = services.review_laws(by=manager, laws=[first, second], note="条文と見比べた。")

    assert [row.law for row in made] == [first, second]
    assert actions(manager).count("laws.review") == 1


def test_reviews_of_many_write_nothing_when_one_is_somebody_elses(manager, staff):
    mine, other = make_law(manager, owner=staff), make_law(manager, "乙", owner=manager)

    with pytest.raises(PermissionDenied):
        services.review_laws(by=staff, laws=[mine, other], note="条文と見比べた。")

    mine.refresh_from_db()
    assert mine.last_reviewed_on is None


def test_review_entered_late_does_not_move_back(manager):
    law = make_law(manager)
    services.review_law(by=manager, law=law, result="COMPLIANT")

    services.review_law(by=manager, law=law, result="COMPLIANT", reviewed_on=date(2026, 5, 1))

    assert law.last_reviewed_on == TODAY


def test_review_by_its_owner_of_the_staff_but_not_by_others(manager, staff):
    law = make_law(manager, owner=staff)
    stranger = make_person(manager.institution, "別の 人", roles=[Role.STAFF])

    assert services.review_law(by=staff, law=law, result="COMPLIANT").reviewed_by == staff
    with pytest.raises(PermissionDenied, match="担当者"):
        services.review_law(by=stranger, law=law, result="COMPLIANT")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"result": "NOT_APPLICABLE"}, "適用"),
        ({"result": "GAPS"}, "どこに不備"),
        ({"result": "WHAT"}, "選んで"),
        ({"result": "COMPLIANT", "reviewed_on": TODAY + timedelta(days=1)}, "今日まで"),
    ],
)
def test_review_that_does_not_fit_is_refused(manager, values, message):
    with pytest.raises(ValidationError, match=message):
        services.review_law(by=manager, law=make_law(manager), **values)


def test_end_and_restore_keep_the_record(manager):
    law = make_law(manager)

    services.end_law(by=manager, law=law, reason="廃止された")
    with pytest.raises(ValidationError, match="外されて"):
        services.review_law(by=manager, law=law, result="COMPLIANT")
    services.restore_law(by=manager, law=law)

    assert (law.ended_on, law.end_reason) == (None, "")
