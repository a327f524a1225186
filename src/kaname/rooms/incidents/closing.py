"""What has to be complete before an incident may be closed (経営管理編 1.2.2 善後策 ①)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from kaname.foundation.calendar import clock

from . import selectors
from .choices import CareState, EvidenceState, Moment
from .clocks.reckoning import ClockState
from .models import FactSheet, Incident

_SETTLED = (
    ClockState.FILED,
    ClockState.WAIVED,
    ClockState.NOT_APPLICABLE,
    ClockState.OPEN,
    ClockState.WAITING,
)


@dataclass(frozen=True)
class Check:
    """One line of the list, and the screen that mends it."""

    label: str
    is_done: bool
    detail: str
    url: str


def closing_checks(incident: Incident) -> list[Check]:
    """The list, in the order in which one works it off."""
    view = selectors.command_view(incident, clock.now())
    page = incident.get_absolute_url()
    after = reverse("incidents:aftermath", args=[incident.pk])
    facts = reverse("incidents:facts", args=[incident.pk])
    recovery = selectors.standing_decision(view.decisions, Moment.RECOVERY)
    care = selectors.standing_decision(view.decisions, Moment.CARE)
    away = [f.name for f in view.functions if f.state != CareState.NORMAL]
    unsettled = [c.rule.recipient.ja for c in view.clocks if c.state not in _SETTLED]
    waiting = [i.name for i in view.items if i.state == EvidenceState.TO_PRESERVE]
    reentries = [r.what for r in incident.reentries.all() if not r.is_reconciled]
    unannounced = [m.title for m in incident.measures.all() if m.announced_on is None]
    grave = [
        (_("診療を続けるかの判断"), care is not None, "", f"{page}decide/"),
        (_("復旧の宣言"), recovery is not None and recovery.choice == "DO", "", f"{page}decide/"),
        (_("保全した証拠の一覧"), bool(view.items) and not waiting, "、".join(waiting), f"{page}evidence/"),
        (_("調査に加わった事業者や外部の機関"), incident.participants.exists(), "", after),
    ]
    rows = [
        *(grave if incident.is_major else ()),
        (_("診療の機能がすべて通常に戻っている"), not away, "、".join(away), page),
        (_("頼んだことがすべて済んでいる"), not view.open_tasks, _names(view.open_tasks), f"{page}#tasks"),
        (
            _("届け出がすべて済んでいるか、非該当と決裁されている"),
            not unsettled,
            "、".join(unsettled),
            f"{page}#clocks",
        ),
        (_("原因、または特定できない理由"), _has_cause(view.sheet), "", facts),
        (_("紙の記録の再入力と照合"), not reentries, "、".join(reentries), after),
        (_("原因に応じた再発防止策"), incident.measures.exists(), "", after),
        (_("再発防止策の職員への周知"), not unannounced, "、".join(unannounced), after),
    ]
    return [Check(*row) for row in rows]


def _has_cause(sheet: FactSheet) -> bool:
    known = sheet.cause != "UNKNOWN" and bool(sheet.cause_text)
    return known or bool(sheet.cause_unknowable)


def _names(rows: Iterable[object]) -> str:
    return "、".join(str(row) for row in rows)


def closing_gaps(incident: Incident) -> list[Check]:
    """What is missing."""
    return [check for check in closing_checks(incident) if not check.is_done]
