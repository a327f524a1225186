"""Business continuity: the impact analysis, the plan's parts, procedures approved, backups, and tests that were judged.

The words lie in `continuity.yaml`. The dialysis system lacks an approved procedure and a backup: that is still to do.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from kaname.foundation.decisions import services as decisions
from kaname.foundation.directives import services as directives
from kaname.outputs.sample.stage import Stage, files, fresh, read
from kaname.rooms.continuity import services

Facts = dict[str, Any]
DIRECTOR, OFFICER, OPERATOR = "saeki", "takagi", "nakano"
ANALYSED, WRITTEN, CHANGED, LOOKED_THROUGH = -310, -308, -70, -64


def tell(stage: Stage) -> None:
    """First what a stop would mean, then the plan, then how to recover, and whether it works."""
    book = read("continuity.yaml")
    stage.on(ANALYSED, partial(_analyse, stage, book["functions"]))
    stage.on(WRITTEN, partial(_write, stage, book["parts"]))
    stage.on(CHANGED, partial(_write, stage, [book["changed"]]))
    stage.on(LOOKED_THROUGH, partial(_look_through, stage, book["items"]))
    for row in book["backups"]:
        stage.on(row["from"], partial(_back_up, stage, row))
    for row in book["procedures"]:
        stage.on(row["asked"], partial(_ask, stage, row, row["review"]))
        stage.on(row["asked"] + 5, partial(_approve, stage, row["system"]))
        if "again" in row:
            stage.on(row["again"], partial(_ask, stage, row, row["review2"]))
            stage.on(row["again"] + 4, partial(_approve, stage, row["system"]))
    stage.on(book["draft"]["from"], partial(_draft, stage, book["draft"]))
    for row in book["checks"]:
        stage.on(row["held"], partial(_hold, stage, row))


def _system(stage: Stage, name: str) -> Any:
    return fresh(stage.rows["system", name])


def _analyse(stage: Stage, rows: list[Facts]) -> None:
    for row in rows:
        services.add_function(
            by=stage.person(OFFICER),
            name=row["name"],
            priority=row.get("priority"),
            owner=stage.person(row["owner"]),
            rto_minutes=row["rto"],
            rpo_minutes=row["rpo"],
            fallback=row["fallback"],
            systems=[_system(stage, name) for name in row["systems"]],
            impacts={band: services.BandLine(*line) for band, line in row["bands"].items()},
        )


def _write(stage: Stage, rows: list[list[Any]]) -> None:
    for key, who, text in rows:
        person = stage.person(who) if who else None
        services.write_part(by=stage.person(OFFICER), key=key, text=text, person=person)


def _look_through(stage: Stage, rows: dict[str, list[str]]) -> None:
    for item, (status, place, owner, note) in rows.items():
        services.check_item(
            by=stage.person(OFFICER),
            item=item,
            status=status,
            place=place,
            owner=stage.person(owner),
            note=note,
        )


def _back_up(stage: Stage, row: Facts) -> None:
    services.record_backup(
        by=stage.person(OPERATOR),
        system=_system(stage, row["system"]),
        subject=row["subject"],
        method=row["method"],
        frequency=row["frequency"],
        generations=row["generations"],
        offline_copy=row["copy"],
        offline_how=row.get("how", ""),
        location=row["where"],
        responsible=stage.person(row["who"]),
    )


def _begin(stage: Stage, row: Facts, **more: Any) -> Any:
    return services.begin_procedure(
        by=stage.person(OPERATOR),
        system=_system(stage, row["system"]),
        responsible=stage.person(row["who"]),
        order=row["order"],
        dependencies=[_system(stage, name) for name in row["needs"]],
        rto_minutes=row["rto"],
        rpo_minutes=row["rpo"],
        steps=row["steps"],
        **more,
    )


def _ask(stage: Stage, row: Facts, review: int) -> None:
    note = row["note"] if ("procedure", row["system"]) in stage.rows else ""
    procedure = _begin(stage, row, cleanness=row["clean"], change_note=note)
    stage.rows["procedure", row["system"]] = services.request_approval(
        by=stage.person(OPERATOR),
        procedure=procedure,
        approver=stage.person(DIRECTOR),
        reviewer=stage.person(OFFICER),
        next_review_on=stage.day(review),
    )


def _approve(stage: Stage, system: str) -> None:
    asked = stage.rows["procedure", system]
    decisions.act_on_step(
        by=stage.person(OFFICER), decision=fresh(asked), reason="順番と確かめ方を見ました。"
    )
    decisions.act_on_step(by=stage.person(DIRECTOR), decision=fresh(asked), choice="APPROVE")


def _draft(stage: Stage, row: Facts) -> None:
    _begin(stage, row)


def _hold(stage: Stage, row: Facts) -> None:
    check = services.record_check(
        by=stage.person(OPERATOR),
        kind=row["kind"],
        system=_system(stage, row["system"]),
        held_on=stage.working_day(row["held"]),
        subject=row["subject"],
        used_offline_copy=row["offline"],
        measured_minutes=row["minutes"],
        data_age_minutes=row["age"],
        result=row["result"],
        outcome=row["outcome"],
        held_by=stage.person(row["who"]),
        files=files(["復元作業の記録.csv"]),
    )
    if "judged" not in row:
        return
    services.send_check(by=stage.person(OPERATOR), check=check, addressee=stage.person(DIRECTOR))
    stage.on(row["judged"], partial(_judge, stage, row, check))


def _judge(stage: Stage, row: Facts, check: Any) -> None:
    asked = fresh(check).decision
    decisions.act_on_step(
        by=stage.person(DIRECTOR), decision=asked, choice=row["choice"], reason=row["reason"]
    )
    if "finding" not in row:
        return
    title, text, who, due = row["finding"]
    finding = services.record_finding(
        by=stage.person(OFFICER),
        check=fresh(check),
        title=title,
        description=text,
        addressee=stage.person(who),
        due_on=stage.day(due),
    )
    stage.on(row["done"], partial(_answer, stage, row, finding, who))
    stage.on(row["accepted"], partial(_accept, stage, finding))


def _answer(stage: Stage, row: Facts, finding: Any, who: str) -> None:
    directives.report(
        by=stage.person(who),
        directive=fresh(finding.directive),
        body=row["answer"],
        files=files(["媒体の入替えの記録.pdf"]),
    )


def _accept(stage: Stage, finding: Any) -> None:
    directives.accept(by=stage.person(OFFICER), directive=fresh(finding.directive), comment="確かめました。")
