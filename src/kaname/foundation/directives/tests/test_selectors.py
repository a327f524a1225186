"""What waits for whom, what is late, and who sees what."""

from __future__ import annotations

import pytest

from kaname.foundation.access import services as access
from kaname.foundation.calendar import clock
from kaname.foundation.directives import selectors, services
from kaname.foundation.directives.models import Directive, DirectiveReport
from kaname.foundation.directives.selectors import Progress

from .factories import day, make_directive, make_line

pytestmark = pytest.mark.django_db


@pytest.fixture
def line():
    with clock.at(day("2026-06-01")):
        yield make_line()


def reported(line, by, to, **fields):
    directive = make_directive(by, to, **fields)
    return services.report(by=to, directive=directive, body="済みました。")


def waiting(person):
    return [row.pk for row in selectors.reports_awaiting_verdict(person)]


def test_visible_to_by_role(line):
    other = make_line("さくら病院")
    make_directive(other.executive, other.vendor)
    to_vendor = make_directive(line.executive, line.vendor)
    to_staff = make_directive(line.executive, line.staff)
    rows = (to_vendor, to_staff)
    reports = [services.report(by=row.addressee, directive=row, body="済みました。") for row in rows]
    seen = {
        name: (
            [d.pk for d in Directive.objects.visible_to(getattr(line, name)).order_by("pk")],
            [r.pk for r in DirectiveReport.objects.visible_to(getattr(line, name)).order_by("pk")],
        )
        for name in ("executive", "officer", "manager", "operator", "auditor", "staff", "vendor", "desk")
    }
    everything = ([to_vendor.pk, to_staff.pk], [r.pk for r in reports])
    assert seen == {
        **dict.fromkeys(("executive", "officer", "manager", "operator", "auditor"), everything),
        "staff": ([to_staff.pk], [reports[1].pk]),
        "vendor": ([to_vendor.pk], [reports[0].pk]),
        "desk": ([], []),
    }


def test_reports_awaiting_verdict_go_to_the_issuer(line):
    row = reported(line, line.manager, line.operator)
    assert (waiting(line.manager), waiting(line.executive), waiting(line.operator)) == ([row.pk], [], [])


def test_reports_awaiting_verdict_when_the_issuer_left(line):
    row = reported(line, line.manager, line.operator)
    access.end_person(by=line.executive, person=line.manager, ends_on=day("2026-06-01"))
    assert waiting(line.executive) == []
    with clock.at(day("2026-06-02")):
        assert (waiting(line.executive), waiting(line.officer)) == ([row.pk], [row.pk])


def test_reports_on_obligations_wait_for_an_executive(line):
    row = reported(line, line.officer, line.manager, obligation_id="G-3.4.2-1")
    assert waiting(line.executive) == [row.pk]
    services.accept(by=line.officer, directive=row.directive)
    assert (waiting(line.executive), waiting(line.officer)) == ([row.pk], [])
    services.confirm(by=line.executive, directive=row.directive)
    assert waiting(line.executive) == []


def test_reports_awaiting_verdict_are_the_newest_only(line):
    row = reported(line, line.officer, line.manager, obligation_id="G-3.4.2-1", recurrence="MONTHLY")
    services.accept(by=line.officer, directive=row.directive)
    newer = services.report(by=line.manager, directive=row.directive, body="翌月分。")
    assert waiting(line.executive) == [newer.pk]
    services.withdraw(by=line.executive, directive=row.directive, reason="廃止")
    assert waiting(line.executive) == []


def test_directives_to_and_open_count(line):
    first = make_directive(line.executive, line.manager, due_on=day("2026-06-20"))
    second = make_directive(line.executive, line.manager, due_on=day("2026-06-10"))
    reported(line, line.manager, line.operator)
    assert list(selectors.directives_to(line.manager)) == [second, first]
    assert selectors.open_count(line.manager) == 3
    services.report(by=line.manager, directive=second, body="済みました。")
    assert (selectors.open_count(line.manager), selectors.open_count(line.executive)) == (2, 1)
    assert list(selectors.overdue_directives(line.institution, day("2026-06-21"))) == [first]
    assert list(selectors.overdue_directives(line.institution, day("2026-06-20"))) == []


def test_directive_view_tells_the_whole_story(line):
    directive = make_directive(line.executive, line.manager)
    fields = {"title": "準備", "body": "準備する。", "due_on": day("2026-06-10")}
    told = {"by": line.manager, "directive": directive, "addressee": line.operator}
    children = [services.hand_down(**told, **fields) for _ in range(2)]
    below = services.hand_down(by=line.operator, directive=children[0], addressee=line.vendor, **fields)
    services.report(by=line.operator, directive=children[1], body="済みました。")
    services.accept(by=line.manager, directive=children[1])
    view = selectors.directive_view(directive, line.executive)
    first, second = (child.pk for child in children)
    assert [(b.directive.pk, b.depth) for b in view.branches] == [(first, 1), (below.pk, 2), (second, 1)]
    assert view.progress == Progress(done=1, total=3)
    assert view.in_the_way == [children[0]]
    assert [e.shape for e in view.events] == ["issued", "acknowledged"]
    told = selectors.directive_view(children[1], line.manager)
    assert [e.shape for e in told.events] == ["issued", "acknowledged", "reported", "accepted"]


def test_query_counts_do_not_grow(line, django_assert_max_num_queries):
    directive = make_directive(line.executive, line.manager, due_on=day("2026-06-30"), recurrence="MONTHLY")
    for month in range(6, 12):
        with clock.at(day(f"2026-{month:02d}-20")):
            services.report(by=line.manager, directive=directive, body="異常なし。")
            services.accept(by=line.executive, directive=directive)
    with django_assert_max_num_queries(4):
        selectors.directive_view(directive, line.executive)
    with django_assert_max_num_queries(2):
        selectors.open_count(line.executive)
    with django_assert_max_num_queries(1):
        [(d.issued_by.name, d.addressee.name) for d in selectors.directives_to(line.manager)]
