"""How each recipient is told: the routes of reporting."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kaname.foundation.access.checks import require_active, require_own
from kaname.foundation.access.models import Person
from kaname.foundation.access.writes import writing
from kaname.foundation.calendar import clock
from kaname.foundation.contacts.choices import Recipient
from kaname.foundation.contacts.models import ReportingRoute


def set_route(
    *, by: Person, recipient: str, route: ReportingRoute | None = None, **fields: Any
) -> ReportingRoute:
    """Say by which way and by when a recipient is told, and who answers for it.

    `route` is the row as it was read, if there is one. `fields` are channel, deadline, responsible, deputy, receiver
    (of the first internal report), note; what is left out stays.
    Raises PermissionDenied; ValidationError; StaleRecord. Source: 経営管理編 3.4.3 ①
    """
    with writing(by=by, action="contacts.manage") as entry:
        if recipient not in Recipient:
            raise ValidationError({"recipient": _("報告先を一つ選んでください。")})
        known = ReportingRoute.objects.of(by.institution).filter(recipient=recipient).first()
        row = route or known or ReportingRoute(institution=by.institution, recipient=recipient)
        before = {row.responsible_id, row.deputy_id, row.receiver_id}
        for name, value in fields.items():
            setattr(row, name, value.strip() if isinstance(value, str) else value)
        if recipient != Recipient.FIRST_INTERNAL:
            row.receiver = None
        people = {"responsible": row.responsible, "deputy": row.deputy, "receiver": row.receiver}
        require_own(by.institution, **people)
        for name, person in people.items():
            if person is not None and person.pk not in before:
                require_active(person, clock.today(), name)
        if row.deputy is not None and row.deputy == row.responsible:
            raise ValidationError({"deputy": _("代行する人は、責任者とは別の人にしてください。")})
        return entry.save(row)
