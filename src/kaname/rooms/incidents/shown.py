"""How an incident is put into words on its page: what comes next, how long is left, in which state things are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaname.foundation.calendar import clock as house_clock
from kaname.foundation.calendar.display import show_date, show_datetime
from kaname.foundation.obligations.selectors import sentence_text
from kaname.web.lists import Words

from .choices import CareState, EvidenceState, IncidentStatus, Moment, Precision, TeamRole
from .clocks.counting import Due
from .clocks.reckoning import Clock, ClockState
from .clocks.rules import DeadlineKind, LegalForce
from .models import CareFunction, Incident, IncidentReport, LogLine
from .selectors import CommandView, corrected_lines, grouped, standing_decision

FORCE: dict[LegalForce, Words] = {
    LegalForce.LAW: gettext_lazy("法律の義務"),
    LegalForce.ADMINISTRATIVE_GUIDANCE: gettext_lazy("行政の通知"),
    LegalForce.GUIDELINE: gettext_lazy("ガイドライン"),
    LegalForce.CONTRACT: gettext_lazy("契約"),
    LegalForce.OPERATIONAL: gettext_lazy("運用上の連絡"),
    LegalForce.VOLUNTARY: gettext_lazy("任意（強く勧める）"),
}
STATES: dict[ClockState, tuple[str, Words]] = {
    ClockState.NOT_APPLICABLE: ("neutral", gettext_lazy("対象外")),
    ClockState.WAITING: ("neutral", gettext_lazy("まだ始まっていない")),
    ClockState.OPEN: ("neutral", gettext_lazy("期限なし")),
    ClockState.RUNNING: ("info", gettext_lazy("期限内")),
    ClockState.WARNED: ("warn", gettext_lazy("期限が近い")),
    ClockState.LATE: ("bad", gettext_lazy("期限超過")),
    ClockState.TO_DECIDE: ("warn", gettext_lazy("非該当の決裁待ち")),
    ClockState.FILED: ("good", gettext_lazy("済")),
    ClockState.WAIVED: ("good", gettext_lazy("非該当")),
}
CARE_TONES = {
    CareState.NORMAL: "good",
    CareState.LIMITED: "warn",
    CareState.PAPER: "info",
    CareState.STOPPED: "bad",
}
ENDED = (ClockState.FILED, ClockState.WAIVED)


@dataclass(frozen=True)
class ShownClock:
    """A clock as pages, papers and the API show it."""

    id: str
    recipient: str
    force: str
    basis: str
    channel: str
    state: str
    tone: str
    label: str
    deadline: str
    left: str
    why: tuple[str, ...]
    is_open: bool
    earlier: tuple[str, ...]
    reports: tuple[IncidentReport, ...]
    suggested: tuple[str, ...]


def show_clock(clock: Clock, now: datetime, reports: tuple[IncidentReport, ...] = ()) -> ShownClock:
    """Who must be told, how, by when, and why."""
    tone, label = STATES[clock.state]
    is_open = clock.state not in (*ENDED, ClockState.NOT_APPLICABLE)
    return ShownClock(
        id=clock.rule.id,
        recipient=str(clock.rule.recipient),
        force=str(FORCE[clock.rule.legal_force]),
        basis=clock.rule.basis,
        channel=str(clock.rule.channel),
        state=clock.state,
        tone=tone,
        label=str(label),
        deadline=_deadline(clock),
        left=_left(clock.due, now) if clock.due and is_open else "",
        why=tuple(sentence_text(sentence.as_json()) for sentence in clock.why),
        is_open=is_open,
        earlier=tuple(_until(clock, due) for due in clock.earlier),
        reports=reports,
        suggested=clock.exemptions_suggested,
    )


def _deadline(clock: Clock) -> str:
    return _until(clock, clock.due) if clock.due else ""


def _until(clock: Clock, due: Due) -> str:
    """The deadline in a few words: an hour where hours count, else the day, with the shift if there is one."""
    if clock.rule.deadline.minutes and clock.rule.deadline.kind == DeadlineKind.TARGET:
        return _("%(at)s まで（目標）") % {"at": show_datetime(due.due_at)}
    count = (due.raw_on - house_clock.day_of(due.starts_at)).days + 1
    if due.due_on != due.raw_on:
        return _("%(n)s日目 %(raw)s → %(due)s まで") % {
            "n": count,
            "raw": show_date(due.raw_on),
            "due": show_date(due.due_on),
        }
    return _("%(day)s（%(n)s日目）まで") % {"day": show_date(due.due_on), "n": count}


def _left(due: Due, now: datetime) -> str:
    gap = due.due_at - now
    words = _span(abs(gap))
    return _("あと%(span)s") % {"span": words} if gap > timedelta() else _("%(span)s超過") % {"span": words}


def _span(gap: timedelta) -> str:
    hours, minutes = divmod(gap.seconds // 60, 60)
    if gap.days >= 3:
        return _("%(n)s日") % {"n": gap.days}
    if gap.days:
        return _("%(days)s日%(hours)s時間") % {"days": gap.days, "hours": hours}
    return (
        _("%(hours)s時間%(minutes)s分") % {"hours": hours, "minutes": minutes}
        if hours
        else _("%(n)s分") % {"n": minutes}
    )


def shown_clocks(view: CommandView) -> list[ShownClock]:
    """Those that ask for something first, in order of urgency; then what is done; what does not apply is left out."""
    reports = grouped(view.reports)
    pressing = view.pressing
    rest = [c for c in view.clocks if c not in pressing and c.state != ClockState.NOT_APPLICABLE]
    order = [*pressing, *sorted(rest, key=lambda c: c.state not in ENDED)]
    return [show_clock(c, view.now, tuple(reports.get(c.rule.id, ()))) for c in order]


@dataclass(frozen=True)
class ShownFunction:
    """A line of the board."""

    row: CareFunction
    tone: str
    is_check_late: bool

    @property
    def next_check(self) -> str:
        """When it is looked at again."""
        return short_moment(self.row.next_check_at, house_clock.now()) if self.row.next_check_at else ""


def shown_board(view: CommandView) -> list[ShownFunction]:
    """The functions of care, those that do not go on as usual first."""
    rows = sorted(view.functions, key=lambda f: (f.state == CareState.NORMAL, f.order, f.pk))
    return [
        ShownFunction(
            f, CARE_TONES[CareState(f.state)], f.next_check_at is not None and f.next_check_at < view.now
        )
        for f in rows
    ]


@dataclass(frozen=True)
class ShownLine:
    """A line of the log; `replaced` is the line that corrects it."""

    row: LogLine
    when: str
    late: str
    replaced: LogLine | None


def shown_log(view: CommandView) -> list[ShownLine]:
    """The log, newest first."""
    replaced = corrected_lines(view.lines)
    return [
        ShownLine(line, _when(line, view.now), _written_late(line), replaced.get(line.pk))
        for line in view.lines
    ]


_ON_TIME = timedelta(minutes=15)


def short_moment(at: datetime, now: datetime) -> str:
    """14:20 today, else 11/19 2:40: as people write it while it happens."""
    local = house_clock.in_japan(at)
    wall = f"{local.hour}:{local:%M}"
    return wall if house_clock.day_of(at) == house_clock.day_of(now) else f"{local.month}/{local.day} {wall}"


def _when(line: LogLine, now: datetime) -> str:
    local = house_clock.in_japan(line.occurred_at)
    text = short_moment(line.occurred_at, now)
    if line.precision == Precision.ABOUT:
        return _("%(at)sごろ") % {"at": text}
    return f"{local.month}/{local.day}" if line.precision == Precision.DAY else text


def _written_late(line: LogLine) -> str:
    if line.recorded_at - line.occurred_at < _ON_TIME:
        return ""
    return _("%(at)sに記入") % {"at": show_datetime(line.recorded_at)}


@dataclass(frozen=True)
class Next:
    """The one step that comes next."""

    text: str
    label: str
    url: str


def next_step(view: CommandView) -> Next | None:
    """What to do now, in the order in which an emergency is brought under control; None when nothing presses."""
    incident = view.incident
    if incident.status != IncidentStatus.OPEN:
        return None
    held = {m.role for m in view.team}
    if TeamRole.COMMANDER not in held:
        return Next(
            _("指揮をとる人が決まっていません。"),
            _("本部長を決める"),
            _to("role", incident, role=TeamRole.COMMANDER),
        )
    if standing_decision(view.decisions, Moment.CARE) is None:
        return Next(
            _("診療を続けるかどうかが決まっていません。"),
            _("判断を記録する"),
            _to("decide", incident, moment=Moment.CARE),
        )
    if view.late:
        first = view.late[0].rule
        return Next(
            _("%(to)sへの連絡が期限を過ぎています。") % {"to": first.recipient},
            _("連絡を記録する"),
            reverse("incidents:clock", args=[incident.pk, first.id]),
        )
    if TeamRole.EXPLANATION not in held:
        return Next(
            _("患者さんや報道への説明をする人が決まっていません。"),
            _("説明の担当を決める"),
            _to("role", incident, role=TeamRole.EXPLANATION),
        )
    if not view.items:
        return Next(
            _("保全する証拠の一覧がありません。復旧の作業より先に決めます。"),
            _("証拠を挙げる"),
            _to("item_new", incident),
        )
    return _later(view)


def _later(view: CommandView) -> Next | None:
    incident = view.incident
    unsaved = [i for i in view.items if i.state == EvidenceState.TO_PRESERVE]
    if unsaved:
        return Next(
            _("「%(what)s」をまだ保全していません。") % {"what": unsaved[0].name},
            _("保全を記録する"),
            reverse("incidents:item_preserve", args=[unsaved[0].pk]),
        )
    recovered = standing_decision(view.decisions, Moment.RECOVERY)
    if recovered is not None and recovered.choice == "DO":
        return Next(
            _("復旧が宣言されています。終結までに残ることを片づけます。"),
            _("終結までの一覧"),
            _to("closing", incident),
        )
    if view.pressing:
        first = view.pressing[0].rule
        return Next(
            _("次の連絡先は%(to)sです。") % {"to": first.recipient},
            _("連絡を記録する"),
            reverse("incidents:clock", args=[incident.pk, first.id]),
        )
    return None


def _to(name: str, incident: Incident, **query: str) -> str:
    address = reverse(f"incidents:{name}", args=[incident.pk])
    return f"{address}?{'&'.join(f'{k}={v}' for k, v in query.items())}" if query else address
