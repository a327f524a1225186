"""What was put before the executives, and what became of it; the words lie in `decisions.yaml`."""

from __future__ import annotations

from functools import partial
from typing import Any

from kaname.foundation.decisions import services
from kaname.foundation.decisions.kinds import GENERAL, Option
from kaname.foundation.decisions.models import Decision, StepKind
from kaname.foundation.evidence import services as evidence
from kaname.foundation.obligations import services as obligations
from kaname.outputs.sample.stage import Stage, files, fresh, read

Facts = dict[str, Any]


def tell(stage: Stage) -> None:
    """Each request on its day, and then what each person on its way does."""
    for facts in read("decisions.yaml"):
        stage.on(facts["asked"], partial(_ask, stage, facts))
        for day, who, what, *words in facts["acts"]:
            stage.on(day, partial(_act, stage, facts["key"], who, what, *words))


def _ask(stage: Stage, facts: Facts) -> None:
    ask = {"exempt": _exemption, "parameter": _parameter}.get(facts.get("kind", ""), _question)
    stage.rows["decision", facts["key"]] = ask(stage, facts)


def _exemption(stage: Stage, facts: Facts) -> Decision:
    return obligations.propose_exemption(
        by=stage.person(facts["by"]),
        obligation_id=facts["obligation"],
        kind=facts["as"],
        reason=facts["reason"],
        ends_on=stage.day(facts["until"]),
        approver=stage.person(facts["approver"]),
    )


def _parameter(stage: Stage, facts: Facts) -> Decision:
    return obligations.propose_parameter(
        by=stage.person(facts["by"]),
        name=facts["name"],
        value=facts["value"],
        reason=facts["reason"],
        approver=stage.person(facts["approver"]),
    )


def _question(stage: Stage, facts: Facts) -> Decision:
    by = stage.person(facts["by"])

    def attach(decision: Decision) -> None:
        if "files" in facts:
            evidence.attach(by=by, record=decision, files=files(facts["files"]))

    way = [StepKind.REVIEW] * (len(facts["steps"]) - 1) + [StepKind.APPROVE]
    people = [stage.person(key) for key in facts["steps"]]
    return services.request_decision(
        by=by,
        kind=GENERAL,
        question=facts["question"],
        summary=facts["summary"],
        obligation_id=facts.get("obligation", ""),
        proposal={"text": facts["text"]},
        options=[Option(key, label, is_approval=key != "REJECT") for key, label in facts.get("options", ())],
        steps=[services.Step(kind, person) for kind, person in zip(way, people, strict=True)],
        prepare=attach,
    )


def _act(
    stage: Stage, key: str, who: str, what: str, choice: str = "", text: str = "", why: str = ""
) -> None:
    decision, by = fresh(stage.rows["decision", key]), stage.person(who)
    if what in ("pass", "decide"):
        services.act_on_step(by=by, decision=decision, choice=choice, reason=text)
    elif what == "proxy":
        services.act_as_proxy(by=by, decision=decision, proxy_reason=why, choice=choice, reason=text)
    elif what == "return":
        services.return_to(by=by, decision=decision, order=0, reason=text)
    elif what == "resubmit":
        services.resubmit(by=by, decision=decision, comment=text)
    elif what == "withdraw":
        services.withdraw(by=by, decision=decision, reason=text)
    elif what == "see":
        services.see_proxy(by=by, action=decision.actions.get(on_behalf_of=by))
    else:
        raise ValueError(what)
