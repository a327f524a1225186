"""The lists of continuity: services, recovery procedures, backups, tests; each leaves as Excel."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaname.foundation.access.models import Person
from kaname.web.lists import Column, FilterSpec, Listing

from .badges import check_badge, offline_badge, procedure_badge, result_badge
from .choices import Band, CheckKind, CheckResult, CheckStatus, OfflineCopy, ProcedureStatus
from .models import Backup, CareFunction, RecoveryProcedure, RestoreCheck
from .selectors.checks import check_rows
from .selectors.impact import function_rows
from .selectors.recovery import backup_rows, procedure_rows

_LAST = 100_000
KEPT = (("KEPT", gettext_lazy("続いている")), ("ENDED", gettext_lazy("終わった")))


def _systems(function: CareFunction) -> str:
    return "、".join(link.system.name for link in function.links.all())


def _harm(band: Band) -> Any:
    def value(function: CareFunction) -> str:
        found = next((row for row in function.impacts.all() if row.band == band), None)
        return str(found.get_harm_display()) if found else ""

    return value


FUNCTIONS = (
    Column("priority", gettext_lazy("優先順位"), "priority", sort="rank", kind="number"),
    Column("name", gettext_lazy("業務"), "name", sort="name", url=CareFunction.get_absolute_url),
    Column("rto", gettext_lazy("RTO"), "rto", sort="rto_minutes"),
    Column("rpo", gettext_lazy("RPO"), "rpo", sort="rpo_minutes"),
    Column("owner", gettext_lazy("責任者"), "owner.name", sort="owner__kana"),
    Column("systems", gettext_lazy("支える情報システム"), _systems),
    *(Column(f"harm_{b}", b.label, _harm(b), on_page=False) for b in Band),
    Column("fallback", gettext_lazy("システムなしでの続け方"), "fallback", on_page=False),
)


def function_listing(request: HttpRequest, person: Person) -> Listing[CareFunction]:
    """The services of the analysis, the first to resume at the head."""
    rows: Any = function_rows(person).filter(ends_on__isnull=True)
    rows = rows.annotate(rank=Coalesce("priority", Value(_LAST)))
    return Listing(
        request, rows, FUNCTIONS, search=("name", "fallback"), default_sort="priority", name="functions"
    )


def _needs(row: RecoveryProcedure) -> str:
    return "、".join(link.system.name for link in row.links.all())


PROCEDURES = (
    Column("order", gettext_lazy("復旧の順番"), "order", sort="order", kind="number"),
    Column(
        "system",
        gettext_lazy("情報システム"),
        "system.name",
        sort="system__number",
        url=RecoveryProcedure.get_absolute_url,
    ),
    Column("version", gettext_lazy("版"), "version", kind="number"),
    Column("status", gettext_lazy("状態"), procedure_badge, sort="status", kind="status"),
    Column("rto", gettext_lazy("RTO"), "rto", sort="rto_minutes"),
    Column("rpo", gettext_lazy("RPO"), "rpo", sort="rpo_minutes", on_page=False),
    Column("needs", gettext_lazy("先に要る情報システム"), _needs, on_page=False),
    Column("responsible", gettext_lazy("責任者"), "responsible.name", sort="responsible__kana"),
    Column(
        "next_review_on", gettext_lazy("見直しの期限"), "next_review_on", sort="next_review_on", kind="date"
    ),
    Column("approved_on", gettext_lazy("承認日"), "approved_on", kind="date", on_page=False),
    Column("steps", gettext_lazy("手順"), "steps", on_page=False),
    Column("cleanness", gettext_lazy("再開の前の確かめ方"), "cleanness", on_page=False),
)


def procedure_listing(request: HttpRequest, person: Person) -> Listing[RecoveryProcedure]:
    """The versions in the order of recovery; superseded ones only when asked for."""
    rows: Any = procedure_rows(person)
    if request.GET.get("status") != ProcedureStatus.SUPERSEDED:
        rows = rows.exclude(status=ProcedureStatus.SUPERSEDED)
    filters: dict[str, FilterSpec] = {"status": (gettext_lazy("状態"), ProcedureStatus.choices, "status")}
    return Listing(
        request,
        rows,
        PROCEDURES,
        search=("system__name", "steps"),
        filters=filters,
        default_sort="order",
        name="recovery-procedures",
    )


BACKUPS = (
    Column("system", gettext_lazy("情報システム"), "system.name", sort="system__number"),
    Column("subject", gettext_lazy("対象"), "subject", sort="subject", url=Backup.get_absolute_url),
    Column("method", gettext_lazy("方法"), "method"),
    Column("frequency", gettext_lazy("頻度"), "frequency"),
    Column("generations", gettext_lazy("世代"), "generations", sort="generations", kind="number"),
    Column(
        "offline_copy",
        gettext_lazy("切り離した控え"),
        offline_badge,
        sort="offline_copy",
        kind="status",
        export=lambda row: row.get_offline_copy_display(),
    ),
    Column("offline_how", gettext_lazy("切り離し方"), "offline_how", on_page=False),
    Column("location", gettext_lazy("保管場所"), "location", on_page=False),
    Column(
        "responsible",
        gettext_lazy("担当者"),
        lambda row: row.responsible.name if row.responsible else "",
        sort="responsible__kana",
        export=lambda row: (row.responsible.number or row.responsible.name) if row.responsible else "",
    ),
    Column("note", gettext_lazy("備考"), "note", on_page=False),
    Column("starts_on", gettext_lazy("始めた日"), "starts_on", kind="date", on_page=False),
    Column("ends_on", gettext_lazy("最後の日"), "ends_on", kind="date", on_page=False),
)


def _kept(rows: QuerySet[Backup], value: str) -> QuerySet[Backup]:
    return rows.filter(ends_on__isnull=value == "KEPT")


def backup_listing(request: HttpRequest, person: Person) -> Listing[Backup]:
    """The backups by system; those that ended only when asked for."""
    rows: Any = backup_rows(person)
    if request.GET.get("state") != "ENDED":
        rows = rows.filter(ends_on__isnull=True)
    filters: dict[str, FilterSpec] = {
        "offline_copy": (gettext_lazy("切り離した控え"), OfflineCopy.choices, "offline_copy"),
        "state": (gettext_lazy("状態"), KEPT, _kept),
    }
    return Listing(
        request,
        rows,
        BACKUPS,
        search=("system__name", "subject", "method", "location"),
        filters=filters,
        default_sort="system",
        name="backups",
    )


def _target(minutes: str, target: str) -> str:
    return (
        _("%(measured)s（目標 %(target)s）") % {"measured": minutes, "target": target}
        if minutes and target
        else minutes
    )


CHECKS = (
    Column("held_on", gettext_lazy("行った日"), "held_on", sort="held_on", kind="date"),
    Column("what", gettext_lazy("試験・点検"), str, url=RestoreCheck.get_absolute_url),
    Column("measured", gettext_lazy("かかった時間"), lambda row: _target(row.measured, row.target_rto)),
    Column(
        "data_age",
        gettext_lazy("データの古さ"),
        lambda row: _target(row.data_age, row.target_rpo),
        on_page=False,
    ),
    Column("result", gettext_lazy("結果"), result_badge, sort="result", kind="status"),
    Column("status", gettext_lazy("状態"), check_badge, sort="status", kind="status"),
    Column("verdict", gettext_lazy("判断"), "get_verdict_display", on_page=False),
    Column("held_by", gettext_lazy("行った人"), "held_by.name"),
    Column("subject", gettext_lazy("対象"), "subject", on_page=False),
    Column(
        "used_offline_copy",
        gettext_lazy("切り離した控えから"),
        lambda row: _("はい") if row.used_offline_copy else _("いいえ"),
        on_page=False,
    ),
    Column("outcome", gettext_lazy("分かったこと"), "outcome", on_page=False),
)


def check_listing(request: HttpRequest, person: Person) -> Listing[RestoreCheck]:
    """The tests and self-checks, newest first."""
    filters: dict[str, FilterSpec] = {
        "kind": (gettext_lazy("種類"), CheckKind.choices, "kind"),
        "result": (gettext_lazy("結果"), CheckResult.choices, "result"),
        "status": (gettext_lazy("状態"), CheckStatus.choices, "status"),
    }
    return Listing(
        request,
        check_rows(person),
        CHECKS,
        search=("system__name", "subject", "outcome"),
        filters=filters,
        default_sort="-held_on",
        name="restore-checks",
    )
