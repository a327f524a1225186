"""The list of laws: taken over, written, assigned, reviewed, ended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

from kaname.foundation.access import policy
from kaname.foundation.access.checks import require_not_future, require_own, require_text
from kaname.foundation.access.models import Institution, Person
from kaname.foundation.access.search import search_key
from kaname.foundation.access.writes import Entry, writing
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.holidays import add_months
from kaname.rooms.laws.choices import LawApplicability, ReviewResult
from kaname.rooms.laws.models import Law, LawDocument, LawReview
from kaname.rooms.laws.shipped import ShippedLaw, shipped_laws

from .checks import require_keeper

_OWN = "OWN-"


def register_shipped(*, by: Person) -> list[Law]:
    """Put on the list whatever of Kaname's list the hospital lacks; an own entry of the same title takes its key.

    Raises PermissionDenied; ValidationError if nothing is lacking.
    Source: 経営管理編 1.1 ①
    """
    with writing(by=by, action="laws.manage") as entry:
        rows = list(Law.objects.of(by.institution))
        have, titles = {row.key for row in rows}, {row.title: row for row in rows}
        lacking = [law for key, law in shipped_laws().items() if key not in have]
        if not lacking:
            raise ValidationError(_("はじめの一覧は、すべて登録されています。"))
        for law in lacking:
            if law.title in titles:
                titles[law.title].key, titles[law.title].is_shipped = law.key, True
                entry.save(titles[law.title])
        return entry.save_all(_shipped_row(by, law) for law in lacking if law.title not in titles)


def _shipped_row(by: Person, law: ShippedLaw) -> Law:
    names = ("key", "title", "short_name", "kind", "issuer", "number", "asks", "confidence")
    row = Law(institution=by.institution, is_shipped=True, **{name: getattr(law, name) for name in names})
    row.search_key = _search_key(row)
    return row


def register_law(
    *, by: Person, title: str, kind: str, asks: str, documents: Iterable[Model] = (), **fields: Any
) -> Law:
    """Put a law, notice or guideline of the hospital's own choice on the list, with what implements it.

    `fields` are short_name, issuer, number, applicability, not_applicable_reason, owner, review_months.
    Raises PermissionDenied; ValidationError.
    Source: 経営管理編 1.1 ①
    """
    with writing(by=by, action="laws.manage") as entry:
        law = Law(institution=by.institution, key=_next_own_key(by.institution))
        _fill(law, by, title=title, kind=kind, asks=asks, **fields)
        entry.save(law)
        _set_documents(entry, law, list(documents))
        return law


def change_law(
    *,
    by: Person,
    law: Law,
    title: str,
    kind: str,
    asks: str,
    documents: Iterable[Model] | None = None,
    **fields: Any,
) -> Law:
    """Correct an entry, its owner and its documents (None leaves them). Fields as in `register_law`.

    Raises PermissionDenied; ValidationError; StaleRecord.
    """
    with writing(by=by, action="laws.manage") as entry:
        _fill(law, by, title=title, kind=kind, asks=asks, **fields)
        _date_next_review(law)
        entry.save(law)
        if documents is not None:
            _set_documents(entry, law, list(documents))
        return law


def assign_laws(*, by: Person, lines: Sequence[tuple[Law, Person | None, Model | None]]) -> list[Law]:
    """Give many entries their owner and a document at once; None leaves what there is.

    Raises PermissionDenied; ValidationError if no line says anything.
    """
    with writing(by=by, action="laws.manage") as entry:
        changed = [line for line in lines if _assign(entry, by, *line)]
        if not changed:
            raise ValidationError(_("担当者か規程を、一つ以上選んでください。"))
        return [law for law, _owner, _document in changed]


def _assign(entry: Entry, by: Person, law: Law, owner: Person | None, document: Model | None) -> bool:
    require_own(by.institution, law=law, owner=owner, document=document)  # type: ignore[arg-type]
    has_owner = owner is not None and law.owner_id != owner.pk
    if has_owner:
        require_keeper(owner)
        law.owner = owner
        entry.save(law)
    linked = {link.document_id for link in law.links.all()}
    has_document = document is not None and document.pk not in linked
    if document is not None and has_document:
        entry.save(LawDocument(institution=by.institution, law=law, document_id=document.pk))
    return has_owner or has_document


def review_law(
    *, by: Person, law: Law, result: str, note: str = "", reviewed_on: date | None = None
) -> LawReview:
    """Record that a law was looked at again: whether it is kept, and when it is next looked at.

    Only its owner, or whoever manages the list. Raises PermissionDenied; ValidationError.
    Source: 経営管理編 1.1 ①
    """
    day = reviewed_on or clock.today()
    with writing(by=by, action="laws.review") as entry:
        require_not_future(reviewed_on=day)
        return _save_review(entry, by, law, result, note, day)


def review_laws(
    *, by: Person, laws: Sequence[Law], note: str, reviewed_on: date | None = None
) -> list[LawReview]:
    """Record at once that several laws were looked at and are kept; those that do not apply, that they still do not.

    The note says what was looked at: it stands with each of them. All or none is written.
    Raises PermissionDenied; ValidationError if no law is named or nothing is noted.
    Source: 経営管理編 1.1 ①
    """
    day = reviewed_on or clock.today()
    with writing(by=by, action="laws.review") as entry:
        require_not_future(reviewed_on=day)
        if not laws:
            raise ValidationError({"laws": _("見直した法令を一つ以上選んでください。")})
        if not note.strip():
            raise ValidationError({"note": _("何を見て、守られていると確かめたかを書いてください。")})
        return [
            _save_review(
                entry,
                by,
                law,
                ReviewResult.COMPLIANT if law.applies else ReviewResult.NOT_APPLICABLE,
                note,
                day,
            )
            for law in laws
        ]


def _save_review(entry: Entry, by: Person, law: Law, result: str, note: str, day: date) -> LawReview:
    if law.owner_id != by.pk and not policy.may(by, "laws.manage"):
        raise PermissionDenied(_("見直しを記録できるのは、担当者か、法令の一覧を管理する人です。"))
    require_own(by.institution, law=law)
    _require_fitting(law, result, note)
    review = LawReview(
        institution=by.institution, law=law, reviewed_on=day, reviewed_by=by, result=result, note=note.strip()
    )
    entry.save(review)
    law.last_reviewed_on = max(day, law.last_reviewed_on or day)
    _date_next_review(law)
    entry.save(law)
    return review


def _require_fitting(law: Law, result: str, note: str) -> None:
    if law.ended_on is not None:
        raise ValidationError(_("この法令は一覧から外されています。戻してから見直してください。"))
    if result not in ReviewResult.values:
        raise ValidationError({"result": _("判断を選んでください。")})
    if law.applies == (result == ReviewResult.NOT_APPLICABLE):
        raise ValidationError(
            {"result": _("「適用」と合う判断を選んでください。適用は「内容を変える」で変えられます。")}
        )
    if result == ReviewResult.GAPS and not note.strip():
        raise ValidationError({"note": _("どこに不備があるかを書いてください。")})


def end_law(*, by: Person, law: Law, reason: str) -> Law:
    """Take an entry off the list (the law was abolished, or was never ours); its records stay.

    Raises PermissionDenied; ValidationError; StaleRecord.
    """
    with writing(by=by, action="laws.manage", note=reason.strip()) as entry:
        require_text(reason=reason)
        if law.ended_on is not None:
            raise ValidationError(_("この法令は、既に一覧から外されています。"))
        law.ended_on, law.end_reason = clock.today(), reason.strip()
        return entry.save(law)


def restore_law(*, by: Person, law: Law) -> Law:
    """Put an entry that was taken off back on the list. Raises PermissionDenied; StaleRecord."""
    with writing(by=by, action="laws.manage") as entry:
        law.ended_on, law.end_reason = None, ""
        return entry.save(law)


def _fill(law: Law, by: Person, **values: Any) -> None:
    require_text(title=values["title"], asks=values["asks"])
    owner = values.get("owner")
    require_own(by.institution, owner=owner)
    if owner is not None and owner.pk != law.owner_id:
        require_keeper(owner)
    for name, value in values.items():
        setattr(law, name, value.strip() if isinstance(value, str) else value)
    if law.applicability == LawApplicability.APPLIES:
        law.not_applicable_reason = ""
    elif not law.not_applicable_reason:
        raise ValidationError({"not_applicable_reason": _("対象外とするときは、その理由を書いてください。")})
    same = Law.objects.of(by.institution).filter(title=law.title).exclude(pk=law.pk)
    if same.exists():
        raise ValidationError({"title": _("同じ名称の法令が既にあります。")})
    law.search_key = _search_key(law)


def _search_key(law: Law) -> str:
    return search_key(law.short_name, law.title, law.issuer, law.number)[:900]


def _date_next_review(law: Law) -> None:
    if law.last_reviewed_on is not None:
        law.next_review_on = add_months(law.last_reviewed_on, law.review_months)


def _set_documents(entry: Entry, law: Law, documents: list[Model]) -> None:
    for document in documents:
        require_own(law.institution, documents=document)  # type: ignore[arg-type]
    wanted = {document.pk: document for document in documents}
    for link in law.links.all():
        if link.document_id not in wanted:
            entry.delete(link)
        wanted.pop(link.document_id, None)
    for document in wanted.values():
        entry.save(LawDocument(institution=law.institution, law=law, document_id=document.pk))


def _next_own_key(institution: Institution) -> str:
    keys = Law.objects.of(institution).filter(key__startswith=_OWN).values_list("key", flat=True)
    last = max((int(key.removeprefix(_OWN)) for key in keys), default=0)
    return f"{_OWN}{last + 1:03d}"
