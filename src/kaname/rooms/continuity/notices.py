"""What continuity tells people: a restore test or a procedure's review falls due, improvement was ordered and not directed.

That something waits for a decision its decision already tells.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext_noop as _

from kaname.foundation.access.models import Institution, Person
from kaname.foundation.access.roles import Role
from kaname.foundation.ledger.findings import say
from kaname.foundation.notices.registry import Due, notice_source

from .choices import CheckStatus, CheckVerdict
from .models import RestoreCheck
from .selectors.checks import next_check_due
from .selectors.recovery import procedures_in_force

DUE_WITHIN_DAYS = 30


@notice_source
def restore_checks_due(institution: Institution, *, on: date) -> Iterable[Due]:
    """Planning managers and operations staff learn 30 days before that the next test is due, and when it is late."""
    due = next_check_due(institution, on)
    if due is None or due > on + timedelta(days=DUE_WITHIN_DAYS):
        return
    late = due < on
    text = (
        _("復元試験か点検の期限（%(due)s）を過ぎています。")
        if late
        else _("次の復元試験か点検の期限は%(due)sです。")
    )
    for person in _workers(institution, on):
        key = f"restore-check:{due.isoformat()}:{late}"
        yield Due(person, key, say(text, due=due), reverse("continuity:check_list"))


def _workers(institution: Institution, on: date) -> list[Person]:
    return list(Person.objects.of(institution).holding((Role.PLANNING_MANAGER, Role.OPERATIONS_STAFF), on))


@notice_source
def procedure_reviews_due(institution: Institution, *, on: date) -> Iterable[Due]:
    """Whoever answers for a recovery procedure learns that its review falls due within 30 days."""
    for row in procedures_in_force(institution, on):
        due = row.next_review_on
        if due is None or due > on + timedelta(days=DUE_WITHIN_DAYS) or not row.responsible.is_active_on(on):
            continue
        text = say(_("復旧手順の見直しの期限は%(due)sです：%(what)s"), due=due, what=row.system.name)
        yield Due(
            row.responsible, f"procedure-review:{row.pk}:{due.isoformat()}", text, row.get_absolute_url()
        )


@notice_source
def improvements_not_directed(institution: Institution, *, on: date) -> Iterable[Due]:
    """The executive who ordered improvement learns the next day that no directive followed."""
    rows = RestoreCheck.objects.of(institution).filter(
        status=CheckStatus.JUDGED, verdict=CheckVerdict.ORDER, findings__isnull=True
    )
    for check in rows.select_related("judged_by", "system"):
        if check.judged_by is not None and check.judged_on is not None and check.judged_on < on:
            text = _("改善を指示すると判断した試験に、指示がまだ出ていません：%(what)s")
            yield Due(
                check.judged_by,
                f"restore-order:{check.pk}",
                say(text, what=str(check)),
                check.get_absolute_url(),
            )
