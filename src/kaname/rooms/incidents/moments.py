"""Who may decide what on the spot, and in which capacity they do."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kaname.foundation.access.models import Person
from kaname.foundation.access.roles import Role

from .choices import Moment, TeamRole
from .models import Incident, TeamMember

_EXECUTIVE = (Role.EXECUTIVE,)
_LEADERS = (Role.EXECUTIVE, Role.SAFETY_OFFICER)
_MANAGERS = (*_LEADERS, Role.PLANNING_MANAGER)
ANYBODY_IN_CHARGE = (*_MANAGERS, Role.OPERATIONS_STAFF)

MAY_DECIDE: dict[Moment, tuple[Role, ...]] = {
    Moment.CARE: _EXECUTIVE,
    Moment.SYSTEM: ANYBODY_IN_CHARGE,
    Moment.NETWORK: ANYBODY_IN_CHARGE,
    Moment.DIVERSION: _EXECUTIVE,
    Moment.PAPER: _MANAGERS,
    Moment.HEADQUARTERS: _LEADERS,
    Moment.RANSOM: _EXECUTIVE,
    Moment.EXPERTS: _MANAGERS,
    Moment.ANNOUNCEMENT: _EXECUTIVE,
    Moment.RECOVERY: _EXECUTIVE,
    Moment.OTHER: ANYBODY_IN_CHARGE,
}
COMMANDER = "COMMANDER"
NOT_BY_COMMAND = frozenset({Moment.RANSOM, Moment.RECOVERY})
"""What only an executive decides, also when somebody else commands."""


def capacity_of(person: Person, incident: Incident, moment: str) -> str:
    """In which role this person may decide it: a role of the policy table, COMMANDER, or nothing.

    Whoever is there cuts the network; what changes care or is said to the outside is the executive's, or the
    commander's in their place. Source: 経営管理編 3.4.1 ①
    """
    kind = Moment(moment)
    held = next((role for role in MAY_DECIDE[kind] if role in person.roles), None)
    if held is not None:
        return str(held)
    if kind in NOT_BY_COMMAND:
        return ""
    return COMMANDER if _commands(person, incident) else ""


def capacity_in_words(code: str) -> str:
    """The capacity in which something was decided, as people say it."""
    if code == COMMANDER:
        return _("本部長として")
    return str(Role(code).label) if code in Role else code


def _commands(person: Person, incident: Incident) -> bool:
    holder = TeamMember.objects.filter(
        incident=incident, role=TeamRole.COMMANDER, ends_at__isnull=True
    ).first()
    return holder is not None and person.pk in (holder.person_id, holder.deputy_id)
