"""A drill's scenario: read from a YAML file, checked when it is read, kept whole with the drill it was played in.

The files that come with Kaname stand in `scenarios/`; `docs/scenarios.md` explains the format to hospitals that write their own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kaname.foundation.access.bilingual import Bilingual
from kaname.rooms.incidents.choices import WRITTEN, Moment

_FOLDER = Path(__file__).parent.parent / "scenarios"
MOST_BYTES = 200_000
_MOST_INJECTS, _MOST_MINUTES, _MOST_CHARACTERS = 60, 60 * 24 * 60, 4_000
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_SLUG = re.compile(r"[a-z0-9_]{1,40}")


@dataclass(frozen=True)
class Expectation:
    """What good players do after an inject.

    `moment` or `kind` names the record that shows it (a decision of the moment, a line of the log); without either the
    facilitator judges. `within`: minutes on the scenario's clock.
    """

    key: str
    what: Bilingual
    moment: str = ""
    kind: str = ""
    within: int | None = None


@dataclass(frozen=True)
class Inject:
    """Something the players learn at a minute of the scenario's clock. `note` is for the facilitator alone."""

    key: str
    at: int
    brought_by: Bilingual
    title: Bilingual
    text: Bilingual
    note: Bilingual
    expects: tuple[Expectation, ...]

    @property
    def second(self) -> int:
        """When it comes, in seconds of the scenario's clock."""
        return self.at * 60


@dataclass(frozen=True)
class Scenario:
    """A whole scenario. `starts` is its time of day when its clock stands at zero; `play_minutes` what playing takes."""

    key: str
    title: Bilingual
    summary: Bilingual
    play_minutes: int
    starts: time
    goals: tuple[Bilingual, ...]
    situation: Bilingual
    injects: tuple[Inject, ...]
    debrief: tuple[Bilingual, ...]

    def inject(self, key: str) -> Inject | None:
        """The inject of that key."""
        return next((row for row in self.injects if row.key == key), None)

    def wall(self, second: int) -> str:
        """The scenario's own day and time, as players read it: 02:35, from the second day on 2日目 09:00."""
        minutes = self.starts.hour * 60 + self.starts.minute + second // 60
        day, rest = divmod(minutes, 24 * 60)
        at = f"{rest // 60:02}:{rest % 60:02}"
        return at if day == 0 else _("%(n)s日目 %(at)s") % {"n": day + 1, "at": at}


@cache
def shipped_scenarios() -> dict[str, dict[str, Any]]:
    """The scenarios that come with Kaname, as plain data by key."""
    files = sorted(_FOLDER.glob("*.yaml"))
    return {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in files}


def read_file(content: bytes) -> dict[str, Any]:
    """A hospital's own scenario, checked, as plain data. Raises ValidationError naming the place that is wrong."""
    if len(content) > MOST_BYTES:
        raise ValidationError(_("シナリオのファイルは200kBまでです。"))
    try:
        # Anchors could make a small file grow without end; a scenario needs none.
        if any(isinstance(t, yaml.AnchorToken | yaml.AliasToken) for t in yaml.scan(content.decode())):
            raise ValidationError(_("シナリオのファイルに、参照（& や *）は使えません。"))
        raw = yaml.safe_load(content.decode())
    except UnicodeDecodeError as fault:
        raise ValidationError(_("シナリオのファイルは UTF-8 で保存してください。")) from fault
    except (yaml.YAMLError, RecursionError, ValueError) as fault:
        mark = getattr(fault, "problem_mark", None)
        where = _("%(n)s行目：") % {"n": mark.line + 1} if mark else ""
        raise ValidationError(
            where + _("YAML として読み取れません。字下げと「:」を確かめてください。")
        ) from fault
    parse(raw)
    return dict(raw)


def parse(raw: Any) -> Scenario:
    """Plain data as a scenario. Raises ValidationError naming the place that is wrong."""
    top = _Reader(
        raw,
        "",
        {"key", "title", "summary", "play_minutes", "starts", "goals", "situation", "injects", "debrief"},
    )
    injects = tuple(
        _inject(item, f"injects[{n}]") for n, item in enumerate(top.items("injects", _MOST_INJECTS), 1)
    )
    _require_order(injects)
    return Scenario(
        key=top.slug("key"),
        title=top.words("title", 60),
        summary=top.words("summary"),
        play_minutes=top.number("play_minutes", 1, 24 * 60),
        starts=top.wall("starts"),
        goals=top.many_words("goals"),
        situation=top.words("situation"),
        injects=injects,
        debrief=top.many_words("debrief"),
    )


