"""What directives prove together with documents and reports: that they follow the policy in force, and are answered.

Source: 経営管理編 3.2.1 ②, 5.2.1 ①
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils.translation import gettext_noop as _n

from kaname.foundation.access.models import Institution
from kaname.foundation.access.roles import Role
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.holidays import ONE_DAY, add_months
from kaname.foundation.directives.models import Directive, DirectiveReport, ReportVerdict
from kaname.foundation.directives.schedule import Recurrence
from kaname.foundation.directives.selectors import directives_by_obligation
from kaname.foundation.ledger.findings import (
    Fact,
    Finding,
    Mend,
    Value,
    ask,
    condition,
    fails,
    holds,
    mend,
    once,
    say,
)

_ROLE_NAMES = {Role.PLANNING_MANAGER: _n("企画管理者"), Role.OPERATIONS_STAFF: _n("システム運用担当者")}
_DOCUMENT_NAMES = {"SECURITY_POLICY": _n("情報セキュリティ方針")}


def _directed(institution: Institution, on: date, item: str) -> list[Directive]:
    key = ("directives.by_obligation", institution.pk, on)
    return once(key, lambda: directives_by_obligation(institution, on=on)).get(item, [])


@condition("directive_follows_document", reads=["directives.directive"], facts=["document_approvals"])
def directive_follows_document(
    institution: Institution,
    *,
    on: date,
    item: str,
    roles: Sequence[str],
    type: str,  # noqa: A002  (the parameter's name in the catalogue)
    within_days: int,
) -> Finding:
    """Whether each role was directed on or after the day on which the document in force was approved.

    After an approval there are `within_days` to do so. Without a document in force nothing can follow it.
    """
    facts = ask("document_approvals", institution, on=on, types=[type])
    name = _DOCUMENT_NAMES.get(type, type)
    if not facts:
        return fails(
            say(_n("施行中の承認された%(document)sがありません。"), document=name), mend=_documents()
        )
    version = max(facts, key=lambda fact: (fact.starts_on, fact.ref))
    rows = [r for r in _directed(institution, on, item) if r.issued_on >= version.starts_on]
    missing = [role for role in roles if all(r.addressee_role != role for r in rows)]
    if not missing:
        text = _n("%(document)sの承認（%(approved)s）の後に、指示が出ています。")
        sentence = say(text, document=name, approved=version.starts_on)
        told = [r for r in rows if r.addressee_role in roles]
        return holds(sentence, proofs=[(version.ref, version.label), *told], until=version.ends_on)
    return _not_yet(version, name, missing, item, on, version.starts_on + timedelta(days=within_days))


def _not_yet(version: Fact, name: str, missing: Sequence[str], item: str, on: date, limit: date) -> Finding:
    values: dict[str, Value] = {
        "document": name,
        "approved": version.starts_on,
        "roles": _names(missing),
        "limit": limit,
    }
    proofs = [(version.ref, version.label)]
    if on <= limit:
        text = _n("%(document)sが%(approved)sに承認されました。%(limit)sまでに%(roles)sに指示します。")
        until = min(limit, version.ends_on) if version.ends_on else limit
        return holds(say(text, **values), proofs=proofs, until=until)
    text = _n("%(document)sの承認（%(approved)s）の後、%(roles)sへの指示が%(limit)sまでに出ていません。")
    after = version.ends_on + ONE_DAY if version.ends_on else None
    step = mend(_n("指示を出す"), "directives:directive_new", obligation=item, role=missing[0])
    return fails(say(text, **values), proofs=proofs, changes_on=after, mend=step)


def _documents() -> Mend:
    return mend(_n("文書を開く"), "documents:document_list")


@condition("directive_reported_within", reads=["directives.directive", "directives.directivereport"])
def directive_reported_within(
    institution: Institution, *, on: date, item: str, roles: Sequence[str], months: int
) -> Finding:
    """Whether a report on the directive to each role was received within so many months; a returned one does not count."""
    rows = [r for r in _directed(institution, on, item) if r.addressee_role in roles]
    newest = _newest_reports(rows, on)
    received = {role: _newest_for(role, rows, newest) for role in roles}
    if missing := [role for role, report in received.items() if report is None]:
        return _no_report(missing, rows, item)
    reports = [report for report in received.values() if report is not None]
    first = min(reports, key=lambda report: report.reported_at)
    last, until = clock.day_of(first.reported_at), add_months(clock.day_of(first.reported_at), months)
    values: dict[str, Value] = {"number": first.directive.number, "reported": last, "until": until}
    if on <= until:
        text = _n("指示 %(number)s への報告を%(reported)sに受けました。次の報告は%(until)sまでに受けます。")
        return holds(say(text, **values), proofs=reports, until=until)
    text = _n("指示 %(number)s への最後の報告は%(reported)sで、%(until)sまでに次の報告がありませんでした。")
    step = mend(_n("指示を開く"), "directives:directive_detail", first.directive_id)
    return fails(say(text, **values), proofs=reports, mend=step)


def _newest_reports(rows: Sequence[Directive], on: date) -> dict[int, DirectiveReport]:
    """The last report of each directive by that day that was not sent back."""
    found = DirectiveReport._default_manager.filter(directive__in=[row.pk for row in rows])
    found = found.exclude(verdict=ReportVerdict.RETURNED).select_related("directive").order_by("sequence")
    return {r.directive_id: r for r in found if clock.day_of(r.reported_at) <= on} if rows else {}


def _newest_for(
    role: str, rows: Sequence[Directive], newest: dict[int, DirectiveReport]
) -> DirectiveReport | None:
    reports = [newest[r.pk] for r in rows if r.addressee_role == role and r.pk in newest]
    return max(reports, key=lambda report: report.reported_at, default=None)


def _no_report(missing: Sequence[str], rows: Sequence[Directive], item: str) -> Finding:
    waiting = [row for row in rows if row.addressee_role in missing]
    if not waiting:
        step = mend(
            _n("指示を出す"),
            "directives:directive_new",
            obligation=item,
            role=missing[0],
            recurrence=Recurrence.YEARLY.value,
        )
        sentence = say(_n("%(roles)s への指示がなく、報告もありません。"), roles=_names(missing))
        return fails(sentence, mend=step)
    step = mend(_n("指示を開く"), "directives:directive_detail", waiting[0].pk)
    text = _n("指示 %(number)s への報告を、まだ受けていません。")
    return fails(say(text, number=waiting[0].number), proofs=waiting, mend=step)


def _names(roles: Sequence[str]) -> str:
    return "、".join(_ROLE_NAMES.get(Role(role), role) for role in roles)
