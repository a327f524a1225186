"""What comes back in a record file: opened, checked line by line, as entries that a service can write.

The file was made outside, perhaps by somebody hostile: nothing in it is believed before it was looked at here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kaname.foundation.access.models import Institution, Person
from kaname.foundation.access.texts import clean_line, clean_text
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.display import show_datetime
from kaname.rooms.incidents.choices import Moment, Precision

from .sealing import RECORD, Unopened, open_envelope, read_json

LARGEST_BYTES = 2 * 1024 * 1024
MOST_ENTRIES = 1_000
SKEW = timedelta(minutes=10)
"""How far ahead the clock of a laptop may be before its times are refused; what lies within counts as now."""
OLDEST = timedelta(days=31)
KINDS = ("LOG", "CONTACT", "DECISION")
_ID = re.compile(r"[0-9a-f]{32}")
_LONGEST = {"text": 2_000, "source": 100, "written_by": 100, "to": 100, "reason": 1_000, "decider": 100}


@dataclass(frozen=True)
class KitEntry:
    """One entry as it was written in the kit.

    `decided_by` is who decided, by the hospital's own register; somebody whom the kit does not list is a name in `decider`.
    """

    id: str
    kind: str
    text: str
    at: datetime
    precision: str
    source: str
    written_at: datetime
    written_by: str
    corrects: str
    to: str = ""
    moment: str = ""
    choice: str = ""
    reason: str = ""
    decided_by: Person | None = None
    decider: str = ""

    @property
    def key(self) -> str:
        """Its name in the log of an incident: the same entry is written there once."""
        return f"kit:{self.id}"

    @property
    def origin(self) -> str:
        """Where it comes from, in the log's own words."""
        text = _("非常時キット（%(who)sが%(at)sに記入）") % {
            "who": self.written_by,
            "at": show_datetime(self.written_at),
        }
        return (f"{text}　{self.source}" if self.source else text)[:200]

    @property
    def when(self) -> str:
        """When it happened, as pages show it."""
        text = show_datetime(self.at)
        return _("%(at)sごろ") % {"at": text} if self.precision == Precision.ABOUT else text

    @property
    def who_decided(self) -> str:
        """Who decided, as it was written down; nothing for what is no decision."""
        return self.decided_by.title_and_name if self.decided_by else self.decider

    @property
    def about(self) -> str:
        """What was decided about, and how: 救急を他院に振り替えるか：する."""
        choice = _("する") if self.choice == "DO" else _("しない")
        return f"{Moment(self.moment).label}：{choice}" if self.moment else ""


@dataclass(frozen=True)
class KitRecord:
    """What a file holds: its entries in order of time, when it was written out."""

    entries: tuple[KitEntry, ...]
    exported_at: datetime

    @property
    def begins_at(self) -> datetime:
        """When the first of it happened."""
        return min(entry.at for entry in self.entries)


def open_record(raw: bytes, phrase: str) -> dict[str, Any]:
    """The content of a record file. Raises Unopened: too large, no such file, damaged, wrong phrase."""
    if len(raw) > LARGEST_BYTES:
        raise Unopened(_("ファイルが大きすぎます。キットから書き出した記録のファイルを選んでください。"))
    _header, plain = open_envelope(read_json(raw), phrase, kind=RECORD)
    content = read_json(plain)
    if not isinstance(content, dict):
        raise _not_a_record()
    return content


def read_record(institution: Institution, content: Mapping[str, Any]) -> KitRecord:
    """The entries of opened content. Raises ValidationError: another hospital's, or an entry that cannot be, by its number."""
    if content.get("institution") != str(institution.code):
        raise ValidationError(_("この病院のキットで書いた記録ではありません。ファイルを確かめてください。"))
    rows = content.get("entries")
    if not isinstance(rows, list):
        raise _not_a_record()
    if not rows:
        raise ValidationError(_("このファイルには、記録が一つもありません。"))
    if len(rows) > MOST_ENTRIES:
        raise ValidationError(
            _("記録が多すぎます。一度に取り込めるのは%(n)s件までです。") % {"n": MOST_ENTRIES}
        )
    people = {person.pk: person for person in Person.objects.of(institution).prefetch_related("memberships")}
    entries = [_entry(row, number, people) for number, row in enumerate(rows, start=1)]
    if len({entry.id for entry in entries}) != len(entries):
        raise ValidationError(_("同じ記録が二度入っています。キットからもう一度書き出してください。"))
    ordered = tuple(sorted(entries, key=lambda entry: (entry.at, entry.written_at, entry.id)))
    return KitRecord(ordered, _instant(content.get("exported_at"), 0, _("書き出した時刻")))


