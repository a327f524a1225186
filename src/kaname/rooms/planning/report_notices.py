"""What status reports tell people: the next one falls due, or improvement was ordered and nobody was told.

That a report waits for a verdict its decision already tells.
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

from .models import StatusReport
from .selectors.reports import report_standings, without_directive

DUE_WITHIN_DAYS = 14


@notice_source
def status_reports_due(institution: Institution, *, on: date) -> Iterable[Due]:
    """The planning managers learn 14 days before that the next report is due, and again when it is late."""
    standings = [s for s in report_standings(institution, on) if s.due_on]
    soon = [s for s in standings if s.due_on and s.due_on <= on + timedelta(days=DUE_WITHIN_DAYS)]
    if not soon:
        return
    for person in _planners(institution, on):
        for standing in soon:
            assert standing.due_on is not None
            text = _("期限を過ぎた報告があります：%(what)s（期限 %(due)s）")
            if not standing.is_overdue:
                text = _("次の報告の期限は%(due)sです：%(what)s")
            key = f"status-report:{standing.kind.value}:{standing.due_on.isoformat()}:{standing.is_overdue}"
            url = reverse("planning:report_begin", args=[standing.kind.value])
            sentence = say(text, what=str(standing.kind.label), due=standing.due_on)
            yield Due(person, key, sentence, url)


def _planners(institution: Institution, on: date) -> list[Person]:
    rows = Person.objects.of(institution).active_on(on).filter(memberships__role=Role.PLANNING_MANAGER)
    people = rows.distinct().prefetch_related("memberships")
    return [person for person in people if Role.PLANNING_MANAGER in person.roles_on(on)]


@notice_source
def improvements_not_directed(institution: Institution, *, on: date) -> Iterable[Due]:
    """The executive who ordered improvement learns the next day that no directive followed."""
    rows = StatusReport.objects.of(institution).filter(verdict="ORDER").with_people().defer("sections")
    for report in without_directive(rows):
        if report.judged_by is not None and report.judged_on is not None and report.judged_on < on:
            text = _("改善を指示すると判断した報告に、指示がまだ出ていません：%(what)s")
            url = reverse("planning:report_order", args=[report.pk])
            yield Due(report.judged_by, f"status-report-order:{report.pk}", say(text, what=report.title), url)
