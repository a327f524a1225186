"""Plain factories: documents and versions, made through the services."""

from __future__ import annotations

from datetime import date, timedelta

from kaname.foundation.access.models import Person
from kaname.foundation.access.roles import Role
from kaname.foundation.access.tests.factories import make_person
from kaname.foundation.calendar import clock
from kaname.foundation.decisions import services as decisions
from kaname.rooms.documents import services
from kaname.rooms.documents.choices import AudienceKind, DocumentType
from kaname.rooms.documents.models import Document, DocumentVersion

BODY = "# 総則\n\n第1条 この規程は、医療情報を安全に扱うために定める。\n\n第2条 権限は全部門に及ぶ。"


def make_author(executive: Person) -> Person:
    """The planning manager who writes; the executive approves."""
    return make_person(executive.institution, "中野 翔", roles=[Role.PLANNING_MANAGER])


def make_document(
    by: Person,
    title: str = "運用管理規程",
    type: str = DocumentType.OPERATION_REGULATION,  # noqa: A002
    **fields: object,
) -> Document:
    """A document without a version."""
    return services.create_document(by=by, title=title, type=type, **fields)  # type: ignore[arg-type]


def make_draft(
    by: Person, document: Document | None = None, body: str = BODY, **content: object
) -> DocumentVersion:
    """A draft, of a new document unless one is given."""
    target = document or make_document(by)
    content.setdefault("change_note", "はじめて定める")
    return services.write_draft(by=by, document=target, body=body, **content)  # type: ignore[arg-type]


def approve(
    version: DocumentVersion,
    *,
    by: Person,
    effective_on: date | None = None,
    next_review_on: date | None = None,
    choice: str = "APPROVE",
) -> DocumentVersion:
    """Ask for approval in the drafter's name and decide it; returns the version read anew."""
    today = clock.today()
    decision = services.request_approval(
        by=version.drafted_by,
        version=version,
        approver=by,
        effective_on=effective_on or today,
        next_review_on=next_review_on or (effective_on or today) + timedelta(days=365),
    )
    decisions.act_on_step(by=by, decision=decision, choice=choice, reason="確かめました。")
    return DocumentVersion._default_manager.select_related("document").get(pk=version.pk)


def make_approved(
    author: Person,
    executive: Person,
    *,
    type: str = DocumentType.OPERATION_REGULATION,  # noqa: A002
    title: str = "運用管理規程",
    body: str = BODY,
    effective_on: date | None = None,
    next_review_on: date | None = None,
    audience: str = AudienceKind.ALL_STAFF,
    audience_roles: tuple[str, ...] = (),
    **content: object,
) -> DocumentVersion:
    """A new document with an approved first version."""
    document = make_document(author, title, type, audience=audience, audience_roles=audience_roles)
    draft = make_draft(author, document, body, **content)
    return approve(draft, by=executive, effective_on=effective_on, next_review_on=next_review_on)
