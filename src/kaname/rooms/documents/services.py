"""What people do about documents: begin, write, ask for approval, review, distribute, read, retire.

Source: 経営管理編 1.1 ②（規程等の整備と管理）, 1.2.1 管理責任 ②
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Max
from django.utils.translation import gettext as _

from kaname.foundation.access.checks import require_house
from kaname.foundation.access.models import Person
from kaname.foundation.access.search import search_key
from kaname.foundation.access.writes import Entry, writing
from kaname.foundation.audiences.rules import EVERYBODY, Audience
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.holidays import add_months
from kaname.foundation.decisions import services as decisions
from kaname.foundation.decisions.models import Decision, StepKind
from kaname.foundation.evidence import services as evidence

from .checks import (
    describe,
    next_number,
    require_active,
    require_requestable,
    require_review,
    require_revision,
    required_text,
)
from .choices import (
    OPEN_STATUSES,
    AudienceKind,
    DistributionMethod,
    DocumentStatus,
    DocumentType,
    ProvisionKey,
    VersionStatus,
)
from .files import digest_of_upload
from .models import Acknowledgement, Distribution, Document, DocumentReview, DocumentVersion, Provision
from .outlines import outline

APPROVE = "documents.approve"


@dataclass(frozen=True)
class Content:
    """What a version says: a text, what changed, where required clauses stand, which appointments it shows."""

    body: str = ""
    change_note: str = ""
    provisions: Mapping[str, str] = field(default_factory=dict)
    lists: Sequence[str] = ()


def create_document(
    *,
    by: Person,
    title: str,
    type: str,  # noqa: A002  (the field's name)
    owner: Person | None = None,
    number: str = "",
    audience: str = AudienceKind.ALL_STAFF,
    audience_roles: Sequence[str] = (),
    audience_rule: Audience = EVERYBODY,
    review_months: int = 12,
) -> Document:
    """Begin a controlled document; without a number it gets the next one. It has no version yet.

    Raises PermissionDenied; ValidationError.
    Source: 経営管理編 1.1 ②
    """
    with writing(by=by, action="documents.write") as entry:
        document = Document(institution=by.institution, number=number.strip() or next_number(by))
        describe(document, title, type, owner or by, audience, audience_roles, review_months, audience_rule)
        return entry.save(document)


def begin_document(*, by: Person, type: str, owner: Person) -> Document:  # noqa: A002
    """Register a document of a type under its usual title and put our outline into its first draft.

    Raises PermissionDenied; ValidationError. Source: 経営管理編 1.1 ②
    """
    with writing(by=by, action="documents.write"):
        document = create_document(by=by, title=str(DocumentType(type).label), type=type, owner=owner)
        write_draft(by=by, document=document, body=outline(document, by))
    return document


def change_document(
    *,
    by: Person,
    document: Document,
    title: str,
    type: str,  # noqa: A002
    owner: Person,
    number: str,
    audience: str,
    audience_roles: Sequence[str] = (),
    audience_rule: Audience = EVERYBODY,
    review_months: int = 12,
    revision: int | None = None,
) -> Document:
    """Change what the register says of a document. An approval that waits becomes void, as its material changed.

    Raises PermissionDenied; ValidationError; StaleRecord.
    """
    with writing(by=by, action="documents.write") as entry:
        require_house(by, document)
        require_active(document)
        require_revision(document, revision)
        document.number = number.strip()
        describe(document, title, type, owner, audience, audience_roles, review_months, audience_rule)
        entry.save(document)
        for version in document.versions.filter(status=VersionStatus.REQUESTED):
            _void_request(by, version)
    return document


def write_draft(
    *,
    by: Person,
    document: Document,
    body: str,
    change_note: str = "",
    provisions: Mapping[str, str] | None = None,
    lists: Sequence[str] = (),
) -> DocumentVersion:
    """Begin the next version as a text in Markdown. `provisions` maps clause keys to places (第3条).

    Raises PermissionDenied; ValidationError if another version is being written.
    """
    content = Content(body, change_note, provisions or {}, lists)
    with writing(by=by, action="documents.write") as entry:
        version = _new_version(by, document, content)
        version.body = required_text(body)
        return _save_content(entry, version, content)


def upload_version(
    *,
    by: Person,
    document: Document,
    upload: UploadedFile,
    change_note: str = "",
    provisions: Mapping[str, str] | None = None,
    lists: Sequence[str] = (),
) -> DocumentVersion:
    """Begin the next version as an uploaded file, kept as evidence on the version.

    Raises PermissionDenied; ValidationError (also for a file that evidence refuses).
    """
    content = Content("", change_note, provisions or {}, lists)
    with writing(by=by, action="documents.write") as entry:
        version = _new_version(by, document, content)
        version.file_name, version.file_sha256 = (upload.name or "file")[-255:], digest_of_upload(upload)
        _save_content(entry, version, content)
        evidence.attach(by=by, record=version, files=[upload])
    return version


def change_draft(
    *,
    by: Person,
    version: DocumentVersion,
    body: str,
    change_note: str = "",
    provisions: Mapping[str, str] | None = None,
    lists: Sequence[str] | None = None,
    revision: int | None = None,
) -> DocumentVersion:
    """Change a version that is not approved yet. If it waits for approval, that request becomes void.

    `lists=None` leaves the appointments it shows as they are.
    Raises PermissionDenied; ValidationError; StaleRecord.
    """
    content = Content(body, change_note, provisions or {}, version.lists if lists is None else lists)
    with writing(by=by, action="documents.write") as entry:
        require_house(by, version)
        require_active(version.document)
        require_revision(version, revision)
        if version.status not in OPEN_STATUSES:
            raise ValidationError(_("この版はもう変えられません。新しい版を作ってください。"))
        if not version.is_file:
            version.body = required_text(body)
        _fill(version, content)
        _save_content(entry, version, content)
        _void_request(by, version)
    return version


def discard_draft(*, by: Person, version: DocumentVersion) -> None:
    """Throw a draft away that was never put before anybody; the ledger keeps that it was."""
    with writing(by=by, action="documents.write", note=str(version)) as entry:
        require_house(by, version)
        if version.status != VersionStatus.DRAFT or version.decision_id:
            raise ValidationError(_("承認を求めたことのある版は捨てられません。書き直してください。"))
        for provision in version.provisions.all():
            entry.delete(provision)
        entry.delete(version)


def request_approval(
    *,
    by: Person,
    version: DocumentVersion,
    effective_on: date,
    next_review_on: date | None = None,
    approver: Person | None = None,
    steps: Sequence[decisions.Step] = (),
    summary: str = "",
    obligation_id: str = "",
) -> Decision:
    """Put a draft before those who approve it: `steps` in order, or one `approver`.

    Without `next_review_on` it is the document's interval after the day of effect. Editing the draft, or the
    document's title or audience, makes the request void.
    Raises PermissionDenied; ValidationError.
    Source: 経営管理編 1.1 ②, 3.3.1, 3.4.1 ①
    """
    with writing(by=by, action="documents.write") as entry:
        require_house(by, version)
        require_active(version.document)
        way = list(steps) or [decisions.Step(StepKind.APPROVE, p) for p in (approver,) if p]
        require_requestable(version, way, effective_on)
        version.effective_on = effective_on
        version.next_review_on = next_review_on or add_months(effective_on, version.document.review_months)
        version.status = VersionStatus.REQUESTED
        entry.save(version)
        decision = decisions.request_decision(
            by=by,
            kind=APPROVE,
            subject=version,
            question=_("「%(title)s」第%(number)s版を承認しますか")
            % {"title": version.document.title, "number": version.number},
            summary=summary or version.change_note,
            steps=way,
            obligation_id=obligation_id,
        )
        version.decision = decision
        entry.save(version)
    return decision


def confirm_review(*, by: Person, document: Document, next_review_on: date, note: str) -> DocumentReview:
    """Record that the version in force was reviewed and stays as it is until the next day of review.

    Only an executive or the safety officer. Raises PermissionDenied; ValidationError.
    Source: 経営管理編 1.2.1 見直し・改善 ①
    """
    with writing(by=by, action="documents.review", note=note.strip()) as entry:
        require_house(by, document)
        require_active(document)
        version = _version_in_force(document)
        require_review(document, next_review_on, note)
        review = DocumentReview(
            institution=by.institution,
            version=version,
            reviewed_on=clock.today(),
            reviewed_by=by,
            next_review_on=next_review_on,
            note=note.strip(),
        )
        entry.save(review)
        version.next_review_on = next_review_on
        entry.save(version)
    return review


def distribute(
    *,
    by: Person,
    version: DocumentVersion,
    method: str = DistributionMethod.KANAME,
    distributed_on: date | None = None,
    note: str = "",
) -> Distribution:
    """Record that the version in force was made known to its whole audience.

    Raises PermissionDenied; ValidationError.
    Source: 経営管理編 3.4.1 ①
    """
    with writing(by=by, action="documents.write", note=note) as entry:
        require_house(by, version)
        require_active(version.document)
        day = distributed_on or clock.today()
        if not version.is_adopted or version.approved_on is None or day < version.approved_on:
            raise ValidationError(_("配れるのは承認された版だけです。先に承認を求めてください。"))
        if day > clock.today():
            raise ValidationError({"distributed_on": _("配った日は、今日以前の日にしてください。")})
        return entry.save(
            Distribution(
                institution=by.institution,
                version=version,
                distributed_on=day,
                distributed_by=by,
                method=method,
                to_all_staff=version.document.audience == AudienceKind.ALL_STAFF,
                note=note.strip(),
            )
        )


def acknowledge(*, by: Person, version: DocumentVersion) -> Acknowledgement:
    """Record that somebody of the audience has read the version in force; a second time changes nothing.

    Raises PermissionDenied; ValidationError.
    Source: 経営管理編 3.1.2 ④
    """
    with writing(by=by, action="documents.acknowledge") as entry:
        require_house(by, version)
        earlier = Acknowledgement.objects.of(by.institution).filter(version=version, person=by).first()
        if earlier is not None:
            return earlier
        today = clock.today()
        if not version.document.is_active or not version.is_in_force(today):
            raise ValidationError(_("いま有効な版ではありません。文書の現行の版を読んでください。"))
        if not version.document.is_for(by, today):
            raise PermissionDenied(_("この文書の配付範囲に入っていません。"))
        return entry.save(
            Acknowledgement(institution=by.institution, version=version, person=by, at=clock.now())
        )


def retire(*, by: Person, document: Document, reason: str) -> Document:
    """End a document from today; it and its versions stay on record. Raises PermissionDenied; ValidationError."""
    with writing(by=by, action="documents.review", note=reason.strip()) as entry:
        require_house(by, document)
        require_active(document)
        if not reason.strip():
            raise ValidationError({"reason": _("廃止する理由を書いてください。")})
        if document.versions.filter(status=VersionStatus.REQUESTED).exists():
            raise ValidationError(_("承認待ちの版があります。決裁を取り下げてから廃止してください。"))
        document.status, document.retired_on = DocumentStatus.RETIRED, clock.today()
        document.retired_reason = reason.strip()[:300]
        return entry.save(document)


def _new_version(by: Person, document: Document, content: Content) -> DocumentVersion:
    require_house(by, document)
    require_active(document)
    if document.versions.filter(status__in=OPEN_STATUSES).exists():
        raise ValidationError(_("書きかけの版が既にあります。その版を編集してください。"))
    last = document.versions.aggregate(last=Max("number"))["last"] or 0
    version = DocumentVersion(
        institution=by.institution,
        document=document,
        number=last + 1,
        drafted_by=by,
        drafted_on=clock.today(),
    )
    _fill(version, content)
    return version


def _fill(version: DocumentVersion, content: Content) -> None:
    version.change_note = content.change_note.strip()
    version.lists = sorted(set(content.lists))
    unknown = set(content.provisions) - set(ProvisionKey.values)
    if unknown:
        raise ValidationError(
            {"provisions": _("知らない条項です：%(keys)s") % {"keys": "、".join(sorted(unknown))}}
        )


def _save_content(entry: Entry, version: DocumentVersion, content: Content) -> DocumentVersion:
    version.body_key = search_key(version.body, version.change_note, version.file_name)
    entry.save(version)
    wanted = {key: place.strip()[:100] for key, place in content.provisions.items() if place.strip()}
    for row in version.provisions.all():
        if row.key not in wanted:
            entry.delete(row)
        elif row.place != wanted.pop(row.key):
            row.place = content.provisions[row.key].strip()[:100]
            entry.save(row)
    for key, place in wanted.items():
        entry.save(Provision(institution=version.institution, version=version, key=key, place=place))
    return version


def _void_request(by: Person, version: DocumentVersion) -> None:
    """An edited version is a draft again; the request that waited for it is void (`decisions.ApproveVersion.close`)."""
    if version.decision_id and version.status == VersionStatus.REQUESTED:
        decision = Decision.objects.of(version.institution).get(pk=version.decision_id)
        if decisions.void_if_changed(by=by, decision=decision):
            version.refresh_from_db()


def _version_in_force(document: Document) -> DocumentVersion:
    rows: Any = DocumentVersion.objects.of(document.institution).filter(document=document)
    version: DocumentVersion | None = rows.in_force_on(clock.today()).first()
    if version is None:
        raise ValidationError(_("施行中の版がありません。先に版の承認を求めてください。"))
    return version
