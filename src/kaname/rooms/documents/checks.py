"""What must hold before documents are written: each check raises a sentence that says what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kaname.foundation.access.models import Person
from kaname.foundation.access.records import InstitutionRecord, StaleRecord
from kaname.foundation.access.roles import INSIDERS, Role
from kaname.foundation.access.search import search_key
from kaname.foundation.audiences.rules import EVERYBODY, Audience
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.holidays import add_months
from kaname.foundation.decisions.services import Step

from .choices import EXECUTIVE_TYPES, AudienceKind, DocumentType, VersionStatus
from .models import Document, DocumentVersion


def next_number(by: Person) -> str:
    """DOC-001 and on: one above the highest that the hospital uses in this form."""
    taken = Document.objects.of(by.institution).filter(number__regex=r"^DOC-[0-9]{3,6}$")
    highest = max((int(n[4:]) for n in taken.values_list("number", flat=True)), default=0)
    return f"DOC-{highest + 1:03}"


def describe(
    document: Document,
    title: str,
    type_: str,
    owner: Person,
    audience: str,
    audience_roles: Sequence[str],
    review_months: int,
    audience_rule: Audience = EVERYBODY,
) -> None:
    """Fill in what the register says of a document; ValidationError for what cannot be."""
    if owner.institution_id != document.institution_id:
        raise ValidationError({"owner": _("この病院の人を選んでください。")})
    roles = sorted({str(role) for role in audience_roles}) if audience == AudienceKind.ROLES else []
    if not set(roles) <= INSIDERS or (audience == AudienceKind.ROLES and not roles):
        raise ValidationError({"audience_roles": _("読む役割を、院内の役割から一つ以上選んでください。")})
    if not title.strip():
        raise ValidationError({"title": _("文書名を入力してください。")})
    taken = Document.objects.of(document.institution).filter(number=document.number).exclude(pk=document.pk)
    if not document.number or taken.exists():
        raise ValidationError(
            {"number": _("この文書番号は使えません。ほかの文書と重ならない番号にしてください。")}
        )
    document.title, document.type, document.owner = title.strip(), type_, owner
    document.audience, document.audience_roles = audience, f"|{'|'.join(roles)}|" if roles else ""
    document.audience_rule = audience_rule.as_json() if audience == AudienceKind.RULES else {}
    document.review_months = review_months
    label = str(DocumentType(type_).label) if type_ in DocumentType.values else ""
    document.search_key = search_key(document.number, document.title, label)[:600]


def required_text(body: str) -> str:
    """A text with plain line ends, or ValidationError if it is empty."""
    text = body.replace("\r\n", "\n").strip()
    if not text:
        raise ValidationError({"body": _("本文を書いてください。")})
    return text


def require_requestable(version: DocumentVersion, way: Sequence[Step], effective_on: date) -> None:
    """A draft can be put before these people, to hold from this day."""
    if version.status != VersionStatus.DRAFT:
        raise ValidationError(_("承認を求められるのは下書きの版だけです。"))
    if effective_on < clock.today():
        raise ValidationError({"effective_on": _("施行日は、今日以後の日にしてください。")})
    if version.number > 1 and not version.change_note:
        raise ValidationError({"change_note": _("第2版からは、改定の理由と内容を書いてください。")})
    if not way:
        raise ValidationError({"approver": _("承認する人を選んでください。")})
    if version.document.type in EXECUTIVE_TYPES and Role.EXECUTIVE not in way[-1].person.roles_on(
        clock.today()
    ):
        raise ValidationError(
            {"approver": _("「%(type)s」を承認できるのは経営層だけです。経営層の人を選んでください。")
             % {"type": version.document.get_type_display()}}
        )  # fmt: skip


def require_review(document: Document, next_review_on: date, note: str) -> None:
    """A review says something, and looks ahead no farther than the interval."""
    if not note.strip():
        raise ValidationError({"note": _("見直した結果（変えなくてよいと判断した理由）を書いてください。")})
    latest = add_months(clock.today(), document.review_months)
    if not clock.today() < next_review_on <= latest:
        raise ValidationError(
            {"next_review_on": _("次の見直し期限は、明日から%(months)sか月以内の日にしてください。")
             % {"months": document.review_months}}
        )  # fmt: skip


def require_active(document: Document) -> None:
    """The document is not retired."""
    if not document.is_active:
        raise ValidationError(_("この文書は廃止されています。新しい文書を作ってください。"))


def require_revision(record: InstitutionRecord, revision: int | None) -> None:
    """The row is still as it was read; StaleRecord otherwise."""
    if revision is not None and record.revision != revision:
        raise StaleRecord(record)
