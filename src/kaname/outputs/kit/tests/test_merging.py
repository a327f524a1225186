"""A record comes back: each entry once, at its own time, all or nothing; whatever is wrong gets a sentence."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from kaname.foundation.access.tests.factories import make_hospital
from kaname.foundation.calendar import clock
from kaname.outputs.kit import services
from kaname.outputs.kit.reading import LARGEST_BYTES, open_record, read_record
from kaname.outputs.kit.selectors import incidents_to_join, merge_lines
from kaname.rooms.incidents import services as incidents
from kaname.rooms.incidents.models import Incident, LogLine
from kaname.rooms.incidents.selectors import newest_sheet

from .conftest import NOW, PHRASE, content_of, decision_of, entry_of, file_of

HAPPENED = datetime(2026, 11, 18, 17, 15, tzinfo=UTC)


def record_of(house, *entries, **more):
    return read_record(house.institution, content_of(house, *entries, **more))


def kept(incident) -> list[tuple]:
    """The lines that came from a kit, in order."""
    rows = LogLine.objects.filter(incident=incident).exclude(key="").order_by("occurred_at", "pk")
    return [(row.kind, row.text, row.occurred_at, row.precision) for row in rows]


@pytest.fixture
def incident(house):
    with clock.at(HAPPENED + timedelta(minutes=90)):
        alarm = incidents.raise_alarm(by=house.nurse, what="電子カルテが開かない")
        return incidents.declare(
            by=house.operator, incident=alarm, title="電子カルテの停止", severity="MAJOR"
        )


def test_lines_keep_their_own_time_and_say_where_they_come_from(house, incident):
    entries = [
        entry_of(1),
        entry_of(2, kind="CONTACT", to="みなと電算", text="夜間の窓口につながった", precision="ABOUT",
                 at="2026-11-18T17:40:00.000Z", written_at="2026-11-18T18:30:00.000Z"),
    ]  # fmt: skip
    merged = services.merge_record(by=house.operator, record=record_of(house, *entries), incident=incident)
    assert (merged.added, merged.there) == (2, 0)
    assert kept(incident) == [
        ("LOG", "画面に脅迫文が出た", HAPPENED, "EXACT"),
        ("CONTACT", "みなと電算：夜間の窓口につながった", HAPPENED + timedelta(minutes=25), "ABOUT"),
    ]
    first = LogLine.objects.get(key=f"kit:{1:032x}")
    assert first.recorded_at == NOW
    assert first.recorded_by == house.operator
    assert first.source == "非常時キット（当直 石井 蓮が令和8年11月19日 2:20に記入）"


def test_a_decision_stands_as_one_with_who_decided_and_when(house, incident):
    record = record_of(house, decision_of(1, house.operator))
    services.merge_record(by=house.planner, record=record, incident=incident)
    line = LogLine.objects.get(key=f"kit:{1:032x}")
    decision = line.decision
    assert (decision.question, decision.choice, decision.reason) == (
        "外の線を切る",
        "DO",
        "広がりを止めるため",
    )
    assert (decision.decided_by, decision.decided_at) == (house.operator, HAPPENED)
    assert line.source.startswith("非常時キット")


def test_a_decision_of_somebody_whom_the_kit_does_not_list_becomes_a_line_that_says_so(house, incident):
    unlisted = decision_of(1, house.operator) | {"decided_by": None, "decider": "  当直の副院長　高橋 "}
    record = record_of(house, unlisted)
    (line,) = merge_lines(house.institution, record, incident)
    assert (line.as_line, line.entry.who_decided) == (True, "当直の副院長 高橋")
    services.merge_record(by=house.planner, record=record, incident=incident)
    kind, text, at, _precision = kept(incident)[0]
    assert (kind, at) == ("LOG", HAPPENED)
    assert "当直の副院長 高橋" in text
    assert "決める立場にあったかを確かめてください" in text


def test_merged_twice_is_once(house, incident):
    record = record_of(house, entry_of(1), decision_of(2, house.operator))
    services.merge_record(by=house.operator, record=record, incident=incident)
    lines = LogLine.objects.filter(incident=incident).count()
    again = services.merge_record(by=house.planner, record=record, incident=incident)
    assert (again.added, again.there) == (0, 2)
    assert LogLine.objects.filter(incident=incident).count() == lines


def test_what_lies_in_one_incident_is_not_told_again_in_another(house, incident):
    first, more = record_of(house, entry_of(1)), record_of(house, entry_of(1), entry_of(2))
    services.merge_record(by=house.operator, record=first, incident=incident)
    assert [bool(line.there) for line in merge_lines(house.institution, more)] == [True, False]
    new = services.merge_record(by=house.operator, record=more, title="別の件")
    assert (new.added, new.there) == (1, 1)
    assert new.incident != incident
    nothing = services.merge_record(by=house.operator, record=more, title="さらに別の件")
    assert (nothing.added, nothing.there) == (0, 2)
    assert Incident.objects.of(house.institution).count() == 2


def test_a_new_incident_begins_when_the_record_begins(house):
    record = record_of(
        house, decision_of(1, house.executive, moment="CARE"), entry_of(2, at="2026-11-18T17:10:00Z")
    )
    merged = services.merge_record(by=house.operator, record=record, title="夜間の停止", severity="MAJOR")
    assert (merged.incident.status, merged.incident.title) == ("OPEN", "夜間の停止")
    assert merged.incident.occurred_at == HAPPENED - timedelta(minutes=5)


def test_an_alarm_is_taken_up_and_its_beginning_corrected(house):
    alarm = incidents.raise_alarm(by=house.nurse, what="開かない")
    merged = services.merge_record(
        by=house.operator,
        record=record_of(house, decision_of(1, house.operator)),
        incident=alarm,
        title="停止",
    )
    fresh = Incident.objects.get(pk=merged.incident.pk)
    assert (fresh.status, fresh.occurred_at, fresh.occurred_source) == (
        "OPEN",
        HAPPENED,
        "非常時キットの記録",
    )


def test_the_limits_of_reports_run_from_the_night_itself(house, incident):
    assert newest_sheet(incident).aware_at == HAPPENED + timedelta(minutes=90)
    services.merge_record(by=house.operator, record=record_of(house, entry_of(1)), incident=incident)
    sheet = newest_sheet(incident)
    assert (sheet.aware_at, sheet.detected_at, sheet.version) == (HAPPENED, HAPPENED, 2)
    later = record_of(house, entry_of(2, at="2026-11-18T18:00:00Z", written_at="2026-11-18T18:00:00Z"))
    services.merge_record(by=house.operator, record=later, incident=Incident.objects.get(pk=incident.pk))
    assert newest_sheet(incident).version == 2


def test_a_new_incident_needs_a_name(house):
    with pytest.raises(ValidationError) as refused:
        services.merge_record(by=house.operator, record=record_of(house, entry_of(1)))
    assert list(refused.value.message_dict) == ["title"]
    assert not Incident.objects.of(house.institution).exists()


def test_a_correction_takes_the_place_of_its_line_and_both_stay(house, incident):
    first = entry_of(1, text="3階で発生")
    second = entry_of(2, text="2階で発生", corrects=first["id"], at="2026-11-18T17:00:00Z")
    third = entry_of(3, text="2階と3階で発生", corrects=first["id"], written_at="2026-11-18T18:20:00Z")
    services.merge_record(by=house.operator, record=record_of(house, first, second, third), incident=incident)
    rows = {row.key: row for row in LogLine.objects.filter(incident=incident).exclude(key="")}
    a, b, c = (rows[f"kit:{n:032x}"] for n in (1, 2, 3))
    assert (a.corrects, b.corrects, c.corrects) == (None, a, b)


def test_who_could_not_decide_leaves_a_line_that_says_so(house, incident):
    record = record_of(house, decision_of(1, house.nurse))
    assert [line.as_line for line in merge_lines(house.institution, record, incident)] == [True]
    services.merge_record(by=house.operator, record=record, incident=incident)
    line = LogLine.objects.get(key=f"kit:{1:032x}")
    assert line.decision is None
    assert "西村 空" in line.text
    assert "確かめてください" in line.text


def test_a_long_decision_loses_no_word(house, incident):
    text = "切る。" * 200
    services.merge_record(
        by=house.operator,
        record=record_of(house, decision_of(1, house.operator, text=text)),
        incident=incident,
    )
    decision = LogLine.objects.get(key=f"kit:{1:032x}").decision
    assert len(decision.question) == 300
    assert text in decision.reason


def test_all_or_nothing(house, incident, monkeypatch):
    real, calls = incidents.write_line, []

    def fails_late(**given):
        calls.append(given)
        if len(calls) == 2:
            raise ValidationError("full")
        return real(**given)

    monkeypatch.setattr(incidents, "write_line", fails_late)
    with pytest.raises(ValidationError):
        services.merge_record(
            by=house.operator, record=record_of(house, entry_of(1), entry_of(2)), incident=incident
        )
    assert len(calls) == 2
    assert kept(incident) == []


def test_only_those_who_deal_with_incidents_merge(house, incident):
    for who in (house.nurse, house.vendor):
        with pytest.raises(PermissionDenied):
            services.merge_record(by=who, record=record_of(house, entry_of(1)), incident=incident)
        assert not incidents_to_join(who).exists()


def test_a_file_opens_with_its_phrase_alone(house):
    raw = file_of(content_of(house, entry_of(1)))
    assert open_record(raw, PHRASE)["entries"][0]["text"] == "画面に脅迫文が出た"
    with pytest.raises(ValidationError, match="合言葉が違います"):
        open_record(raw, "ちがう合言葉をいれてみる")
    flipped = raw.replace(b'"data": "', b'"data": "AAAA', 1)
    with pytest.raises(ValidationError, match="壊れています"):
        open_record(flipped, PHRASE)
    with pytest.raises(ValidationError, match="大きすぎます"):
        open_record(b" " * (LARGEST_BYTES + 1), PHRASE)


DEEP = json.loads('{"a":' * 300 + "1" + "}" * 300)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"institution": "other"}, "この病院のキット"),
        ({"institution": None}, "この病院のキット"),
        ({"entries": "x"}, "記録のファイルではありません"),
        ({"entries": []}, "一つもありません"),
        ({"entries": [entry_of(n) for n in range(1_001)]}, "多すぎます"),
        ({"entries": [entry_of(1), entry_of(1)]}, "二度"),
        ({"entries": [3]}, "1件目"),
        ({"entries": [DEEP]}, "1件目の「種類」"),
        ({"entries": [entry_of(1), entry_of(2, kind="STATE")]}, "2件目の「種類」"),
        ({"entries": [entry_of(1, id="../1")]}, "種類"),
        ({"entries": [entry_of(1, at="2026-11-18T20:30:00Z")]}, "これからの時刻"),
        ({"entries": [entry_of(1, written_at="2027-01-01T00:00:00Z")]}, "これからの時刻"),
        ({"entries": [entry_of(1, at="9999-12-31T23:59:59-23:59")]}, "時刻"),
        ({"entries": [entry_of(1, at="2026-11-18T17:15:00")]}, "時刻"),
        ({"entries": [entry_of(1, at=5)]}, "時刻"),
        ({"entries": [entry_of(1, at="2025-01-01T00:00:00Z")]}, "時刻"),
        ({"entries": [entry_of(1, precision="NEVER")]}, "時刻の確かさ"),
        ({"entries": [entry_of(1, text="あ" * 2_001)]}, "長すぎます"),
        ({"entries": [entry_of(1, text="\u0000 \u0007")]}, "内容"),
        ({"entries": [entry_of(1, text=["a"])]}, "内容"),
        ({"entries": [entry_of(1, written_by="")]}, "書いた人"),
        ({"entries": [entry_of(1, corrects="x")]}, "訂正"),
        ({"entries": [entry_of(1, kind="DECISION", moment="CARE", choice="DO", decided_by=10**30)]}, "名簿"),
        ({"entries": [entry_of(1, kind="DECISION", moment="CARE", choice="DO", decided_by="1")]}, "名簿"),
        ({"entries": [entry_of(1, kind="DECISION", moment="CARE", choice="DO", decider=" ")]}, "決めた人"),
        ({"entries": [entry_of(1, kind="DECISION", moment=[], choice="DO", decided_by=1)]}, "判断"),
        ({"exported_at": "soon"}, "書き出した時刻"),
    ],
)
def test_what_cannot_be_is_refused_by_number(house, change, said):
    with pytest.raises(ValidationError, match=said):
        read_record(house.institution, content_of(house, entry_of(9)) | change)


def test_somebody_of_another_hospital_decides_nothing_here(house):
    stranger = make_hospital(name="北斗病院")
    with pytest.raises(ValidationError, match="名簿"):
        record_of(house, decision_of(1, stranger))


def test_a_clock_that_is_a_little_fast_is_forgiven(house):
    record = record_of(house, entry_of(1, at="2026-11-18T20:05:00Z", written_at="2026-11-18T20:05:00Z"))
    assert record.entries[0].at == NOW
