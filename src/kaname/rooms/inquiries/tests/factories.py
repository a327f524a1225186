"""Plain factories: a desk with its people, inquiries, made through the services."""

from __future__ import annotations

from typing import Any

from kaname.foundation.access.models import Person
from kaname.foundation.access.roles import Role
from kaname.foundation.access.tests.factories import make_person
from kaname.foundation.decisions import services as decisions
from kaname.rooms.inquiries import services
from kaname.rooms.inquiries.models import ContactPoint, Inquiry

SENDER, CONTACT = "葛城 三四郎", "080-7777-2345"
BODY, ANSWER = (
    "会計窓口の画面に他の人の名前が映っていました。",
    "画面の向きを変え、覗き見防止の板を付けました。",
)
SECRETS = (SENDER, CONTACT, BODY, ANSWER)


def make_worker(executive: Person, name: str = "大野 歩") -> Person:
    """Somebody of the desk."""
    return make_person(executive.institution, name, roles=[Role.DESK])


def make_desk(executive: Person, worker: Person | None = None, **fields: Any) -> ContactPoint:
    """A desk with a telephone and a public form."""
    values = {"name": "患者相談窓口", "phone": "0123-45-6789", "has_public_form": True, **fields}
    return services.open_desk(by=executive, responsible=worker or make_worker(executive), **values)


def make_inquiry(desk: ContactPoint, *, by: Person | None = None, **fields: Any) -> Inquiry:
    """An inquiry taken on the telephone."""
    values = {
        "kind": "QUESTION",
        "channel": "PHONE",
        "subject": "会計窓口の画面について",
        "body": BODY,
        "sender": SENDER,
        "contact": CONTACT,
        **fields,
    }
    return services.enter_inquiry(by=by or desk.responsible, desk=desk, **values)


def read(inquiry: Inquiry) -> Inquiry:
    """The row read anew."""
    return Inquiry._default_manager.select_related("desk", "decision", "institution").get(pk=inquiry.pk)


def answered(inquiry: Inquiry, *, by: Person, answer: str = ANSWER) -> Inquiry:
    """Answered and closed, for a class that asks neither approval nor identification."""
    services.draft_answer(by=by, inquiry=inquiry, answer=answer)
    return services.record_answer(by=by, inquiry=inquiry, channel="PHONE")


def approved(inquiry: Inquiry, *, by: Person, approver: Person, choice: str = "APPROVE") -> Inquiry:
    """The drafted answer put before somebody, who decides."""
    services.ask_approval(by=by, inquiry=inquiry, approver=approver)
    assert inquiry.decision is not None
    decisions.act_on_step(by=approver, decision=inquiry.decision, choice=choice, reason="確かめました。")
    return read(inquiry)
