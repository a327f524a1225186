"""The rules of receiving, working on, answering and ending inquiries."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from kaname.foundation.access.models import Person
from kaname.foundation.access.policy import allowed_roles
from kaname.foundation.access.records import StaleRecord
from kaname.foundation.access.roles import Role
from kaname.foundation.access.tests.factories import make_hospital, make_person
from kaname.foundation.calendar import clock
from kaname.foundation.decisions import services as decisions
from kaname.foundation.decisions.models import DecisionStatus
from kaname.foundation.ledger.models import LedgerEntry
from kaname.foundation.notices import services as notices
from kaname.foundation.notices.models import Mail, Notice
from kaname.rooms.inquiries import services
from kaname.rooms.inquiries.choices import InquiryStatus
from kaname.rooms.inquiries.models import Inquiry

from .conftest import TODAY
from .factories import (
    ANSWER,
    BODY,
    CONTACT,
    SENDER,
    answered,
    approved,
    make_desk,
    make_inquiry,
    make_worker,
    read,
)

DAY = timedelta(days=1)
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


def actions(person: Person) -> list[str]:
    rows = LedgerEntry.objects.of(person.institution).filter(person__isnull=False).order_by("seq")
    return list(rows.values_list("action", flat=True))


def test_enter_inquiry_gets_number_and_due_day(desk, worker):
    first, second = make_inquiry(desk), make_inquiry(desk, kind="DISCLOSURE")

    assert (first.number, second.number) == ("Q2026-001", "Q2026-002")
    assert first.due_on == date(2026, 12, 2), "seven working days, over the holiday of 23 November"
    assert second.due_on == TODAY + 30 * DAY
    assert (read(first).sender, read(first).contact, read(first).body) == (SENDER, CONTACT, BODY)
    assert (second.needs_approval, second.needs_identity, first.needs_approval) == (True, True, False)
    assert actions(worker)[-1] == "inquiries.enter"


def test_number_begins_again_with_the_fiscal_year(desk):
    make_inquiry(desk)
    with clock.at(date(2027, 4, 1)):
        assert make_inquiry(desk).number == "Q2027-001"


@pytest.mark.parametrize("role", list(Role))
def test_enter_inquiry_by_role(executive, desk, role):
    person = make_person(executive.institution, "誰か", roles=[role])

    if role in allowed_roles("inquiries.enter"):
        assert make_inquiry(desk, by=person).received_by == person
    else:
        with pytest.raises(PermissionDenied):
            make_inquiry(desk, by=person)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"subject": " "}, "subject"),
        ({"body": "\x00\x07 "}, "body"),
        ({"body": "あ" * 10_001}, "body"),
        ({"sender": "あ" * 201}, "sender"),
        ({"kind": "NONSENSE"}, "kind"),
    ],
)
def test_enter_inquiry_needs_a_subject_and_a_body(desk, fields, field):
    with pytest.raises(ValidationError) as refused:
        make_inquiry(desk, **fields)
    assert list(refused.value.message_dict) == [field]


def test_enter_inquiry_keeps_text_and_drops_control_characters(desk):
    body = "<script>alert(1)</script>\r\n\u202eひだり\u2067 👩‍⚕️\x00\x1b[0m"
    inquiry = make_inquiry(desk, body=body, sender="A\r\nBcc: x@example.jp")

    assert read(inquiry).body == "<script>alert(1)</script>\n\u202eひだり\u2067 👩‍⚕️[0m"
    assert read(inquiry).sender == "A Bcc: x@example.jp"


def test_enter_inquiry_at_another_hospitals_desk_is_refused(desk):
    other = make_hospital("よその病院")

    with pytest.raises(ValidationError, match="この病院の記録から"):
        make_inquiry(desk, by=other)


def test_answer_goes_from_received_to_closed(desk, worker):
    inquiry = make_inquiry(desk)
    services.assign(by=worker, inquiry=inquiry, assignee=worker)
    assert inquiry.status == InquiryStatus.IN_PROGRESS

    answered(inquiry, by=worker)

    row = read(inquiry)
    assert (row.status, row.answer, row.answered_on, row.closed_on, row.close_reason) == (
        InquiryStatus.CLOSED, ANSWER, TODAY, TODAY, "DONE",
    )  # fmt: skip
    assert (row.was_on_time, row.answered_by) == (True, worker)
    assert actions(worker)[-3:] == ["inquiries.work"] * 3


@pytest.mark.parametrize("role", list(Role))
def test_draft_answer_by_role(executive, desk, role):
    person = make_person(executive.institution, "誰か", roles=[role])
    inquiry = make_inquiry(desk)

    if role in allowed_roles("inquiries.work"):
        assert services.draft_answer(by=person, inquiry=inquiry, answer="はい。").answer == "はい。"
    else:
        with pytest.raises(PermissionDenied):
            services.draft_answer(by=person, inquiry=inquiry, answer="はい。")


def test_stale_draft_is_refused(desk, worker):
    inquiry = make_inquiry(desk)
    before = read(inquiry)
    services.draft_answer(by=worker, inquiry=inquiry, answer="先の人")

    with pytest.raises(StaleRecord):
        services.draft_answer(by=worker, inquiry=before, answer="後の人")
    assert read(inquiry).answer == "先の人"


def test_disclosure_needs_identity_and_approval(desk, worker, executive):
    inquiry = make_inquiry(desk, kind="DISCLOSURE")
    services.draft_answer(by=worker, inquiry=inquiry, answer=ANSWER)
    with pytest.raises(ValidationError, match="本人を確かめてから"):
        services.record_answer(by=worker, inquiry=inquiry, channel="LETTER")
    services.confirm_identity(by=worker, inquiry=inquiry, method="DOCUMENT")
    with pytest.raises(ValidationError, match="承認が要ります"):
        services.record_answer(by=worker, inquiry=inquiry, channel="LETTER")

    inquiry = approved(inquiry, by=worker, approver=executive)

    assert (inquiry.status, inquiry.is_answer_approved) == (InquiryStatus.IN_PROGRESS, True)
    services.record_answer(by=worker, inquiry=inquiry, channel="LETTER", close=False)
    assert read(inquiry).status == InquiryStatus.ANSWERED
    services.close_inquiry(by=worker, inquiry=inquiry, reason="DONE")


def test_answer_changed_after_its_approval_needs_another(desk, worker, executive):
    inquiry = make_inquiry(desk, kind="COMPLAINT")
    services.draft_answer(by=worker, inquiry=inquiry, answer=ANSWER)
    inquiry = approved(inquiry, by=worker, approver=executive)

    services.draft_answer(by=worker, inquiry=inquiry, answer="書き換えた答え")

    assert not inquiry.is_answer_approved
    with pytest.raises(ValidationError, match="承認が要ります"):
        services.record_answer(by=worker, inquiry=inquiry, channel="LETTER")


def test_answer_that_waits_cannot_be_changed(desk, worker, executive):
    inquiry = make_inquiry(desk, kind="COMPLAINT")
    services.draft_answer(by=worker, inquiry=inquiry, answer=ANSWER)
    services.ask_approval(by=worker, inquiry=inquiry, approver=executive)

    for act in (
        lambda: services.draft_answer(by=worker, inquiry=inquiry, answer="別"),
        lambda: services.change_kind(by=worker, inquiry=inquiry, kind="OTHER"),
        lambda: services.close_inquiry(by=worker, inquiry=inquiry, reason="WITHDRAWN"),
    ):
        with pytest.raises(ValidationError, match="承認を待っています"):
            act()


def test_returned_answer_is_mended_and_handed_in_again(desk, worker, executive):
    inquiry = make_inquiry(desk, kind="COMPLAINT")
    services.draft_answer(by=worker, inquiry=inquiry, answer=ANSWER)
    services.ask_approval(by=worker, inquiry=inquiry, approver=executive)
    decisions.return_to(by=executive, decision=inquiry.decision, order=0, reason="お詫びの言葉を。")
    notices.tell(desk.institution)
    told = Notice.objects.of(desk.institution).filter(person=worker, key__startswith="decision:").get()
    assert told.url == inquiry.get_absolute_url(), "the desk does not see decisions; it is led to the inquiry"

    services.resubmit_answer(
        by=worker, inquiry=read(inquiry), answer="お詫び申し上げます。", comment="加えました。"
    )
    again = read(inquiry)
    decisions.act_on_step(by=executive, decision=again.decision, choice="APPROVE")

    assert read(inquiry).is_answer_approved
    assert read(inquiry).answer == "お詫び申し上げます。"


def test_withdrawn_approval_is_a_draft_again(desk, worker, executive):
    inquiry = make_inquiry(desk, kind="COMPLAINT")
    services.draft_answer(by=worker, inquiry=inquiry, answer=ANSWER)
    services.ask_approval(by=worker, inquiry=inquiry, approver=executive)

    services.withdraw_approval(by=worker, inquiry=read(inquiry), reason="書き直します。")

    row = read(inquiry)
    assert (row.status, row.decision.status) == (InquiryStatus.IN_PROGRESS, DecisionStatus.WITHDRAWN)


def test_refused_answer_goes_back_to_work(desk, worker, executive):
    inquiry = make_inquiry(desk, kind="COMPLAINT")
    services.draft_answer(by=worker, inquiry=inquiry, answer=ANSWER)

    inquiry = approved(inquiry, by=worker, approver=executive, choice="REJECT")

    assert (inquiry.status, inquiry.is_answer_approved) == (InquiryStatus.IN_PROGRESS, False)


def test_decision_holds_nothing_personal(desk, worker, executive):
    inquiry = make_inquiry(desk, kind="COMPLAINT")
    services.draft_answer(by=worker, inquiry=inquiry, answer=ANSWER)
    services.ask_approval(by=worker, inquiry=inquiry, approver=executive)

    said = f"{inquiry.decision.question}{inquiry.decision.summary}{inquiry.decision.material}"
    assert not [text for text in (SENDER, CONTACT, BODY, ANSWER) if text in said]


@pytest.mark.parametrize(
    ("reason", "fine"),
    [("NO_ADDRESS", True), ("WITHDRAWN", True), ("NUISANCE", True), ("DONE", False), ("", False)],
)
def test_close_without_an_answer_names_why(desk, worker, reason, fine):
    inquiry = make_inquiry(desk)

    if fine:
        assert services.close_inquiry(by=worker, inquiry=inquiry, reason=reason).close_reason == reason
    else:
        with pytest.raises(ValidationError, match="終了の理由"):
            services.close_inquiry(by=worker, inquiry=inquiry, reason=reason)


@pytest.mark.parametrize("day", [TODAY - DAY, TODAY + DAY])
def test_answer_lies_between_receipt_and_today(desk, worker, day):
    inquiry = make_inquiry(desk)
    services.draft_answer(by=worker, inquiry=inquiry, answer=ANSWER)

    with pytest.raises(ValidationError, match="受付日から今日まで"):
        services.record_answer(by=worker, inquiry=inquiry, channel="PHONE", answered_on=day)


def test_assign_only_to_people_of_the_desk(desk, worker, executive):
    staff = make_person(executive.institution, "西村 空", roles=[Role.STAFF])

    with pytest.raises(ValidationError, match="窓口の仕事をする役割"):
        services.assign(by=worker, inquiry=make_inquiry(desk), assignee=staff)


def test_change_kind_moves_the_due_day(desk, worker):
    inquiry = make_inquiry(desk)

    services.change_kind(by=worker, inquiry=inquiry, kind="DISCLOSURE")

    assert (inquiry.due_on, inquiry.needs_identity) == (TODAY + 30 * DAY, True)


def test_leak_reaches_the_safety_officer_at_once(desk, officer):
    inquiry = make_inquiry(desk, kind="LEAK")

    notice = Notice.objects.of(desk.institution).get(person=officer)
    mail = Mail.objects.of(desk.institution).get(person=officer)
    assert "漏えいの申告が届きました（Q2026-001）" in str(notice)
    assert notice.url == inquiry.get_absolute_url()
    assert not [text for text in (SENDER, CONTACT, BODY) if text in f"{mail.subject}{mail.body}{notice.text}"]
    notices.tell(desk.institution)
    assert Notice.objects.of(desk.institution).filter(person=officer, key=notice.key).count() == 1


def test_what_turns_out_to_be_a_leak_reaches_the_safety_officer(desk, worker, officer):
    inquiry = make_inquiry(desk)

    services.change_kind(by=worker, inquiry=inquiry, kind="LEAK")

    assert Notice.objects.of(desk.institution).filter(person=officer).count() == 1


def test_open_desk_needs_a_channel_and_somebody_who_can_open_what_comes_in(executive, worker):
    with pytest.raises(ValidationError, match="どれか一つ"):
        make_desk(executive, worker, phone="", has_public_form=False)
    staff = make_person(executive.institution, "西村 空", roles=[Role.STAFF])
    with pytest.raises(ValidationError, match="開けません"):
        make_desk(executive, staff)


@pytest.mark.parametrize("role", list(Role))
def test_open_desk_by_role(executive, worker, role):
    person = make_person(executive.institution, "誰か", roles=[role])

    if role in allowed_roles("inquiries.manage"):
        assert make_desk(person, worker).responsible == worker
    else:
        with pytest.raises(PermissionDenied):
            make_desk(person, worker)


def test_slugs_are_not_to_be_guessed(executive, worker):
    slugs = {make_desk(executive, worker, name=f"窓口{n}").slug for n in range(20)}

    assert len(slugs) == 20
    assert {len(slug) for slug in slugs} == {14}


def test_confirm_notice_needs_a_photo_or_an_address(desk, worker, settings, tmp_path):
    settings.EVIDENCE_DIR = tmp_path
    with pytest.raises(ValidationError, match="写真か"):
        services.confirm_notice(by=worker, desk=desk, where="PREMISES")
    with pytest.raises(ValidationError, match="今日まで"):
        services.confirm_notice(
            by=worker, desk=desk, where="WEB", url="https://x.example.jp/", confirmed_on=TODAY + DAY
        )

    photo = SimpleUploadedFile("掲示.txt", "掲示の写し".encode())
    row = services.confirm_notice(by=worker, desk=desk, where="PREMISES", photo=photo)

    assert row.photo_name == "掲示.txt"
    assert actions(worker)[-2:] == ["inquiries.confirm_notice", "evidence.attach"]


def test_change_class_counts_for_what_comes_after(desk, executive):
    before = make_inquiry(desk)
    services.change_class(
        by=executive, kind="QUESTION", due_days=3, in_working_days=False, needs_approval=True,
        needs_identity=False, retention_years=1, on_public_form=False,
    )  # fmt: skip

    assert read(before).due_on == date(2026, 12, 2)
    after = make_inquiry(desk)
    assert (after.due_on, after.needs_approval) == (TODAY + 3 * DAY, True)


@pytest.mark.parametrize("days", [0, 181])
def test_change_class_within_reason(desk, executive, days):
    with pytest.raises(ValidationError, match="1日から180日"):
        services.change_class(
            by=executive, kind="QUESTION", due_days=days, in_working_days=False, needs_approval=True,
            needs_identity=False, retention_years=1, on_public_form=False,
        )  # fmt: skip


def test_visible_rows_by_role(executive, desk, worker):
    mine, put_forward = make_inquiry(desk), make_inquiry(desk, kind="COMPLAINT")
    services.draft_answer(by=worker, inquiry=put_forward, answer=ANSWER)
    services.ask_approval(by=worker, inquiry=put_forward, approver=executive)
    seen = {}
    for role in Role:
        person = make_person(executive.institution, "誰か", roles=[role])
        seen[role] = set(Inquiry.objects.visible_to(person).values_list("number", flat=True))

    both = {mine.number, put_forward.number}
    assert seen == {
        Role.EXECUTIVE: {put_forward.number},
        Role.SAFETY_OFFICER: both,
        Role.PLANNING_MANAGER: both,
        Role.OPERATIONS_STAFF: both,
        Role.AUDITOR: both,
        Role.STAFF: set(),
        Role.VENDOR: set(),
        Role.DESK: both,
        Role.GROUP_OFFICE: set(),
    }


def test_executive_who_answers_for_a_desk_sees_what_comes_to_it(executive, worker):
    desk = make_desk(executive, executive)
    elsewhere = make_desk(executive, worker, name="別の窓口")
    inquiry = make_inquiry(desk)
    make_inquiry(elsewhere)

    assert list(Inquiry.objects.visible_to(executive)) == [inquiry]


def test_another_hospitals_inquiry_cannot_be_worked_on(desk):
    stranger = make_worker(make_hospital("よその病院"))

    with pytest.raises(PermissionDenied):
        services.draft_answer(by=stranger, inquiry=make_inquiry(desk), answer="はい。")
