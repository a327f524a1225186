"""How a drill is put into words: what came of each inject, in how many things it went well, what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaname.foundation.calendar.durations import show_minutes

from .choices import Moment
from .drill_reads import DrillStanding
from .drills.assessing import Act, Assessed, Came, Course
from .drills.scenario import Inject
from .models import Drill
from .shown import Next

CAME = {
    Came.MET: ("good", gettext_lazy("できた")),
    Came.LATE: ("warn", gettext_lazy("遅れてできた")),
    Came.PARTLY: ("warn", gettext_lazy("一部できた")),
    Came.MISSED: ("bad", gettext_lazy("できなかった")),
    Came.SKIPPED: ("neutral", gettext_lazy("行わなかった")),
    Came.WAITING: ("neutral", gettext_lazy("まだ")),
}


@dataclass(frozen=True)
class ShownExpectation:
    """Something expected, with what came of it in words."""

    key: str
    what: str
    came: Came
    tone: str
    label: str
    how: str
    shows: str
    note: str


@dataclass(frozen=True)
class ShownInject:
    """An inject as pages and papers show it; `wall` is the scenario's own time, `is_met` whether the players know it.

    `answers`: what was recorded besides what `rows` show.
    """

    inject: Inject
    wall: str
    is_met: bool
    came_at: object
    rows: tuple[ShownExpectation, ...]
    answers: tuple[Act, ...]

    @property
    def may_be_skipped(self) -> bool:
        """Whether something was expected of it that was not left out already."""
        return any(row.came != Came.SKIPPED for row in self.rows)


def shown_course(
    standing: DrillStanding, course: Sequence[Course], *, expected: bool = True
) -> list[ShownInject]:
    """Every inject in order; without what was `expected`, for those who play."""
    met = {row.key for row in standing.met}
    course = course if expected else [replace(row, rows=()) for row in course]
    told = [part.act for row in course for part in row.rows]
    return [
        ShownInject(
            row.inject,
            standing.drill.scenario.wall(row.inject.second),
            row.inject.key in met,
            row.came_at,
            tuple(_expectation(part) for part in row.rows),
            tuple(act for act in row.answers if act not in told),
        )
        for row in course
    ]


def _expectation(row: Assessed) -> ShownExpectation:
    tone, label = CAME[row.came]
    wanted = row.expectation
    return ShownExpectation(
        key=wanted.key,
        what=str(wanted.what),
        came=row.came,
        tone=tone,
        label=str(label),
        how=_how(row),
        shows=_("判断「%(what)s」の記録") % {"what": Moment(wanted.moment).label} if wanted.moment else "",
        note=row.mark.note if row.mark else "",
    )


def _how(row: Assessed) -> str:
    if row.act is None:
        within = row.expectation.within
        return _("想定から%(length)s以内") % {"length": show_minutes(within)} if within else ""
    told = f"{row.act.text.splitlines()[0]}（{row.act.who}）"
    if row.minutes is None:
        return told
    if row.minutes < 0:
        return _("想定より前に：%(what)s") % {"what": told}
    return _("%(length)s後：%(what)s") % {"length": show_minutes(row.minutes), "what": told}


@dataclass(frozen=True)
class Tally:
    """Of how many things expected, how many were done, how many late or in part, how many not; `skipped` come on top."""

    expected: int
    met: int
    partly: int
    missed: int
    skipped: int


def tally(course: Sequence[Course]) -> Tally:
    """Counted over the injects that came."""
    rows = [part.came for row in course if row.came_at is not None for part in row.rows]
    skipped = rows.count(Came.SKIPPED)
    return Tally(
        expected=len(rows) - skipped,
        met=rows.count(Came.MET),
        partly=rows.count(Came.LATE) + rows.count(Came.PARTLY),
        missed=rows.count(Came.MISSED),
        skipped=skipped,
    )


def tally_in_words(found: Tally) -> str:
    """How it went, in a sentence or two."""
    text = _(
        "期待した対応%(all)s件のうち、できたもの%(met)s件、遅れたか一部できたもの%(partly)s件、できなかったもの%(missed)s件です。"
    ) % {"all": found.expected, "met": found.met, "partly": found.partly, "missed": found.missed}
    if found.skipped:
        text += _("ほかに、行わなかったものが%(n)s件あります。") % {"n": found.skipped}
    return text


def next_drill_step(drill: Drill) -> Next | None:
    """What the facilitator does next after the end."""
    if not drill.is_evaluated:
        return Next(
            _("参加した人と振り返り、評価を書きます。"),
            _("評価を書く"),
            reverse("incidents:drill_evaluate", args=[drill.pk]),
        )
    if not drill.findings.exists():
        return Next(
            _("うまくいかなかったことを、誰がいつまでに直すかを決めます。"),
            _("課題を決めて指示する"),
            reverse("incidents:drill_finding_new", args=[drill.pk]),
        )
    if drill.decision_id is None:
        return Next(
            _("結果と改善を経営層に報告します。"),
            _("経営層に報告する"),
            reverse("incidents:drill_report", args=[drill.pk]),
        )
    return None
