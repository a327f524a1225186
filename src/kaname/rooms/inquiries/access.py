"""Who may read the personal text of an inquiry: the one rule for pages, API, decisions and files."""

from __future__ import annotations

from kaname.foundation.access import policy
from kaname.foundation.access.models import Person
from kaname.foundation.access.roles import Role

from .models import Inquiry


def personal_text_for(person: Person | None, inquiry: Inquiry) -> bool:
    """The desk, the managers and the safety officer read it; an executive reads what they answer for or decide.

    Auditors and operations staff see that an inquiry was handled and when, not what anybody said.
    """
    if person is None or inquiry.institution_id != person.institution_id:
        return False
    if policy.may(person, "inquiries.view_personal"):
        return True
    if Role.EXECUTIVE not in person.roles:
        return False
    return inquiry.decision_id is not None or person.pk in (
        inquiry.desk.responsible_id,
        inquiry.desk.deputy_id,
    )
