"""Drafts of every report, notice and announcement from the one fact sheet, as text that people edit.

Each duty of `clocks.yaml` names its sections here. What is not known yet says so, as the reader of a first report expects.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _n

from kaname.foundation.calendar import clock
from kaname.foundation.calendar.display import show_date, show_datetime
from kaname.foundation.decisions.models import Decision

from .choices import CareState
from .clocks.rules import Rule
from .models import CareFunction, FactSheet, Incident, PreservedItem
from .models.facts import DataKind

NOT_YET = _n("（確認中）")


@dataclass(frozen=True)
class Source:
    """All that a draft is made from."""

    incident: Incident
    sheet: FactSheet
    functions: Sequence[CareFunction] = ()
    items: Sequence[PreservedItem] = ()
    decisions: Sequence[Decision] = ()


Section = tuple[str, Callable[[Source], str]]


def draft_of(source: Source, rule: Rule, serial: int) -> tuple[str, str]:
    """Title and body (Markdown) of the first text for a duty; `serial` is the how-manieth report it is."""
    number = _("第%(n)s報") % {"n": serial}
    title = f"{_title(source, rule)}（{number}）"
    if rule.id in ("publication", "person_notice"):
        return title, _to_the_public(source, is_letter=rule.id == "person_notice")
    parts = [_opening(source), *(_section(name, source) for name in _sections(rule, source))]
    return title, "\n\n".join(part for part in parts if part) + "\n"


def _title(source: Source, rule: Rule) -> str:
    hospital = source.incident.institution.name
    if rule.id == "publication":
        return _("%(hospital)sの情報システムの障害について") % {"hospital": hospital}
    if rule.id == "person_notice":
        return _("個人情報に関するお知らせとお詫び")
    return _("%(what)sについて") % {"what": source.incident.title}


def _opening(source: Source) -> str:
    rows = [
        (_("施設"), source.incident.institution.name),
        (_("事故の番号"), source.incident.number),
        (_("この報告の時点"), show_datetime(clock.now())),
        (_("基にした事実"), _("第%(n)s版") % {"n": source.sheet.version}),
    ]
    return "\n".join(f"- {label}：{value}" for label, value in rows)


def _section(name: str, source: Source) -> str:
    heading, text = SECTIONS[name]
    return f"## {_(heading)}\n\n{text(source).strip() or _(NOT_YET)}"


def _sections(rule: Rule, source: Source) -> list[str]:
    names = [_ITEMS[n] for n in rule.items] or list(_BY_DUTY.get(rule.id, _USUAL))
    if rule.form and source.sheet.cause in ("RANSOMWARE", "UNKNOWN") and source.sheet.suspects_attack:
        names += [name for name in _RANSOM if name not in names]
    return names


def _moment(at: datetime | None) -> str:
    return show_datetime(at) if at else ""


def _times(source: Source) -> str:
    incident, sheet = source.incident, source.sheet
    rows = [
        (_("起きた時刻"), f"{_moment(incident.occurred_at)}（{incident.get_occurred_precision_display()}）"),
        (_("最初に気づいた時刻"), _moment(sheet.detected_at)),
        (_("院内の部署が知った時刻"), _moment(sheet.aware_at)),
    ]
    return "\n".join(f"- {label}：{value or _(NOT_YET)}" for label, value in rows)


def _overview(source: Source) -> str:
    place = source.incident.place
    where = _("場所：%(place)s") % {"place": place} if place else ""
    return "\n\n".join(part for part in (source.sheet.overview, where, _times(source)) if part)


def persons_in_words(source: Source) -> str:
    """How many people it concerns, as far as it is known; empty while nothing is."""
    sheet = source.sheet
    if sheet.persons_max is None:
        return (
            _("調査中です。少なくとも%(n)s人の見込みです。") % {"n": f"{sheet.persons_min:,}"}
            if sheet.persons_min
            else ""
        )
    if sheet.persons_min == sheet.persons_max:
        return _("%(n)s人") % {"n": f"{sheet.persons_max:,}"}
    return _("%(least)s人から%(most)s人の見込みです。") % {
        "least": f"{sheet.persons_min:,}",
        "most": f"{sheet.persons_max:,}",
    }


def _data(source: Source) -> str:
    kinds = "、".join(str(DataKind(name).label) for name in source.sheet.data if name != "UNKNOWN")
    leak = _("漏えい：%(leak)s、滅失・毀損：%(damage)s") % {
        "leak": source.sheet.get_leak_display(),
        "damage": source.sheet.get_damage_display(),
    }
    return "\n\n".join(part for part in (source.sheet.data_items, kinds, leak) if part)


def _cause(source: Source) -> str:
    sheet = source.sheet
    kind = "" if sheet.cause == "UNKNOWN" else str(sheet.get_cause_display())
    suspicion = _("サイバー攻撃の疑いがあります。") if sheet.suspects_attack and not kind else ""
    return "\n\n".join(part for part in (kind, suspicion, sheet.cause_text, sheet.cause_unknowable) if part)


def _care(source: Source) -> str:
    rows = [
        f"- {row.name}：{row.get_state_display()}" + (f"（{row.impact}）" if row.impact else "")
        for row in source.functions
        if row.state != CareState.NORMAL
    ]
    count = source.sheet.patients_affected
    patients = _("影響を受ける患者の数（見込み）：%(n)s人") % {"n": count} if count is not None else ""
    return "\n\n".join(part for part in (source.sheet.care_impact, "\n".join(rows), patients) if part)


def _actions(source: Source) -> str:
    decided = [
        f"- {_moment(d.decided_at)}　{d.question}"
        for d in source.decisions
        if d.choice == "DO" and d.decided_at
    ]
    return "\n\n".join(part for part in (source.sheet.actions, "\n".join(decided)) if part)


def _kept(source: Source) -> str:
    return "\n".join(f"- {item.name}：{item.get_state_display()}" for item in source.items)


def _next(source: Source) -> str:
    return _moment(source.sheet.next_update_at)


def _consent(source: Source) -> str:
    return _("同意します。") if source.sheet.shares_with_nco else _("同意しません。")


def _of(name: str) -> Callable[[Source], str]:
    def read(source: Source) -> str:
        value: str = getattr(source.sheet, name)
        return value

    return read


SECTIONS: dict[str, Section] = {
    "overview": (_n("事態の概要"), _overview),
    "data": (_n("個人データの項目"), _data),
    "persons": (_n("本人の数"), persons_in_words),
    "cause": (_n("原因"), _cause),
    "secondary": (_n("二次被害またはそのおそれ"), _of("secondary_harm")),
    "to_persons": (_n("本人への対応の状況"), _of("to_persons")),
    "publication": (_n("公表の状況"), _of("publication")),
    "prevention": (_n("再発防止のための措置"), _of("prevention")),
    "other": (_n("その他参考となる事項"), _of("other")),
    "times": (_n("時刻"), _times),
    "care": (_n("診療への影響"), _care),
    "actions": (_n("取った措置"), _actions),
    "police": (_n("警察への相談"), _of("police")),
    "support": (_n("求める支援"), _of("support_needed")),
    "kept": (_n("保全した証拠"), _kept),
    "next": (_n("次の報告の予定"), _next),
    "ransom_note": (_n("脅迫文"), _of("ransom_note")),
    "extension": (_n("暗号化後の拡張子"), _of("extension")),
    "strain": (_n("種別"), _of("strain")),
    "path": (_n("侵入経路（推定を含む）"), _of("intrusion_path")),
    "indicators": (_n("侵害指標"), _of("indicators")),
    "consent": (_n("国家サイバー統括室への共有"), _consent),
}
_ITEMS = {
    1: "overview", 2: "data", 3: "persons", 4: "cause", 5: "secondary", 6: "to_persons", 7: "publication",
    8: "prevention", 9: "other",
}  # fmt: skip
_RANSOM = ("ransom_note", "extension", "strain", "path", "indicators", "consent")
_USUAL = ("overview", "care", "actions", "support", "next")
_BY_DUTY: dict[str, tuple[str, ...]] = {
    "vendor_call": ("overview", "actions", "kept", "support"),
    "executive_call": ("overview", "care", "actions", "data"),
    "mhlw_report": (
        "overview",
        "care",
        "cause",
        "data",
        "actions",
        "police",
        "publication",
        "support",
        "next",
    ),
    "prefecture_report": ("overview", "care", "actions", "publication", "next"),
    "police": ("overview", "cause", "kept", "actions"),
    "payer_fund": ("overview", "actions", "next"),
    "nco": ("overview", "cause", "care", "consent"),
    "jpcert_ipa": ("overview", "cause", "indicators", "support"),
    "insurer": ("overview", "cause", "actions", "support"),
    "medical_accident": ("overview", "care", "other"),
}


def _to_the_public(source: Source, *, is_letter: bool) -> str:
    """What patients read: plain words, what it means for them, whom to ask, when they hear more."""
    sheet, hospital = source.sheet, source.incident.institution.name
    first = (
        _(
            "このたび、当院の情報システムに障害が起き、あなたの個人情報に関わるおそれがあることが分かりました。"
        )
        if is_letter
        else _(
            "%(hospital)sでは、情報システムに障害が起きています。患者さんとご家族にご心配とご迷惑をおかけし、お詫び申し上げます。"
        )
        % {"hospital": hospital}
    )
    rows = [
        (_("起きたこと"), _overview_in_short(source)),
        (_("診療への影響"), _care(source) if not is_letter else ""),
        (_("個人情報について"), _public_data(source)),
        (_("原因"), _cause(source) if is_letter else ""),
        (_("考えられる二次被害"), sheet.secondary_harm if is_letter else ""),
        (_("患者さんにお願いすること"), sheet.to_persons),
        (_("次のお知らせ"), _next(source) or _("分かったことがあり次第、お知らせします。")),
        (_("お問合せ"), _("（窓口の名前、電話番号、受付時間を書いてください）")),
    ]
    body = "\n\n".join(f"## {heading}\n\n{text}" for heading, text in rows if text)
    return f"{show_date(clock.today())}\n\n{hospital}\n\n{first}\n\n{body}\n"


def _overview_in_short(source: Source) -> str:
    at = (
        _("%(at)sに気づきました。") % {"at": _moment(source.sheet.detected_at)}
        if source.sheet.detected_at
        else ""
    )
    return "\n\n".join(part for part in (source.sheet.overview, at) if part)


def _public_data(source: Source) -> str:
    words = {
        "CONFIRMED": _("個人情報が外部に漏れたことを確認しています。"),
        "POSSIBLE": _("個人情報が外部に漏れたおそれがあり、調べています。"),
        "DENIED": _("個人情報が外部に漏れていないことを確認しています。"),
    }
    return "\n\n".join(part for part in (words[source.sheet.leak], source.sheet.data_items) if part)
