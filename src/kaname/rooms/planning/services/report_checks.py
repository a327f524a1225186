"""What must hold before a report is written or sent, and how it is numbered and named."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _

from kaname.foundation.access.checks import require_house
from kaname.foundation.access.models import Person
from kaname.foundation.access.numbering import next_in_year
from kaname.foundation.access.records import StaleRecord
from kaname.foundation.access.roles import Role
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.era import fiscal_year, wareki
from kaname.foundation.calendar.holidays import ONE_DAY
from kaname.rooms.planning.models import ReportKind, ReportStatus, StatusReport
from kaname.rooms.planning.models.reports import MAX_TEXT

LONGEST_DAYS = 1_100


def give_number(report: StatusReport) -> None:
    """The next number of this fiscal year; two at once queue for it."""
    report.fiscal_year = fiscal_year(clock.today())
    report.serial = next_in_year(StatusReport, report.institution, report.fiscal_year)
    report.number = f"{report.fiscal_year}-{report.serial:03}"


def usual_title(kind: str, starts_on: date, ends_on: date) -> str:
    """安全管理の状況報告（令和8年7月〜9月）, in Japanese whoever writes it."""
    with translation.override("ja"):
        label = str(ReportKind(kind).label)
    return f"{label}（{period_in_words(starts_on, ends_on)}）"


def period_in_words(starts_on: date, ends_on: date) -> str:
    """Whole months by their names, other periods by their days."""
    if starts_on.day != 1 or (ends_on + ONE_DAY).day != 1:
        return f"{wareki(starts_on)}〜{wareki(ends_on)}"
    first, last = _month(starts_on), _month(ends_on)
    if first == last:
        return first
    era_year = first[: first.index("年") + 1]
    return f"{first}〜{last.removeprefix(era_year)}"


def _month(day: date) -> str:
    words = wareki(day)
    return words[: words.index("月") + 1]


def require_period(starts_on: date, ends_on: date) -> None:
    """A period in its order, begun by today, no longer than three years."""
    if ends_on < starts_on:
        raise ValidationError({"ends_on": _("対象期間の末日は、初日以後の日にしてください。")})
    if starts_on > clock.today():
        raise ValidationError({"starts_on": _("対象期間の初日は、今日以前の日にしてください。")})
    if (ends_on - starts_on).days > LONGEST_DAYS:
        raise ValidationError({"starts_on": _("対象期間は3年以内にしてください。")})


def require_draft(by: Person, report: StatusReport, revision: int | None) -> None:
    """A draft of the same hospital, as it was read."""
    require_house(by, report)
    if revision is not None and report.revision != revision:
        raise StaleRecord(report)
    if report.status != ReportStatus.DRAFT:
        raise ValidationError(
            _("経営層に送った報告は変えられません。差し戻された報告は、次の版として直してください。")
        )


def require_sendable(by: Person, report: StatusReport, addressee: Person) -> None:
    """A whole draft about a period that is over, to an executive who is somebody else."""
    if report.ends_on > clock.today():
        raise ValidationError(
            _(
                "対象期間がまだ終わっていません。末日を今日以前の日にするか、期間が終わってから送ってください。"
            )
        )
    if not report.assessment:
        raise ValidationError(_("全体の評価を選んでから送ってください。"))
    if not report.comment.strip():
        raise ValidationError(_("報告者の所見を書いてから送ってください。経営層が最初に読みます。"))
    if report.version > 1 and not report.change_note.strip():
        raise ValidationError(_("差戻しを受けて直したところを書いてから送ってください。"))
    if addressee.pk == by.pk or Role.EXECUTIVE not in addressee.roles_on(clock.today()):
        raise ValidationError({"addressee": _("報告を受ける経営層の人を選んでください。")})


def tidy(comments: Mapping[str, str]) -> dict[str, str]:
    """The comments that say something; ValidationError for one that is too long."""
    kept = {
        name: text.replace("\r\n", "\n").strip() for name, text in sorted(comments.items()) if text.strip()
    }
    if any(len(text) > MAX_TEXT for text in kept.values()):
        raise ValidationError(_("所見は一つにつき%(n)s字までにしてください。") % {"n": f"{MAX_TEXT:,}"})
    return kept
