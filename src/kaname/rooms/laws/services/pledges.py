"""Pledges: texts are set, people sign on the screen, managers record paper and clauses, mistakes are withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Max
from django.utils.translation import gettext as _

from kaname.foundation.access.checks import require_not_future, require_own, require_text
from kaname.foundation.access.models import Person, PersonKind
from kaname.foundation.access.search import search_key
from kaname.foundation.access.writes import Entry, writing
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.holidays import ONE_DAY, add_months
from kaname.foundation.evidence import services as evidence
from kaname.foundation.ledger.findings import few
from kaname.rooms.laws.choices import PledgeWay
from kaname.rooms.laws.models import Pledge, PledgeBatch, PledgeText
from kaname.rooms.laws.selectors.pledges import RENEW_WITHIN_DAYS, PledgeBook


def write_text(
    *,
    by: Person,
    title: str,
    body: str,
    kind: str = "",
    starts_on: date | None = None,
    valid_months: int | None = None,
    renew_by: date | None = None,
) -> PledgeText:
    """Set a new version of the text that a kind of person signs. `renew_by`: whoever signed before signs again by then.

    Raises PermissionDenied; ValidationError.
    Source: 経営管理編 1.1 ②
    """
    with writing(by=by, action="laws.record_pledges") as entry:
        require_text(title=title, body=body)
        if kind and kind not in PersonKind.values:
            raise ValidationError({"kind": _("区分を選び直してください。")})
        last = PledgeText.objects.of(by.institution).filter(kind=kind).aggregate(n=Max("version"))["n"]
        return entry.save(
            PledgeText(
                institution=by.institution,
                kind=kind,
                version=(last or 0) + 1,
                title=title.strip(),
                body=body.strip(),
                starts_on=starts_on or clock.today(),
                valid_months=valid_months,
                renew_by=renew_by,
                written_by=by,
            )
        )


def sign_pledge(*, by: Person, text: PledgeText, signature: str, agreed: bool) -> Pledge:
    """Sign a pledge on the screen: one's own, with one's name typed and the box ticked.

    Raises PermissionDenied; ValidationError if it is not the text for this person, or they have pledged already.
    Source: 経営管理編 1.1 ②, 3.1.2 ④
    """
    with writing(by=by, action="laws.pledge") as entry:
        book, today = PledgeBook(by.institution, by), clock.today()
        if book.text_for(by.kind, today) != text:
            raise ValidationError(_("誓約書の文面が新しくなりました。画面を開き直してください。"))
        if not agreed:
            raise ValidationError({"agreed": _("読んで、誓約することに印を付けてください。")})
        if _plain(signature) != _plain(by.name):
            raise ValidationError(
                {"signature": _("氏名を「%(name)s」と入力してください。") % {"name": by.name}}
            )
        _require_due(book, by, text, today)
        return entry.save(_pledge(by, by, PledgeWay.SCREEN, today, text, signature=signature.strip()))


def _plain(name: str) -> str:
    return "".join(search_key(name).split())


def _require_due(book: PledgeBook, by: Person, text: PledgeText, today: date) -> None:
    """Nobody signs the same text twice while the first still counts for a while."""
    soon = today + timedelta(days=RENEW_WITHIN_DAYS)
    for pledge in book.pledges_of(by.pk):
        if pledge.text_id == text.pk and book.last_day(pledge, by.kind) > soon:
            raise ValidationError(_("この文面には、既に誓約しています。"))


def record_pledges(
    *,
    by: Person,
    people: Sequence[Person],
    way: str,
    signed_on: date,
    text: PledgeText | None = None,
    clause: str = "",
    valid_until: date | None = None,
    files: Sequence[UploadedFile] = (),
) -> list[Pledge]:
    """Record pledges on paper (PAPER) or clauses of contracts (CLAUSE) for one or many people, with the scan.

    A scan for many people hangs on their batch and only those who keep the pledges see it.
    Raises PermissionDenied; ValidationError that names whoever cannot be recorded (then nobody is).
    Source: 経営管理編 1.1 ②, 3.1.2 ④
    """
    with writing(by=by, action="laws.record_pledges") as entry:
        chosen = list(dict.fromkeys(people))
        _require_recordable(by, chosen, way, signed_on, text, clause, valid_until)
        if way == PledgeWay.CLAUSE:
            text = None
        batch = _batch(entry, by, chosen) if files and len(chosen) > 1 else None
        rows = entry.save_all(
            _pledge(by, p, way, signed_on, text, clause=clause.strip(), valid_until=valid_until, batch=batch)
            for p in chosen
        )
        if files:
            evidence.attach(by=by, record=batch or rows[0], files=files)
        return rows


def _batch(entry: Entry, by: Person, people: list[Person]) -> PledgeBatch:
    return entry.save(
        PledgeBatch(institution=by.institution, recorded_on=clock.today(), recorded_by=by, count=len(people))
    )


def _pledge(
    by: Person,
    person: Person,
    way: str,
    signed_on: date,
    text: PledgeText | None,
    *,
    signature: str = "",
    clause: str = "",
    valid_until: date | None = None,
    batch: PledgeBatch | None = None,
) -> Pledge:
    if valid_until is None and text is not None and text.valid_months:
        valid_until = add_months(signed_on, text.valid_months) - ONE_DAY
    return Pledge(
        institution=by.institution,
        person=person,
        text=text,
        way=way,
        signed_on=signed_on,
        signature=signature,
        clause=clause if way == PledgeWay.CLAUSE else "",
        valid_until=valid_until,
        batch=batch,
        recorded_by=by,
        recorded_at=clock.now(),
    )


def _require_recordable(
    by: Person,
    people: list[Person],
    way: str,
    signed_on: date,
    text: PledgeText | None,
    clause: str,
    valid_until: date | None,
) -> None:
    if not people:
        raise ValidationError({"people": _("誓約した人を選んでください。")})
    require_own(by.institution, text=text)
    for person in people:
        require_own(by.institution, people=person)
    require_not_future(signed_on=signed_on)
    if way not in (PledgeWay.PAPER, PledgeWay.CLAUSE):
        raise ValidationError({"way": _("「紙に署名」か「契約の条項」を選んでください。")})
    if way == PledgeWay.PAPER and text is None:
        raise ValidationError({"text": _("どの文面に署名したかを選んでください。")})
    if way == PledgeWay.CLAUSE and not clause.strip():
        raise ValidationError({"clause": _("契約の名前と条項を入力してください。")})
    if valid_until is not None and valid_until < signed_on:
        raise ValidationError({"valid_until": _("有効な最後の日は、誓約した日より後にしてください。")})
    _require_here(people, signed_on)
    _require_new(by, people, way, signed_on, text, clause)


def _require_here(people: list[Person], signed_on: date) -> None:
    gone = [p.name for p in people if p.ends_on is not None and p.ends_on < signed_on]
    if gone:
        raise ValidationError(
            {"people": _("誓約した日には在籍を終えている人がいます：%(names)s。") % {"names": few(gone)}}
        )


def _require_new(
    by: Person, people: list[Person], way: str, signed_on: date, text: PledgeText | None, clause: str
) -> None:
    what = {"clause": clause.strip()} if way == PledgeWay.CLAUSE else {"text": text}
    rows = Pledge.objects.of(by.institution).standing().filter(way=way, signed_on=signed_on, **what)
    known = set(rows.values_list("person_id", flat=True))
    twice = [p.name for p in people if p.pk in known]
    if twice:
        raise ValidationError(
            {"people": _("同じ日の同じ誓約が既にある人がいます：%(names)s。") % {"names": few(twice)}}
        )


def attach_scan(*, by: Person, pledge: Pledge, files: Sequence[UploadedFile]) -> Pledge:
    """Attach the scan of a pledge on paper or of a contract later. Raises PermissionDenied; ValidationError."""
    with writing(by=by, action="laws.record_pledges") as entry:
        if pledge.way == PledgeWay.SCREEN:
            raise ValidationError(_("画面で署名した誓約に、写しは要りません。"))
        evidence.attach(by=by, record=pledge, files=files)
        entry.mention(pledge)
        return pledge


def withdraw_pledge(*, by: Person, pledge: Pledge, reason: str) -> Pledge:
    """Take back a pledge that was recorded by mistake; it stays readable and counts no more.

    Raises PermissionDenied; ValidationError; StaleRecord.
    """
    with writing(by=by, action="laws.record_pledges", note=reason.strip()) as entry:
        require_text(reason=reason)
        if pledge.withdrawn_on is not None:
            raise ValidationError(_("この誓約は、既に取り消されています。"))
        pledge.withdrawn_on, pledge.withdrawn_reason = clock.today(), reason.strip()
        return entry.save(pledge)
