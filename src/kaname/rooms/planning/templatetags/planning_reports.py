"""What a template asks of a status report: its badge, and its words where only the row is at hand."""

from __future__ import annotations

from django import template

from kaname.foundation.access.models import Person
from kaname.rooms.planning.lists.reports import badge_of
from kaname.rooms.planning.models import StatusReport
from kaname.rooms.planning.selectors.reports import ReportPage, report_page
from kaname.web.lists import Badge

register = template.Library()


@register.filter
def report_badge(report: StatusReport) -> Badge:
    """Where it stands, in a word and a tone."""
    return badge_of(report)


@register.simple_tag
def report_in_full(report: StatusReport, person: Person) -> ReportPage:
    """Everything its page shows, for the page of the decision on it."""
    return report_page(report, person)
