"""An audience in words, as people say it: 看護部と薬剤部の全職員（派遣を含む）."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from kaname.foundation.access.models import Institution, PersonKind
from kaname.foundation.access.roles import Role
from kaname.foundation.calendar import clock
from kaname.foundation.ledger.findings import ask

from .rules import Audience

_K = PersonKind


def in_words(audience: Audience, departments: Mapping[int, str]) -> str:
    """The rule as one phrase in the reader's language; `departments` names departments by key."""
    said = _people(audience)
    if audience.departments:
        names = [departments.get(key) or _("いまはない部門") for key in audience.departments]
        said = _("%(departments)sの%(people)s") % {"departments": _joined(names), "people": said}
    if audience.roles:
        roles = [str(role.label) for role in Role if role in audience.roles]
        said = _("%(people)sのうち、役割が「%(roles)s」の人") % {"people": said, "roles": "」「".join(roles)}
    if audience.newcomer_days:
        said = _("%(people)s（着任から%(days)s日以内）") % {"people": said, "days": audience.newcomer_days}
    return said


def said_of(audience: Audience, institution: Institution) -> str:
    """As `in_words`, with the names that departments have today."""
    rows = ask("departments_current", institution, on=clock.today()) if audience.departments else ()
    return in_words(audience, {int(row.ref.partition(":")[2]): row.label for row in rows})


def _people(audience: Audience) -> str:
    kinds = frozenset(audience.kinds) or frozenset(_K.values)
    found = {
        frozenset(_K.values): _("全員（派遣・事業者の要員を含む）"),
        frozenset({_K.EMPLOYEE, _K.DISPATCHED}): _("全職員（派遣を含む）"),
        frozenset({_K.EMPLOYEE}): _("全職員（直接雇用）"),
    }.get(kinds)
    return found or _joined([str(kind.label) for kind in _K if kind in kinds])


def _joined(names: list[str]) -> str:
    """Two or three names as one says them; more as a list."""
    return _("と").join(names) if len(names) <= 3 else "、".join(names)
