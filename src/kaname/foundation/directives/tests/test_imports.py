"""Directives are issued from a file, and those that were issued stay as they are."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from kaname.foundation.calendar import clock
from kaname.foundation.directives import services
from kaname.foundation.directives.models import Directive
from kaname.foundation.imports import services as imports
from kaname.foundation.imports.tests.factories import csv_file, xlsx_file

from .factories import day, make_directive, make_line

pytestmark = pytest.mark.django_db
HEADINGS = ("番号", "件名", "指示の内容", "あて先", "あて先の役割", "期限", "報告の周期", "遵守事項")
TABLE = "directives.directives"


@pytest.fixture
def line():
    with clock.at(day("2026-06-01")):
        yield make_line(account=True)


def finding(**said):
    """A finding of an outside audit, for the operations staff to mend by the end of June."""
    usual = {"番号": "", "件名": "退職者のアカウント", "指示の内容": "残っている3件を止め、報告してください。",
             "あて先": "小林 学", "あて先の役割": "", "期限": "2026-06-30", "報告の周期": "", "遵守事項": ""}  # fmt: skip
    return tuple((usual | said).values())


def bring(by, *rows):
    return imports.upload(by=by, table=TABLE, file=xlsx_file(rows, HEADINGS))


def counts(batch):
    return batch.new_count, batch.changed_count, batch.same_count, batch.bad_count


def faults(batch):
    return list(batch.data["rows"][0]["errors"])


def test_the_findings_of_an_audit_are_issued_in_one_go_and_only_once(line):
    rows = [
        finding(遵守事項="G-3.1.2-1"),
        finding(件名="復元テスト", 期限="令和8年7月31日", 報告の周期="半年ごと"),
        finding(あて先="高木 玲子", あて先の役割="医療情報システム安全管理責任者"),
    ]
    batch = bring(line.executive, *rows)
    assert counts(batch) == (3, 0, 0, 0)
    assert Directive.objects.of(line.institution).count() == 0
    imports.apply_batch(by=line.executive, batch=batch)
    told = Directive.objects.of(line.institution).order_by("sequence")
    assert [
        (d.number, d.issued_by, d.addressee, d.addressee_role, d.due_on, d.recurrence, d.obligation_id)
        for d in told
    ] == [
        ("2026-001", line.executive, line.operator, "OPERATIONS_STAFF", day("2026-06-30"), "NONE", "G-3.1.2-1"),
        ("2026-002", line.executive, line.operator, "OPERATIONS_STAFF", day("2026-07-31"), "HALF_YEARLY", ""),
        ("2026-003", line.executive, line.officer, "SAFETY_OFFICER", day("2026-06-30"), "NONE", ""),
    ]  # fmt: skip
    assert counts(bring(line.executive, *rows)) == (0, 0, 3, 0)
    with clock.at(day("2026-07-15")):
        assert counts(bring(line.executive, *rows)) == (0, 0, 3, 0)


def test_the_exported_list_comes_in_again_without_change(client, line):
    first = make_directive(line.executive, line.manager, title="=1+1", body="一行目\r\n二行目")
    services.hand_down(
        by=line.manager, directive=first, addressee=line.operator, title="一部", body="頼みます。",
        due_on=first.due_on,
    )  # fmt: skip
    standing = make_directive(line.officer, line.operator, recurrence="MONTHLY", obligation_id="G-3.1.2-1")
    services.report(by=line.operator, directive=standing, body="済みました。")
    services.accept(by=line.officer, directive=standing)
    gone = make_directive(line.executive, line.vendor)
    services.withdraw(by=line.executive, directive=gone, reason="不要になった")
    client.force_login(line.executive.user)
    for kind in ("xlsx", "csv"):
        content = client.get(reverse("directives:directive_list_all"), {"format": kind}).content
        for on in ("2026-06-01", "2027-06-01"):
            with clock.at(day(on)):
                file = SimpleUploadedFile(f"指示.{kind}", content)
                batch = imports.upload(by=line.executive, table=TABLE, file=file)
            assert (counts(batch), batch.data["warnings"]) == ((0, 0, 4, 0), [])


def test_a_new_row_under_an_exported_list_is_issued_and_the_others_stay(line):
    told = make_directive(line.executive, line.manager, title="点検")
    known = finding(
        番号="２０２６-００１", 件名="点検", 指示の内容=told.body, あて先="中野 翔", 期限="2026-12-31"
    )
    batch = bring(line.executive, known, finding())
    assert counts(batch) == (1, 0, 1, 0)
    imports.apply_batch(by=line.executive, batch=batch)
    assert [d.title for d in Directive.objects.of(line.institution).order_by("sequence")] == [
        "点検",
        "退職者のアカウント",
    ]
    told.refresh_from_db()
    assert told.due_on == day("2026-07-01")


def test_what_was_returned_with_a_later_due_day_is_not_issued_again(line):
    imports.apply_batch(by=line.executive, batch=bring(line.executive, finding()))
    told = Directive.objects.of(line.institution).get()
    services.report(by=line.operator, directive=told, body="2件を止めました。")
    services.return_report(
        by=line.executive, directive=told, reason="残り1件を止めてください。", due_on=day("2026-07-31")
    )
    assert counts(bring(line.executive, finding())) == (0, 0, 1, 0)


def test_the_same_words_a_year_later_are_another_directive(line):
    imports.apply_batch(by=line.executive, batch=bring(line.executive, finding()))
    assert counts(bring(line.executive, finding(期限="2027-06-30"))) == (1, 0, 0, 0)


@pytest.mark.parametrize(
    ("heading", "cell", "column"),
    [
        ("件名", "別の件名", "title"),
        ("指示の内容", "別の内容", "body"),
        ("あて先", "高木 玲子", "addressee"),
        ("報告の周期", "毎月", "recurrence"),
        ("遵守事項", "G-3.1.2-1", "obligation_id"),
    ],
)
def test_what_was_issued_is_not_changed_by_a_file(line, heading, cell, column):
    imports.apply_batch(by=line.executive, batch=bring(line.executive, finding()))
    assert faults(bring(line.executive, finding(番号="2026-001", **{heading: cell}))) == [column]


@pytest.mark.parametrize(
    ("heading", "cell", "column"),
    [
        ("番号", "2026-099", "number"),
        ("件名", "", "title"),
        ("指示の内容", "", "body"),
        ("あて先", "いない人", "addressee"),
        ("あて先", "佐伯 恵", "addressee"),
        ("あて先の役割", "企画管理者", "addressee_role"),
        ("期限", "2026-05-31", "due_on"),
        ("期限", "なるべく早く", "due_on"),
        ("報告の周期", "ときどき", "recurrence"),
    ],
)
def test_a_bad_row_says_in_which_column(line, heading, cell, column):
    batch = bring(line.executive, finding(**{heading: cell}))
    assert (counts(batch), faults(batch)) == ((0, 0, 0, 1), [column])


def test_a_planning_manager_tells_the_line_below(line):
    batch = bring(line.manager, finding(), finding(あて先="佐伯 恵"))
    assert counts(batch) == (1, 0, 0, 1)
    imports.apply_batch(by=line.manager, batch=batch, skip_bad=True)
    assert Directive.objects.of(line.institution).get().issued_by == line.manager


@pytest.mark.parametrize("who", ["operator", "auditor", "staff", "vendor", "desk"])
def test_who_may_not_issue_directives_of_their_own_is_refused(client, line, who):
    person = getattr(line, who)
    with pytest.raises(PermissionDenied):
        bring(person, finding())
    client.force_login(person.user)
    assert TABLE not in client.get(reverse("directives:directive_list")).content.decode()


@pytest.mark.parametrize("who", ["executive", "officer", "manager"])
def test_who_may_is_offered_it(client, line, who):
    client.force_login(getattr(line, who).user)
    offered = reverse("imports:upload", args=[TABLE])
    assert offered in client.get(reverse("directives:directive_list")).content.decode()
    assert client.get(offered).status_code == 200


def test_another_hospitals_directives_and_people_are_unknown(line):
    imports.apply_batch(by=line.executive, batch=bring(line.executive, finding()))
    foreign = make_line("さくら病院")
    assert faults(bring(foreign.executive, finding(番号="2026-001"))) == ["number"]
    imports.apply_batch(by=foreign.executive, batch=bring(foreign.executive, finding()))
    assert Directive.objects.of(foreign.institution).get().addressee == foreign.operator
    assert Directive.objects.of(line.institution).count() == 1


def test_reading_a_file_takes_few_queries(line, django_assert_max_num_queries):
    text = "件名,指示の内容,あて先,期限\n" + "".join(
        f"指摘{n},直す。,小林 学,2026-06-30\n" for n in range(50)
    )
    with django_assert_max_num_queries(25):
        assert counts(imports.upload(by=line.manager, table=TABLE, file=csv_file(text))) == (50, 0, 0, 0)