def _not_a_record() -> Unopened:
    return Unopened(
        _(
            "キットから書き出した記録のファイルではありません。「記録を書き出す」で保存したファイルを選んでください。"
        )
    )


def _entry(row: object, number: int, people: Mapping[int, Person]) -> KitEntry:
    if not isinstance(row, dict):
        raise _wrong(number, _("内容"))
    name, kind, precision = row.get("id"), row.get("kind"), row.get("precision")
    if not isinstance(name, str) or not _ID.fullmatch(name) or kind not in KINDS:
        raise _wrong(number, _("種類"))
    if precision not in ("EXACT", "ABOUT"):
        raise _wrong(number, _("時刻の確かさ"))
    written_at, at = _past(row, "written_at", number, _("書いた時刻")), _past(row, "at", number, _("時刻"))
    if at < written_at - OLDEST - timedelta(days=1):
        raise _wrong(number, _("時刻"))
    corrects = row.get("corrects") or ""
    if not isinstance(corrects, str) or (corrects and not _ID.fullmatch(corrects)):
        raise _wrong(number, _("訂正"))
    return KitEntry(
        id=name,
        kind=kind,
        text=_text(row, "text", number, _("内容"), needed=True),
        at=at,
        precision=Precision(precision),
        source=clean_line(_text(row, "source", number, _("だれから・何から"))),
        written_at=written_at,
        written_by=clean_line(_text(row, "written_by", number, _("書いた人"), needed=True)),
        corrects=corrects,
        **_of_kind(row, kind, number, people),
    )


def _of_kind(row: dict[str, Any], kind: str, number: int, people: Mapping[int, Person]) -> dict[str, Any]:
    if kind == "CONTACT":
        return {"to": clean_line(_text(row, "to", number, _("相手")))}
    if kind != "DECISION":
        return {}
    number_of_decider = row.get("decided_by")
    if row.get("moment") not in Moment or row.get("choice") not in ("DO", "DO_NOT"):
        raise _wrong(number, _("判断"))
    decider = ""
    if number_of_decider is None:
        decider = clean_line(_text(row, "decider", number, _("決めた人"), needed=True))
    elif not isinstance(number_of_decider, int) or number_of_decider not in people:
        raise ValidationError(_("%(n)s件目の判断を決めた人が、この病院の名簿にありません。") % {"n": number})
    return {
        "moment": row["moment"],
        "choice": row["choice"],
        "reason": _text(row, "reason", number, _("理由")),
        "decided_by": people[number_of_decider] if number_of_decider is not None else None,
        "decider": decider,
    }


def _text(row: dict[str, Any], name: str, number: int, label: str, *, needed: bool = False) -> str:
    value = row.get(name, "")
    if not isinstance(value, str):
        raise _wrong(number, label)
    text = clean_text(value)
    if needed and not text:
        raise _wrong(number, label)
    if len(text) > _LONGEST[name]:
        raise ValidationError(
            _("%(n)s件目の「%(what)s」が長すぎます（%(most)s文字まで）。")
            % {"n": number, "what": label, "most": _LONGEST[name]}
        )
    return text


def _past(row: dict[str, Any], name: str, number: int, label: str) -> datetime:
    """A moment that has come; a clock that is a little fast is forgiven."""
    moment, now = _instant(row.get(name), number, label), clock.now()
    if moment > now + SKEW:
        raise ValidationError(
            _(
                "%(n)s件目の「%(what)s」がこれからの時刻（%(at)s）です。キットを開いた端末の時計が進んでいたようです。記録を印刷し、手で書き写してください。"
            )
            % {"n": number, "what": label, "at": show_datetime(moment)}
        )
    return min(moment, now)


def _instant(value: object, number: int, label: str) -> datetime:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
        if moment is None or moment.tzinfo is None or not 2000 <= moment.year <= 2999:
            raise ValueError
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise _wrong(number, label) from None


def _wrong(number: int, label: str) -> ValidationError:
    if not number:
        return ValidationError(_("ファイルの「%(what)s」が読めません。") % {"what": label})
    return ValidationError(_("%(n)s件目の「%(what)s」が読めません。") % {"n": number, "what": label})
