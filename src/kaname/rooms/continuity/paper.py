"""The plan's structured part on A4: who decides, the criteria, impact and priorities, order of recovery, backups."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from kaname.foundation.access.models import Person
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.display import show_date, show_datetime
from kaname.foundation.ledger.prints import newest_fingerprint
from kaname.web.pdf import pdf_response

from .choices import CRITERIA, Band, PartKey
from .selectors.impact import ImpactRow, impact_rows
from .selectors.plan import PartLine
from .selectors.standing import Standing, continuity_standing


def plan_paper(person: Person) -> HttpResponse:
    """The paper as a PDF file."""
    standing = continuity_standing(person.institution, clock.today())
    data = paper_of(standing, person)
    response: HttpResponse = pdf_response("continuity/plan", data, filename="continuity-plan.pdf")
    return response


def paper_of(standing: Standing, person: Person) -> dict[str, Any]:
    """Everything the paper says, as plain text."""
    rows = impact_rows(standing.functions)
    lines = {line.key: line for line in standing.parts}
    return {
        "institution": person.institution.name,
        "title": _("事業継続計画（BCP）の要点"),
        "lead": _("システムが使えなくなったときに引く紙です。%(on)s現在の内容です。")
        % {"on": show_date(standing.on)},
        "facts": _facts(standing, lines),
        "criteria": [[str(key.label), _text(lines[key])] for key in CRITERIA],
        "leakage": [str(PartKey.LEAKAGE_WITHOUT_STOP.label), _text(lines[PartKey.LEAKAGE_WITHOUT_STOP])],
        "bands": [str(band.label) for band in Band],
        "impact": [_impact(row) for row in rows],
        "functions": [_function(row) for row in rows],
        "recovery": [
            [
                str(row.order),
                row.system.name,
                "、".join(link.system.name for link in row.links.all()) or _("なし"),
                f"{row.rto}\n{row.rpo}",
                row.responsible.title_and_name,
            ]
            for row in standing.procedures
        ],
        "backups": [
            [
                row.system.name,
                row.subject,
                "\n".join(text for text in (row.method, row.frequency) if text),
                str(row.generations or ""),
                "\n".join(t for t in (str(row.get_offline_copy_display()), row.offline_how) if t),
                row.location,
            ]
            for row in standing.backups
        ],
        "tests": [
            [
                show_date(check.held_on),
                str(check),
                _measured(check.measured, check.target_rto),
                str(check.get_result_display()),
            ]
            for check in standing.checks[:8]
        ],
        "words": _words(),
        "printed_on": _("%(at)s 出力") % {"at": show_datetime(clock.now())},
        "fingerprint": newest_fingerprint(person.institution) or "",
    }


def _words() -> dict[str, Any]:
    return {
        "criteria": _("続ける・制限する・止める・転送する"),
        "impact": _("業務への影響（患者にとって）"),
        "functions": _("優先する業務と、システムなしでの続け方"),
        "recovery": _("復旧の順番"),
        "backups": _("バックアップ"),
        "tests": _("最近の復元試験と点検"),
        "none": _("まだ定められていません。"),
        "impact_head": [_("業務")],
        "functions_head": [_("順位"), _("業務"), "RTO / RPO", _("続け方"), _("支えるシステム")],
        "recovery_head": [_("順番"), _("システム"), _("先に要るもの"), "RTO / RPO", _("責任者")],
        "backups_head": [
            _("システム"),
            _("対象"),
            _("方法と頻度"),
            _("世代"),
            _("切り離した控え"),
            _("保管場所"),
        ],
        "tests_head": [_("行った日"), _("試験・点検"), _("かかった時間"), _("結果")],
    }


def _facts(standing: Standing, lines: dict[PartKey, PartLine]) -> list[list[str]]:
    document = standing.document
    unwritten = _("まだ定められていません。")
    approved = (
        _("%(label)s（%(on)s承認）") % {"label": document.label, "on": show_date(document.starts_on)}
        if document
        else _("施行中の版がありません")
    )
    rows = [[_("BCP（文書）"), approved]]
    for key, label in (
        (PartKey.TRIGGER, _("非常時を宣言する人")),
        (PartKey.DECISION_MAKER, str(PartKey.DECISION_MAKER.label)),
        (PartKey.DEPUTY_DECISION_MAKER, str(PartKey.DEPUTY_DECISION_MAKER.label)),
    ):
        part = lines[key].part
        who = part.person.title_and_name if part and part.person else ""
        said = "\n".join(text for text in (who, part.text if part else "") if text)
        rows.append([label, said or unwritten])
    return rows


def _text(line: PartLine) -> str:
    return line.part.text if line.part and line.part.text else _("まだ定められていません。")


def _impact(row: ImpactRow) -> dict[str, Any]:
    return {"name": row.function.name, "cells": [[cell.grade, str(cell.harm.label)] for cell in row.cells]}


def _function(row: ImpactRow) -> list[str]:
    function = row.function
    return [
        str(function.priority or "－"),
        function.name,
        f"{function.rto or '－'}\n{function.rpo or '－'}",
        function.fallback or _("書かれていません"),
        "、".join(row.systems) or _("なし"),
    ]


def _measured(measured: str, target: str) -> str:
    return (
        _("%(measured)s（目標 %(target)s）") % {"measured": measured, "target": target}
        if target
        else measured
    )