def _inject(raw: Any, where: str) -> Inject:
    row = _Reader(raw, where, {"key", "at", "from", "title", "text", "note", "expects"})
    found = row.items("expects", 10, least=0)
    return Inject(
        key=row.slug("key"),
        at=row.number("at", 0, _MOST_MINUTES),
        brought_by=row.words("from", 100),
        title=row.words("title", 60),
        text=row.words("text"),
        note=row.words("note") if "note" in row.raw else Bilingual("", ""),
        expects=tuple(_expectation(item, f"{where}.expects[{n}]") for n, item in enumerate(found, 1)),
    )


def _expectation(raw: Any, where: str) -> Expectation:
    row = _Reader(raw, where, {"key", "what", "moment", "kind", "within"})
    return Expectation(
        key=row.slug("key"),
        what=row.words("what", 300),
        moment=row.code("moment", Moment.values),
        kind=row.code("kind", [str(kind) for kind in WRITTEN]),
        within=row.number("within", 1, _MOST_MINUTES) if "within" in row.raw else None,
    )


def _require_order(injects: tuple[Inject, ...]) -> None:
    """Each key once, moments never going back: jumps lead forward only."""
    keys = [row.key for row in injects] + [e.key for row in injects for e in row.expects]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise ValidationError(_("key「%(key)s」が二度使われています。") % {"key": twice[0]})
    for before, after in pairwise(injects):
        if after.at < before.at:
            raise ValidationError(
                _("想定「%(key)s」の時刻（at: %(at)s）が、前の想定より早くなっています。")
                % {"key": after.key, "at": after.at}
            )


class _Reader:
    """One mapping of the file, read field by field; every complaint names its place."""

    def __init__(self, raw: Any, where: str, known: set[str]) -> None:
        self.where = where
        if not isinstance(raw, Mapping):
            raise self._wrong("", _("項目の並び（key: …）にしてください。"))
        unknown = sorted(str(name) for name in raw if name not in known)
        if unknown:
            raise self._wrong(unknown[0][:40], _("知らない項目です。"))
        self.raw = raw

    def _wrong(self, name: str, what: str) -> ValidationError:
        place = ".".join(part for part in (self.where, name) if part)
        return ValidationError(f"{place}: {what}" if place else what)

    def slug(self, name: str) -> str:
        value = self.raw.get(name)
        if not isinstance(value, str) or not _SLUG.fullmatch(value):
            raise self._wrong(name, _("英小文字・数字・_ で40字までにしてください。"))
        return value

    def number(self, name: str, least: int, most: int) -> int:
        value = self.raw.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise self._wrong(
                name, _("%(least)sから%(most)sまでの整数にしてください。") % {"least": least, "most": most}
            )
        return value

    def wall(self, name: str) -> time:
        value = self.raw.get(name)
        try:
            return time.fromisoformat(value) if isinstance(value, str) else _refuse()
        except ValueError as fault:
            raise self._wrong(name, _('"02:10" のように、引用符で囲んで書いてください。')) from fault

    def code(self, name: str, allowed: list[str]) -> str:
        value = self.raw.get(name, "")
        if value != "" and value not in allowed:
            raise self._wrong(name, _("次のどれかにしてください：%(codes)s") % {"codes": ", ".join(allowed)})
        return str(value)

    def words(self, name: str, most: int = _MOST_CHARACTERS) -> Bilingual:
        return self._words(self.raw.get(name), name, most)

    def many_words(self, name: str) -> tuple[Bilingual, ...]:
        return tuple(self._words(item, f"{name}[{n}]", 500) for n, item in enumerate(self.items(name, 20), 1))

    def _words(self, value: Any, name: str, most: int) -> Bilingual:
        """Both languages, or one text for both."""
        if isinstance(value, str):
            value = {"ja": value, "en": value}
        if not isinstance(value, Mapping) or set(value) - {"ja", "en"} or "ja" not in value:
            raise self._wrong(name, _("文章、または ja: と en: の組にしてください。"))
        texts = [value["ja"], value.get("en", value["ja"])]
        if not all(isinstance(text, str) and 0 < len(text.strip()) <= most for text in texts):
            raise self._wrong(name, _("空でない、%(n)s字までの文章にしてください。") % {"n": most})
        if any(_UNWRITABLE.search(text) for text in texts):
            raise self._wrong(name, _("使えない制御文字が入っています。"))
        return Bilingual(texts[0].strip(), texts[1].strip())

    def items(self, name: str, most: int, least: int = 1) -> list[Any]:
        value = self.raw.get(name, [])
        if not isinstance(value, list) or not least <= len(value) <= most:
            raise self._wrong(
                name,
                _("%(least)s個から%(most)s個までの並び（- …）にしてください。")
                % {"least": least, "most": most},
            )
        return value


def _refuse() -> time:
    raise ValueError
