"""The patients' desk: opened, announced, and what came to it in fourteen months; the words lie in `inquiries.yaml`."""

from __future__ import annotations

from functools import partial
from typing import Any

from kaname.foundation.access.writes import writing
from kaname.foundation.calendar import clock
from kaname.foundation.decisions import services as decisions
from kaname.outputs.sample.stage import LAST, Stage, files, fresh, read
from kaname.rooms.inquiries import services

Facts = dict[str, Any]
OPENED, HANDED_OVER = -410, -296
DESK: Facts = {
    "name": "患者相談窓口",
    "audience": "PATIENTS",
    "phone": "0000-12-3400（内線 210）",
    "email": "soudan@minato.example.jp",
    "place": "1階 総合受付の左",
    "hours": "平日 8時30分から17時まで",
    "has_public_form": True,
}
WEB = "https://minato.example.jp/privacy/"


def tell(stage: Stage) -> None:
    """The desk and its notices; each inquiry on its day, and its answer so many days later."""
    stage.on(OPENED, partial(_open, stage))
    stage.on(HANDED_OVER, partial(_hand_over, stage))
    stage.on(-405, partial(_confirm, stage, "PREMISES", "yano"))
    stage.on(-200, partial(_confirm, stage, "WEB", "ohno"))
    stage.on(-45, partial(_confirm, stage, "PREMISES", "ohno"))
    for number, facts in enumerate(read("inquiries.yaml")):
        stage.on(facts["day"], partial(_receive, stage, number, facts))
        if "after" in facts and facts["day"] + facts["after"] <= LAST:
            _tell_answer(stage, number, facts)


def _tell_answer(stage: Stage, number: int, facts: Facts) -> None:
    day = facts["day"] + facts["after"]
    if "close" in facts:
        stage.on(day, partial(_close, stage, number, facts))
        return
    if "approver" in facts:
        stage.on(day - (2 if facts.get("pending") else 5), partial(_ask, stage, number, facts))
    if not facts.get("pending"):
        stage.on(day, partial(_answer, stage, number, facts))


def _worker(facts: Facts) -> str:
    """Who works at the desk: the planning manager until the desk has its own person."""
    return "yano" if facts["day"] + facts.get("after", 0) < HANDED_OVER + 3 else "ohno"


def _open(stage: Stage) -> None:
    by = stage.person("takagi")
    stage.rows["desk"] = services.open_desk(by=by, responsible=stage.person("yano"), **DESK)


def _hand_over(stage: Stage) -> None:
    desk = fresh(stage.rows["desk"])
    services.change_desk(
        by=stage.person("takagi"),
        desk=desk,
        responsible=stage.person("ohno"),
        deputy=stage.person("takagi"),
        **DESK,
    )


def _confirm(stage: Stage, where: str, by: str) -> None:
    desk, person = fresh(stage.rows["desk"]), stage.person(by)
    if where == "WEB":
        services.confirm_notice(by=person, desk=desk, where=where, url=WEB)
        return
    photo = files(["掲示の写し.pdf"])[0]
    services.confirm_notice(by=person, desk=desk, where=where, photo=photo, note="総合受付の左の壁")


def _receive(stage: Stage, number: int, facts: Facts) -> None:
    desk = fresh(stage.rows["desk"])
    said = {"kind": facts["kind"], "body": facts["body"], "sender": facts["sender"]}
    said["contact"] = facts.get("contact", "")
    if facts["way"] == "PUBLIC_FORM":
        language = facts.get("lang", "ja")
        row = services.receive_public(desk=desk, nonce=f"sample {number}", language=language, **said)
    else:
        by = stage.person(facts["by"])
        subject = facts["subject"]
        row = services.enter_inquiry(by=by, desk=desk, channel=facts["way"], subject=subject, **said)
    stage.rows["inquiry", number] = row


def _draft(stage: Stage, number: int, facts: Facts) -> Any:
    row, by = fresh(stage.rows["inquiry", number]), stage.person(_worker(facts))
    if not row.subject:
        services.retitle(by=by, inquiry=row, subject=facts["subject"])
    services.assign(by=by, inquiry=row, assignee=by)
    if "identity" in facts:
        services.confirm_identity(by=by, inquiry=row, method=facts["identity"])
    return services.draft_answer(by=by, inquiry=row, answer=facts["answer"])


def _ask(stage: Stage, number: int, facts: Facts) -> None:
    by = stage.person(_worker(facts))
    with writing(by=by, action="inquiries.work"):
        row = _draft(stage, number, facts)
        services.ask_approval(by=by, inquiry=row, approver=stage.person(facts["approver"]))
    if not facts.get("pending"):
        stage.on_day(clock.today(), partial(_approve, stage, number, facts))


def _approve(stage: Stage, number: int, facts: Facts) -> None:
    decision = fresh(stage.rows["inquiry", number]).decision
    decisions.act_on_step(by=stage.person(facts["approver"]), decision=decision, choice="APPROVE")


def _answer(stage: Stage, number: int, facts: Facts) -> None:
    by = stage.person(_worker(facts))
    with writing(by=by, action="inquiries.work"):
        row = fresh(stage.rows["inquiry", number]) if "approver" in facts else _draft(stage, number, facts)
        services.record_answer(by=by, inquiry=row, channel=facts["how"])


def _close(stage: Stage, number: int, facts: Facts) -> None:
    row, by = fresh(stage.rows["inquiry", number]), stage.person(_worker(facts))
    if not row.subject and "subject" in facts:
        services.retitle(by=by, inquiry=row, subject=facts["subject"])
    services.close_inquiry(by=by, inquiry=row, reason=facts["close"])
