"""What people do with kits: make one, say where copies lie, take a record of the first hours back in."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kaname.foundation.access import policy
from kaname.foundation.access.checks import (
    require_active,
    require_house,
    require_not_future,
    require_own,
    require_text,
)
from kaname.foundation.access.models import Institution, Person
from kaname.foundation.access.writes import writing
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.display import show_date
from kaname.foundation.ledger import checkpoints
from kaname.foundation.ledger.prints import newest_fingerprint
from kaname.rooms.incidents import carried
from kaname.rooms.incidents import services as incidents
from kaname.rooms.incidents.choices import IncidentStatus, LineKind, Precision
from kaname.rooms.incidents.selectors import newest_sheet

from .choices import Medium
from .content import digest_of_prints, gather, prints_of, sections_of
from .models import KitCopy, KitIssue
from .page_file import kit_file
from .phrase import checked_phrase
from .reading import KitEntry, KitRecord
from .sealing import KIT, seal
from .selectors import GOOD_DAYS, issues, stands_as_decision


@dataclass(frozen=True)
class MadeKit:
    """A kit as it leaves the house: the row that stays, and the file."""

    issue: KitIssue
    content: bytes
    filename: str


def make_kit(*, by: Person, phrase: str) -> MadeKit:
    """Make a kit of what the hospital says today, sealed under a phrase that is kept nowhere.

    The file is in the language of whoever makes it. Raises PermissionDenied; ValidationError on `phrase`.
    Source: 経営管理編 3.4.1 ①
    """
    policy.require(by, "kit.make")
    house, now, today = by.institution, clock.now(), clock.today()
    sealing_phrase = _strong(phrase, by)
    checkpoints.seal(house, reason="kit")
    prints, expires_on = prints_of(house, today), today + timedelta(days=GOOD_DAYS)
    issue = KitIssue(
        institution=house,
        key=uuid.uuid4(),
        made_at=now,
        made_by=by,
        expires_on=expires_on,
        prints=prints,
        digest=digest_of_prints(prints),
        checkpoint=newest_fingerprint(house),
        language=(get_language() or "ja")[:2],
    )
    header = {
        "format": KIT,
        "hospital": house.name,
        "made_at": now.isoformat(),
        "made_words": show_date(today),
        "expires_on": expires_on.isoformat(),
        "expires_words": show_date(expires_on),
    }
    file = kit_file(seal(_content(house, issue, today), header, sealing_phrase), hospital=house.name)
    issue.file_sha256 = hashlib.sha256(file).hexdigest()
    with writing(by=by, action="kit.make") as entry:
        entry.save(issue)
    return MadeKit(issue, file, f"kaname-kit-{clock.in_japan(now):%Y%m%d-%H%M}.html")


def _strong(phrase: str, by: Person) -> str:
    try:
        return checked_phrase(phrase, names=(by.institution.name, by.name))
    except ValidationError as weak:
        raise ValidationError({"phrase": weak.messages}) from weak


def _content(house: Institution, issue: KitIssue, on: date) -> dict[str, Any]:
    found = gather(house, on)
    return {
        "key": str(issue.key),
        "institution": str(house.code),
        "hospital": house.name,
        "made_at": issue.made_at.isoformat(),
        "made_by": issue.made_by.title_and_name,
        "expires_on": issue.expires_on.isoformat(),
        "digest": issue.digest,
        "checkpoint": issue.checkpoint,
        "sections": sections_of(found),
        "moments": carried.moments_in_words(),
        "people": [
            {"id": person.pk, "name": person.title_and_name, "may": may} for person, may in found.people
        ],
    }


def register_copy(
    *, by: Person, place: str, medium: str, holder: Person, issue: KitIssue | None = None
) -> KitCopy:
    """Say where a copy lies and who holds it; of the newest kit unless another is named.

    Raises PermissionDenied; ValidationError.
    """
    with writing(by=by, action="kit.keep_copies") as entry:
        require_text(place=place)
        if medium not in Medium:
            raise ValidationError({"medium": _("媒体を選んでください。")})
        require_own(by.institution, holder=holder, issue=issue)
        require_active(holder, clock.today(), "holder")
        there = KitCopy.objects.of(by.institution).filter(withdrawn_on__isnull=True, place=place.strip())
        if there.filter(medium=medium).exists():
            raise ValidationError(
                {"place": _("同じ場所と媒体の控えが既にあります。入れ替えを記録してください。")}
            )
        return entry.save(
            KitCopy(
                institution=by.institution,
                place=place.strip(),
                medium=medium,
                holder=holder,
                issue=issue or _newest(by),
                refreshed_on=clock.today(),
                refreshed_by=by,
            )
        )


def refresh_copy(
    *, by: Person, copy: KitCopy, issue: KitIssue | None = None, refreshed_on: date | None = None
) -> KitCopy:
    """Say that the newest kit (or the one named) lies there now. Raises PermissionDenied; ValidationError; StaleRecord."""
    with writing(by=by, action="kit.keep_copies") as entry:
        _require_out(by, copy)
        require_own(by.institution, issue=issue)
        day = refreshed_on or clock.today()
        require_not_future(refreshed_on=day)
        chosen = issue or _newest(by)
        if day < clock.day_of(chosen.made_at):
            raise ValidationError({"refreshed_on": _("キットを作った日より前です。日付を確かめてください。")})
        copy.issue, copy.refreshed_on, copy.refreshed_by = chosen, day, by
        return entry.save(copy)


def withdraw_copy(*, by: Person, copy: KitCopy, reason: str) -> KitCopy:
    """Say that a copy was taken away or is lost, and why. Raises PermissionDenied; ValidationError; StaleRecord."""
    with writing(by=by, action="kit.keep_copies") as entry:
        _require_out(by, copy)
        require_text(reason=reason)
        copy.withdrawn_on, copy.withdraw_reason = clock.today(), reason.strip()
        return entry.save(copy)


def _require_out(by: Person, copy: KitCopy) -> None:
    require_house(by, copy)
    if copy.withdrawn_on is not None:
        raise ValidationError(_("この控えは、回収したと記録されています。"))


def _newest(by: Person) -> KitIssue:
    newest: KitIssue | None = issues(by.institution).first()
    if newest is None:
        raise ValidationError(_("キットがまだ作られていません。先に「キットを作る」で作ってください。"))
    return newest


@dataclass(frozen=True)
class Merged:
    """What became of a record: the incident it lies in (None: nothing was new), how much was new, how much was there."""

    incident: Any
    added: int
    there: int


def merge_record(
    *, by: Person, record: KitRecord, incident: Any = None, title: str = "", severity: str = "MAJOR"
) -> Merged:
    """Take what was recorded in a kit into an incident, each entry once, with its own time and who wrote it when.

    Without an incident an alarm is raised from the record and taken up under `title`; an alarm is taken up so too. All
    or nothing. Raises PermissionDenied; ValidationError; StaleRecord. Source: 経営管理編 1.2.2 善後策 ①
    """
    there = carried.lines_by_key(by.institution, [entry.key for entry in record.entries])
    new = [entry for entry in record.entries if entry.key not in there]
    note = _("キットの記録を取り込んだ（新しいもの%(n)s件）") % {"n": len(new)}
    with writing(by=by, action="kit.merge", note=note):
        require_house(by, incident)
        if not new:
            return Merged(incident or next(iter(there.values())).incident, 0, len(there))
        joined = _taken_up(by, record, incident, title, severity)
        _begin_early_enough(by, record, joined)
        for entry in sorted(new, key=lambda entry: (bool(entry.corrects), entry.at, entry.written_at)):
            _write(by, joined, entry)
        return Merged(joined, len(new), len(there))


def _taken_up(by: Person, record: KitRecord, incident: Any, title: str, severity: str) -> Any:
    if incident is not None and incident.status != IncidentStatus.ALARM:
        return incident
    if not title.strip():
        raise ValidationError({"title": _("新しく始める事故の件名を入力してください。")})
    if incident is None:
        first = record.entries[0].text.splitlines()[0]
        what = f"{title.strip()}\n" + _("非常時キットの最初の記録：%(text)s") % {"text": first}
        incident = incidents.raise_alarm(by=by, what=what, occurred_at=record.begins_at)
    return incidents.declare(by=by, incident=incident, title=title, severity=severity)


def _begin_early_enough(by: Person, record: KitRecord, incident: Any) -> None:
    """Where the record shows that it began, and was known, sooner than the incident says, the incident follows.

    The time limits of reports then run from the night itself, and not from the morning on which it was written down.
    """
    begins_at = record.begins_at
    if begins_at < min(incident.occurred_at, incident.alarm_at):
        incidents.set_occurred(
            by=by,
            incident=incident,
            occurred_at=begins_at,
            precision=Precision.ABOUT,
            source=_("非常時キットの記録"),
        )
    sheet = newest_sheet(incident)
    if sheet.aware_at is None or begins_at < sheet.aware_at:
        earlier = sheet.detected_at is not None and sheet.detected_at <= begins_at
        incidents.revise_facts(
            by=by,
            incident=incident,
            change_note=_("非常時キットの記録により、気づいた時刻と知った時刻を改めた"),
            aware_at=begins_at,
            detected_at=sheet.detected_at if earlier else begins_at,
        )


def _write(by: Person, incident: Any, entry: KitEntry) -> None:
    if entry.corrects and _correct(by, incident, entry):
        return
    if entry.decided_by is not None and stands_as_decision(entry, incident):
        whole = entry.text if len(entry.text) <= _QUESTION else f"{entry.text[: _QUESTION - 1]}…"
        reason = entry.reason if whole == entry.text else f"{entry.text}\n{entry.reason}".strip()
        incidents.decide_on_the_spot(
            by=by,
            incident=incident,
            moment=entry.moment,
            text=whole,
            choice=entry.choice,
            reason=reason,
            decided_by=entry.decided_by,
            decided_at=entry.at,
            precision=entry.precision,
            source=entry.origin,
            key=entry.key,
        )
        return
    incidents.write_line(
        by=by,
        incident=incident,
        text=_told(entry),
        kind=LineKind.CONTACT if entry.kind == "CONTACT" else LineKind.LOG,
        occurred_at=entry.at,
        precision=entry.precision,
        source=entry.origin,
        key=entry.key,
    )


_QUESTION = 300


def _correct(by: Person, incident: Any, entry: KitEntry) -> bool:
    """Correct the line that the entry names; False when it is not of a kind that a line corrects."""
    key = f"kit:{entry.corrects}"
    line = carried.lines_by_key(by.institution, [key]).get(key)
    if line is None or line.incident_id != incident.pk or line.decision_id or entry.kind == "DECISION":
        return False
    incidents.correct_line(
        by=by,
        line=carried.newest_of(line),
        text=_told(entry),
        occurred_at=entry.at,
        source=entry.origin,
        key=entry.key,
    )
    return True


def _told(entry: KitEntry) -> str:
    text = f"{entry.to}：{entry.text}" if entry.to else entry.text
    if entry.kind != "DECISION":
        return text
    choice = _("する") if entry.choice == "DO" else _("しない")
    words = _("判断の記録［%(choice)s］%(text)s（%(name)s）。決める立場にあったかを確かめてください。") % {
        "choice": choice,
        "text": text,
        "name": entry.who_decided,
    }
    return f"{words}\n" + _("理由：%(reason)s") % {"reason": entry.reason} if entry.reason else words
