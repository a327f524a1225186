"""The rules of writing, approving, reviewing, distributing, reading and retiring documents."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from kaname.foundation.access.models import Person
from kaname.foundation.access.records import StaleRecord, UnrecordedWrite
from kaname.foundation.access.roles import Role
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.calendar import clock
from kaname.foundation.decisions import services as decisions
from kaname.foundation.decisions.forms import ActForm
from kaname.foundation.decisions.models import Decision, DecisionStatus
from kaname.foundation.ledger.models import LedgerEntry
from kaname.rooms.documents import services
from kaname.rooms.documents.choices import AudienceKind, DocumentType, VersionStatus
from kaname.rooms.documents.models import Acknowledgement, Document, DocumentVersion
from kaname.rooms.documents.selectors import documents_by_type

from .conftest import TODAY
from .factories import BODY, approve, make_approved, make_document, make_draft

TOMORROW = TODAY + timedelta(days=1)
NEXT_YEAR = date(2027, 11, 22)


def entries(person: Person) -> list[str]:
    rows = LedgerEntry.objects.of(person.institution).filter(person__isnull=False).order_by("seq")
    return list(rows.values_list("action", flat=True))


def fresh(version: DocumentVersion) -> DocumentVersion:
    return DocumentVersion.objects.of(version.institution).select_related("document").get(pk=version.pk)


def test_create_document_numbers_in_order(author):
    first, second = make_document(author, "甲"), make_document(author, "乙")

    assert (first.number, second.number) == ("DOC-001", "DOC-002")
    assert entries(author)[-2:] == ["documents.write", "documents.write"]


def test_begin_document_takes_the_usual_title_and_outline(author, executive):
    document = services.begin_document(by=executive, type=DocumentType.RISK_POLICY, owner=author)

    assert (document.title, document.owner, document.audience) == (
        "リスク管理方針",
        author,
        AudienceKind.ALL_STAFF,
    )
    assert documents_by_type(author.institution) == {"RISK_POLICY": [document]}
    assert document.versions.get().body.startswith("# リスク管理方針\n\nみなと総合病院")


def test_create_document_taken_number_is_refused(author):
    make_document(author, "甲", number="規-1")

    with pytest.raises(ValidationError, match="ほかの文書と重ならない番号"):
        make_document(author, "乙", number="規-1")


@pytest.mark.parametrize("audience_roles", [(), ("VENDOR",), ("NOBODY",)])
def test_create_document_audience_must_be_insiders(author, audience_roles):
    with pytest.raises(ValidationError, match="院内の役割から"):
        make_document(author, audience=AudienceKind.ROLES, audience_roles=audience_roles)


@pytest.mark.parametrize("role", list(Role))
def test_create_document_by_role(executive, role):
    person = make_person(executive.institution, roles=[role])
    writers = {Role.EXECUTIVE, Role.SAFETY_OFFICER, Role.PLANNING_MANAGER, Role.OPERATIONS_STAFF}

    if role in writers:
        assert make_document(person).owner == person
    else:
        with pytest.raises(PermissionDenied):
            make_document(person)


def test_write_draft_keeps_text_clauses_and_folded_key(author):
    version = make_draft(
        author, body="ＶＰＮ を\r\nつかう", provisions={"LEGAL_CONFORMITY": "第3条"}, lists=["b:2", "a:1"]
    )

    assert (version.number, version.status, version.body) == (1, VersionStatus.DRAFT, "ＶＰＮ を\nつかう")
    assert version.lists == ["a:1", "b:2"]
    assert "vpn" in version.body_key
    assert [(p.key, p.place) for p in version.provisions.all()] == [("LEGAL_CONFORMITY", "第3条")]


def test_write_draft_second_open_version_is_refused(author):
    draft = make_draft(author)

    with pytest.raises(ValidationError, match="書きかけの版が既にあります"):
        make_draft(author, draft.document)


def test_change_draft_replaces_clauses(author):
    draft = make_draft(author, provisions={"LEGAL_CONFORMITY": "第3条", "GUIDELINE_CONFORMITY": "第4条"})

    services.change_draft(
        by=author, version=draft, body="新しい本文", provisions={"GUIDELINE_CONFORMITY": "第9条"}
    )

    assert fresh(draft).body == "新しい本文"
    assert [(p.key, p.place) for p in draft.provisions.all()] == [("GUIDELINE_CONFORMITY", "第9条")]


def test_change_draft_stale_revision_is_refused(author):
    draft = make_draft(author)
    seen = draft.revision
    services.change_draft(by=author, version=draft, body="先の人")

    with pytest.raises(StaleRecord):
        services.change_draft(by=author, version=fresh(draft), body="後の人", revision=seen)
    assert fresh(draft).body == "先の人"


def test_change_draft_while_waiting_voids_the_request(author, executive):
    draft = make_draft(author)
    decision = services.request_approval(by=author, version=draft, approver=executive, effective_on=TODAY)
    assert fresh(draft).status == VersionStatus.REQUESTED

    services.change_draft(by=author, version=fresh(draft), body="承認待ちのあいだに書き換えた")

    decision.refresh_from_db()
    assert decision.status == DecisionStatus.VOID
    assert fresh(draft).status == VersionStatus.DRAFT


def test_change_draft_without_change_leaves_the_request(author, executive):
    draft = make_draft(author)
    decision = services.request_approval(by=author, version=draft, approver=executive, effective_on=TODAY)

    services.change_draft(by=author, version=fresh(draft), body=BODY, change_note=draft.change_note)

    decision.refresh_from_db()
    assert decision.status == DecisionStatus.PENDING
    assert fresh(draft).status == VersionStatus.REQUESTED


def test_change_document_while_waiting_voids_the_request(author, executive):
    draft = make_draft(author)
    decision = services.request_approval(by=author, version=draft, approver=executive, effective_on=TODAY)
    document = draft.document

    services.change_document(
        by=author, document=document, title="別の名前", type=document.type, owner=author,
        number=document.number, audience=document.audience,
    )  # fmt: skip

    decision.refresh_from_db()
    assert (decision.status, fresh(draft).status) == (DecisionStatus.VOID, VersionStatus.DRAFT)


def test_approve_makes_the_version_final(author, executive):
    version = make_approved(author, executive)

    assert (version.status, version.approved_on, version.approved_by, version.approved_as) == (
        VersionStatus.APPROVED, TODAY, executive, Role.EXECUTIVE,
    )  # fmt: skip
    assert version.effective_on == TODAY
    assert "documents.approve" in entries(author)
    with pytest.raises(ValidationError, match="もう変えられません"):
        services.change_draft(by=author, version=version, body="こっそり直す")


def test_approved_version_cannot_be_saved_otherwise(author, executive):
    from kaname.foundation.access.writes import writing

    version = make_approved(author, executive)
    version.body = "書き換え"

    with pytest.raises(UnrecordedWrite):
        version.save()
    with (
        pytest.raises(ValidationError, match="承認された版は変えられません"),
        writing(by=author, action="documents.write") as entry,
    ):
        entry.save(version)
    assert fresh(version).body == BODY


def test_reject_keeps_the_version_and_lets_a_new_one_begin(author, executive):
    version = approve(make_draft(author), by=executive, choice="REJECT")

    assert (version.status, version.approved_on) == (VersionStatus.REJECTED, None)
    assert make_draft(author, version.document).number == 2


def test_withdraw_makes_it_a_draft_again(author, executive):
    draft = make_draft(author)
    decision = services.request_approval(by=author, version=draft, approver=executive, effective_on=TODAY)

    decisions.withdraw(by=author, decision=decision, reason="書き直します")

    assert fresh(draft).status == VersionStatus.DRAFT


def test_new_version_supersedes_from_its_day_of_effect(author, executive):
    first = make_approved(author, executive)
    second = approve(make_draft(author, first.document), by=executive, effective_on=date(2026, 12, 1))

    assert (fresh(first).status, fresh(first).superseded_on) == (VersionStatus.SUPERSEDED, date(2026, 12, 1))
    on = {d: [v.number for v in DocumentVersion.objects.of(author.institution).in_force_on(d)] for d in (
        date(2026, 11, 21), TODAY, date(2026, 11, 30), date(2026, 12, 1))}  # fmt: skip
    assert list(on.values()) == [[], [1], [1], [2]]
    assert fresh(second).status == VersionStatus.APPROVED


def test_version_overtaken_before_its_day_never_takes_effect(author, executive):
    first = make_approved(author, executive)
    second = approve(make_draft(author, first.document), by=executive, effective_on=date(2027, 1, 1))
    third = approve(make_draft(author, first.document), by=executive, effective_on=date(2026, 12, 1))

    assert [fresh(v).superseded_on for v in (first, second, third)] == [
        date(2026, 12, 1),
        date(2026, 12, 1),
        None,
    ]
    in_force = DocumentVersion.objects.of(author.institution).in_force_on(date(2027, 2, 1))
    assert [v.number for v in in_force] == [3]


@pytest.mark.parametrize(("choice", "day"), [("APPROVE", date(2026, 12, 24)), ("REJECT", TODAY)])
def test_approval_without_a_day_takes_effect_on_the_document_s_own(author, executive, choice, day):
    draft = make_draft(author)
    made = services.request_approval(
        by=author, version=draft, approver=executive, effective_on=date(2026, 12, 24)
    )
    decision = Decision.objects.get(pk=made.pk)
    hint = ActForm(decision=decision).fields["takes_effect_on"].help_text

    decisions.act_on_step(by=executive, decision=decision, choice=choice, reason="確かめた")

    assert Decision.objects.get(pk=made.pk).takes_effect_on == day
    assert "12月24日" in hint


def test_approval_after_the_planned_day_takes_effect_on_approval(author, executive):
    draft = make_draft(author)
    decision = services.request_approval(by=author, version=draft, approver=executive, effective_on=TODAY)

    with clock.at(date(2026, 12, 5)):
        decisions.act_on_step(by=executive, decision=Decision.objects.get(pk=decision.pk), choice="APPROVE")

    assert fresh(draft).effective_on == date(2026, 12, 5)


@pytest.mark.parametrize("type_", [DocumentType.SECURITY_POLICY, DocumentType.CONTINUITY_PLAN])
def test_request_approval_of_policy_needs_an_executive(author, executive, type_):
    officer = make_person(executive.institution, "安全 一", roles=[Role.SAFETY_OFFICER])
    draft = make_draft(author, make_document(author, "方針", type_))

    with pytest.raises(ValidationError, match="経営層だけ"):
        services.request_approval(by=author, version=draft, approver=officer, effective_on=TODAY)


def test_safety_officer_may_approve_a_manual(author, executive):
    officer = make_person(executive.institution, "安全 一", roles=[Role.SAFETY_OFFICER])

    version = approve(
        make_draft(author, make_document(author, "手順", DocumentType.OPERATION_MANUAL)), by=officer
    )

    assert (version.status, version.approved_as) == (VersionStatus.APPROVED, Role.SAFETY_OFFICER)


def test_request_approval_before_today_is_refused(author, executive):
    with pytest.raises(ValidationError, match="今日以後"):
        services.request_approval(
            by=author, version=make_draft(author), approver=executive, effective_on=TODAY - timedelta(days=1)
        )


def test_request_approval_review_before_effect_is_refused(author, executive):
    with pytest.raises(ValidationError, match="施行日より後"):
        services.request_approval(
            by=author,
            version=make_draft(author),
            approver=executive,
            effective_on=NEXT_YEAR,
            next_review_on=TOMORROW,
        )


def test_request_approval_without_date_uses_the_interval(author, executive):
    draft = make_draft(author, make_document(author, review_months=6))

    services.request_approval(by=author, version=draft, approver=executive, effective_on=date(2026, 11, 30))

    assert fresh(draft).next_review_on == date(2027, 5, 30)


def test_request_approval_second_version_needs_a_note(author, executive):
    first = make_approved(author, executive)
    draft = make_draft(author, first.document, change_note="")

    with pytest.raises(ValidationError, match="改定の理由"):
        services.request_approval(by=author, version=draft, approver=executive, effective_on=TODAY)


def test_upload_version_keeps_the_file_as_evidence(author, executive):
    from kaname.foundation.evidence.selectors import evidence_of

    upload = SimpleUploadedFile("規程.txt", "紙で作った規程".encode())
    version = services.upload_version(by=author, document=make_document(author), upload=upload)

    kept = evidence_of(version)
    assert (version.body, version.file_name, version.file_sha256) == ("", "規程.txt", kept[0].sha256)
    assert approve(version, by=executive).status == VersionStatus.APPROVED


def test_discard_draft_only_before_any_request(author, executive):
    draft, asked = make_draft(author, provisions={"LEGAL_CONFORMITY": "第1条"}), make_draft(author)
    services.request_approval(by=author, version=asked, approver=executive, effective_on=TODAY)

    services.discard_draft(by=author, version=draft)

    with pytest.raises(ValidationError, match="捨てられません"):
        services.discard_draft(by=author, version=fresh(asked))
    assert list(DocumentVersion.objects.of(author.institution)) == [asked]


def test_confirm_review_moves_the_day_and_is_recorded(author, executive):
    version = make_approved(author, executive, next_review_on=date(2026, 12, 1))

    review = services.confirm_review(
        by=executive, document=version.document, next_review_on=NEXT_YEAR, note="変える必要なし"
    )

    assert (review.reviewed_on, review.reviewed_by, fresh(version).next_review_on) == (
        TODAY,
        executive,
        NEXT_YEAR,
    )
    assert entries(author)[-1] == "documents.review"


@pytest.mark.parametrize(
    ("next_review_on", "note"), [(TODAY, "よし"), (NEXT_YEAR + timedelta(days=1), "よし"), (NEXT_YEAR, " ")]
)
def test_confirm_review_needs_a_note_and_a_day_within_the_interval(author, executive, next_review_on, note):
    version = make_approved(author, executive)

    with pytest.raises(ValidationError):
        services.confirm_review(
            by=executive, document=version.document, next_review_on=next_review_on, note=note
        )


@pytest.mark.parametrize("role", [r for r in Role if r not in (Role.EXECUTIVE, Role.SAFETY_OFFICER)])
def test_confirm_review_and_retire_only_by_leaders(author, executive, role):
    version = make_approved(author, executive)
    person = make_person(executive.institution, roles=[role])

    with pytest.raises(PermissionDenied):
        services.confirm_review(by=person, document=version.document, next_review_on=NEXT_YEAR, note="よし")
    with pytest.raises(PermissionDenied):
        services.retire(by=person, document=version.document, reason="不要")


def test_distribute_records_how_and_when(author, executive):
    version = make_approved(author, executive)

    given = services.distribute(by=author, version=version, method="PAPER", note="全病棟")

    assert (given.distributed_on, given.distributed_by, given.to_all_staff) == (TODAY, author, True)
    assert entries(author)[-1] == "documents.write"


def test_distribute_draft_or_future_day_is_refused(author, executive):
    with pytest.raises(ValidationError, match="承認された版だけ"):
        services.distribute(by=author, version=make_draft(author))
    with pytest.raises(ValidationError, match="今日以前"):
        services.distribute(by=author, version=make_approved(author, executive), distributed_on=TOMORROW)


def test_acknowledge_once_however_often_pressed(author, executive):
    version = make_approved(author, executive)
    staff = make_person(executive.institution, "看護 花", roles=[Role.STAFF])

    first, second = (services.acknowledge(by=staff, version=version) for _n in range(2))

    assert first == second
    assert Acknowledgement.objects.of(staff.institution).count() == 1
    assert entries(author).count("documents.acknowledge") == 1


def test_acknowledge_outside_audience_or_not_in_force_is_refused(author, executive):
    staff = make_person(executive.institution, "看護 花", roles=[Role.STAFF])
    desk_only = make_approved(author, executive, audience=AudienceKind.ROLES, audience_roles=("DESK",))
    future = make_approved(author, executive, effective_on=TOMORROW)

    with pytest.raises(PermissionDenied, match="配付範囲"):
        services.acknowledge(by=staff, version=desk_only)
    with pytest.raises(ValidationError, match="いま有効な版ではありません"):
        services.acknowledge(by=staff, version=future)


@pytest.mark.parametrize("role", [Role.VENDOR, Role.GROUP_OFFICE])
def test_acknowledge_outsiders_are_refused(author, executive, role):
    version = make_approved(author, executive)

    with pytest.raises(PermissionDenied):
        services.acknowledge(by=make_person(executive.institution, roles=[role]), version=version)


def test_retire_ends_the_document(author, executive):
    version = make_approved(author, executive)

    document = services.retire(by=executive, document=version.document, reason="統合した")

    assert (document.retired_on, document.retired_reason) == (TODAY, "統合した")
    assert entries(author)[-1] == "documents.review"
    with pytest.raises(ValidationError, match="廃止されています"):
        make_draft(author, document)


def test_retire_while_waiting_is_refused(author, executive):
    draft = make_draft(author)
    services.request_approval(by=author, version=draft, approver=executive, effective_on=TODAY)

    with pytest.raises(ValidationError, match="承認待ち"):
        services.retire(by=executive, document=draft.document, reason="不要")


def test_another_hospitals_records_are_refused(author, executive):
    stranger = make_hospital("よその病院")
    version = make_approved(author, executive)
    calls = (
        lambda: services.write_draft(by=stranger, document=version.document, body="x"),
        lambda: services.acknowledge(by=stranger, version=version),
        lambda: services.distribute(by=stranger, version=version),
        lambda: services.retire(by=stranger, document=version.document, reason="x"),
    )

    for call in calls:
        with pytest.raises(PermissionDenied, match="ほかの病院"):
            call()
    assert Document.objects.of(author.institution).get().is_active
