"""The one table of who may do what: action × role.

Services ask `require`; pages and API ask `may` in order to show or hide. Rules about one record (only its
addressee may report) stand in that record's service; this table says who may come as far as asking.
`SYSTEM` is Kaname itself acting by the clock or during set-up.
Source: 経営管理編 1.2.1 管理責任 ①, 3.1.2 ②.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from .roles import EVERYONE, GOVERNORS, INSIDERS, Role

if TYPE_CHECKING:
    from .models import Person

SYSTEM = "SYSTEM"
_R = Role
_LEADERS = frozenset({_R.EXECUTIVE, _R.SAFETY_OFFICER})
_MANAGERS = frozenset({_R.EXECUTIVE, _R.SAFETY_OFFICER, _R.PLANNING_MANAGER})
_WORKERS = frozenset({_R.SAFETY_OFFICER, _R.PLANNING_MANAGER, _R.OPERATIONS_STAFF})
_DOERS = _MANAGERS | {_R.OPERATIONS_STAFF}
_ONLY_SYSTEM = frozenset({SYSTEM})

POLICY: dict[str, frozenset[str]] = {
    # --- access
    "access.set_up": _ONLY_SYSTEM,
    "access.record_sign_in": frozenset({SYSTEM}),
    "access.own_account": EVERYONE,
    "access.view_accounts": _MANAGERS | {_R.AUDITOR},
    "access.manage_accounts": _MANAGERS | {SYSTEM},
    "access.grant_role": _LEADERS | {SYSTEM},
    "access.manage_tokens": _DOERS | {_R.AUDITOR, SYSTEM},
    "calendar.manage": _MANAGERS,
    # --- ledger
    "ledger.view": GOVERNORS,
    "ledger.export": frozenset({_R.EXECUTIVE, _R.SAFETY_OFFICER, _R.AUDITOR, SYSTEM}),
    "ledger.checkpoint": frozenset({SYSTEM}),
    # --- evidence
    "evidence.attach": EVERYONE - {_R.AUDITOR, _R.GROUP_OFFICE},
    "evidence.view": EVERYONE - {_R.GROUP_OFFICE},
    # --- imports (each table asks for its own action besides)
    "imports.use": _DOERS,
    "imports.forget": _ONLY_SYSTEM,
    # --- decisions
    "decisions.view": GOVERNORS,
    "decisions.request": _DOERS,
    "decisions.act": _DOERS,
    # --- directives
    "directives.view": EVERYONE - {_R.GROUP_OFFICE},
    "directives.issue": _MANAGERS | {_R.OPERATIONS_STAFF},
    "directives.respond": EVERYONE - {_R.GROUP_OFFICE, _R.AUDITOR},
    "directives.judge": _DOERS,
    # --- meetings
    "meetings.view": INSIDERS,
    "meetings.manage": _MANAGERS,
    "meetings.confirm": INSIDERS,
    # --- obligations
    "obligations.view": GOVERNORS | {_R.GROUP_OFFICE},
    "obligations.refresh": _ONLY_SYSTEM,
    "obligations.change": _ONLY_SYSTEM | _LEADERS,
    # --- notices
    "notices.view": EVERYONE,
    "notices.read": EVERYONE,
    "notices.deliver": _ONLY_SYSTEM,
    # --- organisation
    "organisation.view": INSIDERS,
    "organisation.manage": _MANAGERS,
    "organisation.propose": _MANAGERS | {SYSTEM},
    "organisation.appoint": frozenset({_R.EXECUTIVE}),
    "organisation.end_appointment": _MANAGERS,
    "organisation.attach_letter": _MANAGERS,
    # --- documents
    "documents.view": INSIDERS,
    "documents.view_all": GOVERNORS,
    "documents.write": _DOERS,
    "documents.approve": _LEADERS,
    "documents.review": _LEADERS,
    "documents.acknowledge": INSIDERS,
    # --- planning: the yearly safety plan
    "planning.view": GOVERNORS,
    "planning.view_tasks": INSIDERS,
    "planning.manage": _MANAGERS | {SYSTEM},
    "planning.approve": frozenset({_R.EXECUTIVE}),
    "planning.ask_change": _DOERS,
    "planning.report_progress": INSIDERS - {_R.AUDITOR},
    # --- planning: status reports and the management review
    "planning.report": frozenset({_R.SAFETY_OFFICER, _R.PLANNING_MANAGER}),
    "planning.judge": frozenset({_R.EXECUTIVE}),
    "planning.review": _MANAGERS,
    # --- training
    "training.view": INSIDERS,
    "training.view_all": GOVERNORS,
    "training.take": EVERYONE - {_R.GROUP_OFFICE},
    "training.manage": _MANAGERS,
    "training.sign_in": _ONLY_SYSTEM,
    # --- laws
    "laws.view": INSIDERS,
    "laws.view_gaps": GOVERNORS,
    "laws.manage": _MANAGERS,
    "laws.review": INSIDERS - {_R.AUDITOR},
    "laws.pledge": EVERYONE - {_R.GROUP_OFFICE},
    "laws.view_pledges": _MANAGERS | {_R.AUDITOR},
    "laws.record_pledges": _MANAGERS,
    # --- inquiries
    "inquiries.view": GOVERNORS | {_R.DESK},
    "inquiries.view_all": frozenset(
        {_R.SAFETY_OFFICER, _R.PLANNING_MANAGER, _R.OPERATIONS_STAFF, _R.AUDITOR, _R.DESK}
    ),
    "inquiries.view_personal": frozenset({_R.SAFETY_OFFICER, _R.PLANNING_MANAGER, _R.DESK}),
    "inquiries.enter": INSIDERS - {_R.AUDITOR},
    "inquiries.work": frozenset({_R.SAFETY_OFFICER, _R.PLANNING_MANAGER, _R.DESK}),
    "inquiries.request": frozenset({_R.SAFETY_OFFICER, _R.PLANNING_MANAGER, _R.DESK}),
    "inquiries.confirm_notice": _MANAGERS | {_R.DESK},
    "inquiries.manage": _MANAGERS,
    "inquiries.export_personal": frozenset({_R.SAFETY_OFFICER, _R.DESK}),
    "inquiries.import": frozenset({_R.SAFETY_OFFICER, _R.PLANNING_MANAGER}),
    "inquiries.receive_public": _ONLY_SYSTEM,
    "inquiries.follow_decision": _LEADERS | _ONLY_SYSTEM,
    # --- assets
    "assets.view": GOVERNORS,
    "assets.manage": _DOERS,
    # --- incidents
    "incidents.alarm": EVERYONE - {_R.GROUP_OFFICE},
    "incidents.view": GOVERNORS,
    "incidents.view_team": INSIDERS,
    "incidents.work": _DOERS,
    "incidents.request": _DOERS,
    "incidents.manage_team": _MANAGERS,
    "incidents.follow_decision": _LEADERS | _ONLY_SYSTEM,
    # --- drills: who runs one is named by the drill itself
    "drills.view": GOVERNORS,
    "drills.plan": _MANAGERS,
    "drills.run": _DOERS,
    "drills.follow_decision": _LEADERS | _ONLY_SYSTEM,
    # --- contacts: in an emergency everybody inside must find the chart
    "contacts.view": INSIDERS,
    "contacts.manage": _DOERS,
    "contacts.answer_link": _ONLY_SYSTEM,
    # --- continuity
    "continuity.view": GOVERNORS,
    "continuity.view_criteria": INSIDERS,
    "continuity.plan": _MANAGERS,
    "continuity.manage": _DOERS,
    "continuity.approve": frozenset({_R.EXECUTIVE}),
    # --- kit: whoever makes one carries numbers and plan out of the house
    "kit.view": GOVERNORS,
    "kit.make": _MANAGERS,
    "kit.merge": _DOERS,
    "kit.keep_copies": _DOERS,
    # --- overview
    "overview.view": EVERYONE,
    "overview.wizard": frozenset({_R.EXECUTIVE}),
}


class UnknownAction(LookupError):
    """An action that the policy table does not name: a mistake in the program, never a user's."""


def allowed_roles(action: str) -> frozenset[str]:
    """The roles (and perhaps SYSTEM) that may take this action; UnknownAction if the table lacks it."""
    try:
        return POLICY[action]
    except KeyError as missing:
        raise UnknownAction(action) from missing


def may(by: Person | None, action: str) -> bool:
    """Whether this person (None: Kaname itself) may take the action today."""
    allowed = allowed_roles(action)
    if by is None:
        return SYSTEM in allowed
    return not by.roles.isdisjoint(allowed)


def require(by: Person | None, action: str) -> None:
    """Raise PermissionDenied, in words, unless `by` may take the action."""
    if not may(by, action):
        names = "、".join(str(Role(r).label) for r in Role if r in allowed_roles(action))
        raise PermissionDenied(
            _("この操作をする役割がありません。行えるのは %(roles)s です。役割は「体制」で確かめてください。")
            % {"roles": names or _("システム自身")}
        )
