"""What is missing for the day on which systems stop, as sentences with the step that mends each: the overview's opening."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from kaname.foundation.calendar.display import show_date
from kaname.foundation.ledger.findings import few

from .choices import CheckStatus, FindingState
from .models import CheckFinding
from .selectors.plan import DOCUMENT
from .selectors.recovery import SystemLine
from .selectors.standing import Standing


@dataclass(frozen=True)
class Need:
    """One thing that is missing: a sentence, and where it is mended by whoever may take `action`."""

    text: str
    label: str
    url: str
    action: str = "continuity.manage"


def needs(standing: Standing, findings: Sequence[CheckFinding]) -> list[Need]:
    """What is missing, the gravest first; nothing more to read."""
    return [*_plan(standing), *_systems(standing.systems), *_checks(standing, findings)]


def _plan(standing: Standing) -> Iterator[Need]:
    if standing.document is None:
        told = _("施行中のBCP（文書）がありません。")
        yield Need(
            told,
            _("BCPを文書として作る"),
            reverse("documents:document_begin", args=[DOCUMENT]),
            "documents.write",
        )
    lacking = standing.lacking_parts
    if lacking:
        names = few([line.key.label for line in lacking])
        told = _("BCPの項目のうち、%(n)s件が書かれていないか、いない人を指しています：%(names)s。")
        url = reverse("continuity:part_change", args=[lacking[0].key.value])
        yield Need(told % {"n": len(lacking), "names": names}, _("項目を書く"), url, "continuity.plan")
    if not standing.prioritised:
        told = _("優先して再開する業務が決まっていません。")
        yield Need(told, _("業務を加える"), reverse("continuity:function_new"), "continuity.plan")


def _systems(systems: list[SystemLine]) -> Iterator[Need]:
    if not systems:
        told = _("止まると診療が続けられないシステムが、情報システムの一覧にありません。")
        yield Need(told, _("情報システムを開く"), reverse("assets:system_list"), "assets.view")
        return
    bare = [line for line in systems if not line.is_covered]
    if bare:
        told = _("業務影響分析に入っていない重要なシステムがあります：%(names)s。") % {"names": _names(bare)}
        url = reverse("continuity:system_place", args=[bare[0].pk])
        yield Need(told, _("支える業務を決める"), url, "continuity.plan")
    without = [line for line in systems if line.procedure is None]
    if without:
        told = _("承認された復旧手順のない重要なシステムがあります：%(names)s。") % {"names": _names(without)}
        first = without[0]
        url = (
            first.draft.get_absolute_url()
            if first.draft
            else f"{reverse('continuity:procedure_new')}?system={first.pk}"
        )
        yield Need(told, _("手順を開く") if first.draft else _("手順を書く"), url)
    stale = [line for line in systems if line.review_is_past]
    if stale and stale[0].procedure:
        told = _("見直しの期限を過ぎた復旧手順があります：%(names)s。") % {"names": _names(stale)}
        yield Need(told, _("手順を見直す"), stale[0].procedure.get_absolute_url())
    unkept = [line for line in systems if not line.backups]
    if unkept:
        told = _("バックアップの記録がない重要なシステムがあります：%(names)s。") % {"names": _names(unkept)}
        yield Need(
            told, _("バックアップを記録する"), f"{reverse('continuity:backup_new')}?system={unkept[0].pk}"
        )
    attached = [line for line in systems if line.backups and not line.has_offline_copy]
    if attached:
        told = _(
            "切り離した控えのない重要なシステムがあります：%(names)s。攻撃を受けると、控えごと失うおそれがあります。"
        )
        yield Need(
            told % {"names": _names(attached)}, _("バックアップを見る"), reverse("continuity:backup_list")
        )


def _checks(standing: Standing, findings: Sequence[CheckFinding]) -> Iterator[Need]:
    new = reverse("continuity:check_new")
    waiting = next(
        (c for c in standing.checks if c.status in (CheckStatus.RECORDED, CheckStatus.RETURNED)), None
    )
    if waiting is not None:
        told = _("経営層に報告していない試験があります：%(what)s（%(on)s）。")
        told %= {"what": waiting, "on": show_date(waiting.held_on)}
        yield Need(told, _("報告する"), waiting.get_absolute_url())
    if not standing.checks:
        yield Need(_("復元試験や復旧手順の点検を、まだ行っていません。"), _("試験を記録する"), new)
    elif standing.check_due_on is not None and standing.check_due_on < standing.on:
        told = _("復元試験か点検の期限（%(due)s）を過ぎています。") % {
            "due": show_date(standing.check_due_on)
        }
        yield Need(told, _("試験を記録する"), new)
    named = {row.check_held_id for row in findings}
    silent = next((c for c in standing.checks if c.needs_finding and c.pk not in named), None)
    if silent is not None:
        told = _("課題があった%(what)sに、改善の指示がまだありません。") % {"what": silent}
        yield Need(told, _("課題と指示を記録する"), reverse("continuity:finding_new", args=[silent.pk]))
    late = [row for row in findings if row.state_on(standing.on) == FindingState.OVERDUE]
    if late:
        told = _("改善の期限を過ぎた課題があります：%(names)s。") % {"names": few(late)}
        yield Need(told, _("課題を見る"), late[0].get_absolute_url())


def _names(lines: list[SystemLine]) -> str:
    return few([line.fact.label for line in lines])
