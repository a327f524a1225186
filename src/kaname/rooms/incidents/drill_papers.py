"""Drills on paper: everything that is needed to play without a screen, and the report afterwards."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from kaname.foundation.calendar import clock
from kaname.foundation.calendar.display import show_date, show_datetime
from kaname.foundation.calendar.durations import show_minutes
from kaname.foundation.ledger.prints import fingerprint_of
from kaname.web.pdf import pdf_response

from . import drill_reads, selectors, shown
from .choices import CARE_FUNCTIONS, CareState
from .drill_shown import shown_course, tally, tally_in_words
from .models import Drill
from .papers import log_rows
from .shown import short_moment


def pack(drill: Drill) -> HttpResponse:
    """The sheets to play a drill without a screen: for the facilitator, for the players, board, log, evaluation."""
    scenario = drill.scenario
    data = {
        **_head(drill, _("訓練の一式（紙で行うとき）")),
        "facts": _facts(drill),
        "goals": [str(goal) for goal in scenario.goals],
        "situation": str(scenario.situation),
        "injects": [
            {
                "number": str(n),
                "wall": scenario.wall(row.second),
                "minute": _("開始から%(length)s") % {"length": show_minutes(row.at)},
                "from": str(row.brought_by),
                "title": str(row.title),
                "text": str(row.text),
                "note": str(row.note),
                "expects": [
                    str(e.what)
                    + (_("（%(length)s以内）") % {"length": show_minutes(e.within)} if e.within else "")
                    for e in row.expects
                ],
            }
            for n, row in enumerate(scenario.injects, 1)
        ],
        "board": [str(name) for name in CARE_FUNCTIONS],
        "states": "　".join(f"□{state.label}" for state in CareState),
        "debrief": [str(question) for question in scenario.debrief],
        "words": {
            "facilitator": _("進行役の手元"),
            "facilitator_only": _("進行役だけが見ます。参加者に渡さないでください。"),
            "goals": _("練習すること"),
            "situation": _("はじめに読み上げること"),
            "answer": _("したこと・決めたこと・連絡したこと（時刻と名前も書く）"),
            "board": _("診療の継続の表"),
            "board_head": [_("機能"), _("状態"), _("患者への影響"), _("次の確認")],
            "log": _("記録用紙"),
            "log_head": [_("時刻"), _("起きたこと・決めたこと・連絡したこと"), _("誰が")],
            "debrief": _("振り返り"),
            "situation_sheet": _("参加者に渡す紙"),
        },
    }
    return pdf_response("incidents/drill_pack", data, filename=f"drill-{drill.pk}-pack.pdf")  # type: ignore[no-any-return]


def report(drill: Drill) -> HttpResponse:
    """The after-action report: how it was played, what was expected and done, what was learnt and told to whom."""
    assert drill.incident is not None
    standing = drill_reads.standing_of(drill)
    course = drill_reads.course(standing)
    view = selectors.command_view(drill.incident, clock.now())
    data = {
        **_head(drill, _("訓練の報告書")),
        "facts": _facts(drill),
        "goals": [str(goal) for goal in drill.scenario.goals],
        "summary": tally_in_words(tally(course)),
        "course": [
            {
                "title": f"{row.wall}　{row.inject.title}",
                "told": str(row.inject.text),
                "rows": [
                    [part.what, part.label, "\n".join(t for t in (part.how, part.note) if t)]
                    for part in row.rows
                ],
                "answers": [
                    f"{short_moment(act.at, drill.started_at or standing.now)}　{act.text}（{act.who}）"
                    for act in row.answers
                ],
            }
            for row in shown_course(standing, course)
        ],
        "course_head": [_("期待した対応"), _("結果"), _("記録から")],
        "went_well": drill.went_well,
        "went_badly": drill.went_badly,
        "findings_head": [_("課題"), _("改善の指示"), _("担当"), _("期限"), _("状態")],
        "findings": [
            [
                row.what,
                f"{row.directive.number} {row.directive.title}",
                row.directive.addressee.name,
                show_date(row.directive.deadline_on),
                str(row.directive.get_status_display()),
            ]
            for row in drill.findings.select_related("directive", "directive__addressee").order_by("pk")
        ],
        "decision": _decision(drill),
        "log_head": [_("時刻"), _("種類"), _("内容"), _("書いた人")],
        "log": log_rows(shown.shown_log(view)[::-1]),
        "words": {
            "goals": _("練習すること"),
            "course": _("想定ごとの結果"),
            "answers": _("ほかの記録"),
            "evaluation": _("評価"),
            "went_well": _("うまくいったこと"),
            "went_badly": _("うまくいかなかったこと"),
            "findings": _("課題と改善の指示"),
            "no_findings": _("指示の要る課題はまだ決めていません。"),
            "decision": _("経営層の決定"),
            "log": _("時系列の記録"),
            "not_evaluated": _("評価はまだ書かれていません。"),
        },
    }
    return pdf_response("incidents/drill_report", data, filename=f"drill-{drill.pk}-report.pdf")  # type: ignore[no-any-return]


def _decision(drill: Drill) -> str:
    decision = drill.decision
    if decision is None:
        return _("まだ報告していません。")
    if decision.decided_by is None or decision.decided_at is None or decision.chosen is None:
        return _("%(number)s　決裁を待っています。") % {"number": decision.number}
    return _("%(number)s　%(choice)s（%(who)s、%(at)s）") % {
        "number": decision.number,
        "choice": decision.chosen.label,
        "who": decision.decided_by.title_and_name,
        "at": show_datetime(decision.decided_at),
    }


def _head(drill: Drill, title: str) -> dict[str, Any]:
    return {
        "institution": drill.institution.name,
        "title": title,
        "subject": drill.title,
        "exercise": _("訓練"),
        "printed_on": _("%(at)s 出力") % {"at": show_datetime(clock.now())},
        "fingerprint": fingerprint_of(drill),
    }


def _facts(drill: Drill) -> list[list[str]]:
    people = [
        f"{row}（{row.get_part_display()}{'・' + str(row.get_role_display()) if row.role else ''}）"
        for row in drill.people.all()
        if row.attended
    ]
    rows = [
        (_("日時"), _when(drill)),
        (_("場所"), drill.place),
        (_("ねらい"), drill.purpose),
        (_("シナリオ"), f"{drill.scenario.title}　{drill.scenario.summary}"),
        (_("使ったBCP"), drill.plan),
        (_("加わった人") if drill.started_at else _("加わる人"), "\n".join(people)),
        (_("評価した人"), drill.evaluated_by.title_and_name if drill.evaluated_by else ""),
    ]
    return [[label, value] for label, value in rows if value]


def _when(drill: Drill) -> str:
    if drill.started_at is None:
        return show_date(drill.planned_on)
    text = show_datetime(drill.started_at)
    if drill.ended_at is not None:
        text += _(" から %(at)s まで") % {"at": short_moment(drill.ended_at, drill.started_at)}
    return text + (_("（紙で実施）") if drill.on_paper else "")
