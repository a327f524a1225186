"""The documents: written, reviewed, approved or not, made known, read, revised, retired. The texts lie in `documents/`."""

from __future__ import annotations

import random
from functools import partial
from typing import Any

import yaml

from kaname.foundation.access.models import Person
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.era import wareki
from kaname.foundation.decisions import services as decisions
from kaname.foundation.decisions.models import StepKind
from kaname.outputs.sample.stage import HERE, Stage, fresh
from kaname.rooms.documents import services
from kaname.rooms.documents.outlines import current_appointments
from kaname.rooms.documents.selectors import unread_versions

Facts = dict[str, Any]
EXECUTIVES = ("saeki", "kuroda")
WIDELY_READ = {
    "security_policy": 0.75,
    "operation_regulation": 0.7,
    "continuity_plan": 0.55,
    "staff_handbook": 0.6,
}


def tell(stage: Stage) -> None:
    """Each file is a document; its versions come in their order."""
    dice = random.Random(180)  # noqa: S311  (the same hospital every time)
    for path in sorted((HERE / "documents").glob("*.md")):
        _front, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
        facts: Facts = yaml.safe_load(front)
        key, bodies = path.stem, _bodies(body.strip(), facts["versions"])
        stage.on(facts["versions"][0]["asked"] - 2, partial(_begin, stage, key, facts))
        for version, text in zip(facts["versions"], bodies, strict=True):
            _tell_version(stage, key, facts, version, text, dice)
        for review in facts.get("reviews", ()):
            stage.on(review["asked"], partial(_review, stage, key, review))
        if "retire" in facts:
            stage.on(facts["retire"]["asked"], partial(_retire, stage, key, facts["retire"]))
    stage.on(-1, partial(_executives_read, stage))


def _bodies(body: str, versions: list[Facts]) -> list[str]:
    """The text of every version, from the newest, which the file holds, back to the first."""
    bodies = [body]
    for version in reversed(versions[1:]):
        for change in version.get("changes", ()):
            if change["now"] not in body:
                raise ValueError(f"the newest text does not say: {change['now']}")
            body = body.replace(change["now"], change["before"])
        bodies.append(body)
    return bodies[::-1]


def _tell_version(
    stage: Stage, key: str, facts: Facts, version: Facts, text: str, dice: random.Random
) -> None:
    day, outcome = version["asked"], version.get("outcome", "approved")
    stage.on(day - 1, partial(_write, stage, key, facts, version, text))
    if outcome == "draft":
        return
    stage.on(day, partial(_request, stage, key, version))
    if version.get("approver", "saeki") == "saeki" and _drafter(facts, version) != "takagi":
        stage.on(day + 1, partial(_pass, stage, key))
    if outcome == "pending":
        return
    stage.on(day + 3, partial(_decide, stage, key, version))
    if outcome == "approved" and "distribute" in facts:
        stage.on(day + 4, partial(_distribute, stage, key, facts))
    if outcome == "approved" and key in WIDELY_READ:
        _tell_readers(stage, key, day + 5, dice)


def _tell_readers(stage: Stage, key: str, first: int, dice: random.Random) -> None:
    book = sorted(stage.rows["staff"])
    for reader in book:
        if dice.random() < WIDELY_READ[key]:
            stage.on(first + dice.randrange(12), partial(_read, stage, key, reader))


def _drafter(facts: Facts, version: Facts) -> str:
    return str(version.get("by", facts["by"]))


def _begin(stage: Stage, key: str, facts: Facts) -> None:
    by = stage.person(_drafter(facts, facts["versions"][0]))
    stage.rows["document", key] = services.create_document(
        by=by,
        title=facts["title"],
        type=facts["type"],
        number=facts["number"],
        owner=stage.person(facts["owner"]) if "owner" in facts else by,
        audience="ROLES" if "roles" in facts else "ALL_STAFF",
        audience_roles=facts.get("roles", ()),
        review_months=facts.get("review_months", 12),
    )


def _write(stage: Stage, key: str, facts: Facts, version: Facts, text: str) -> None:
    by = stage.person(_drafter(facts, version))
    listed = current_appointments(by) if version.get("chart") else ()
    rows = "\n".join(f"| {fact.label} | {wareki(fact.starts_on)} |" for fact in listed)
    text = text.replace("{appointments}", f"| 任命 | 開始 |\n| --- | --- |\n{rows}")
    stage.rows["version", key] = services.write_draft(
        by=by,
        document=fresh(stage.rows["document", key]),
        body=stage.text(text.replace("{today}", wareki(clock.today()))),
        change_note=stage.text(version["note"]),
        provisions={name: str(place) for name, place in version.get("provisions", {}).items()},
        lists=[fact.ref for fact in listed],
    )


def _request(stage: Stage, key: str, version: Facts) -> None:
    row = fresh(stage.rows["version", key])
    drafter = Person._default_manager.get(pk=row.drafted_by_id)
    approver = stage.person(version.get("approver", "saeki"))
    officer = stage.person("takagi")
    steps = [decisions.Step(StepKind.APPROVE, approver)]
    if officer.pk not in (drafter.pk, approver.pk):
        steps.insert(0, decisions.Step(StepKind.REVIEW, officer))
    services.request_approval(
        by=drafter,
        version=row,
        steps=steps,
        effective_on=stage.day(version["effective"])
        if "effective" in version
        else stage.working_day(version["asked"] + 3),
        next_review_on=stage.day(version["review"]) if "review" in version else None,
    )


def _pass(stage: Stage, key: str) -> None:
    row = fresh(stage.rows["version", key])
    decisions.act_on_step(by=stage.person("takagi"), decision=row.decision, reason="内容を確かめました。")


def _decide(stage: Stage, key: str, version: Facts) -> None:
    row = fresh(stage.rows["version", key])
    choice, reason = "APPROVE", "承認します。"
    if version.get("outcome") == "rejected":
        choice, reason = "REJECT", version["reason"]
    decisions.act_on_step(
        by=stage.person(version.get("approver", "saeki")), decision=row.decision, choice=choice, reason=reason
    )


def _distribute(stage: Stage, key: str, facts: Facts) -> None:
    row = fresh(stage.rows["version", key])
    by = Person._default_manager.get(pk=row.drafted_by_id)
    services.distribute(by=by, version=row, method=facts["distribute"])


def _read(stage: Stage, key: str, reader: str) -> None:
    if reader not in stage.ids:
        return
    person = stage.person(reader)
    if person.is_active_on(clock.today()):
        services.acknowledge(by=person, version=fresh(stage.rows["version", key]))


def _executives_read(stage: Stage) -> None:
    for key in EXECUTIVES:
        person = stage.person(key)
        for version in unread_versions(person, clock.today()):
            services.acknowledge(by=person, version=version)


def _review(stage: Stage, key: str, facts: Facts) -> None:
    services.confirm_review(
        by=stage.person(facts["by"]),
        document=fresh(stage.rows["document", key]),
        next_review_on=stage.day(facts["next"]),
        note=facts["note"],
    )


def _retire(stage: Stage, key: str, facts: Facts) -> None:
    document = fresh(stage.rows["document", key])
    services.retire(by=stage.person(facts["by"]), document=document, reason=facts["reason"])
