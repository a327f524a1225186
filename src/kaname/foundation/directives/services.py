"""What people do with directives: issue, acknowledge, report, judge, hand down, remind, withdraw.

Source: 経営管理編 1.2.1 管理責任 ②, 3.1.2.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Max
from django.utils.translation import gettext as _

from kaname.foundation.access.models import Person
from kaname.foundation.access.numbering import next_in_year
from kaname.foundation.access.roles import Role
from kaname.foundation.access.search import search_key
from kaname.foundation.access.writes import Entry, writing
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.era import fiscal_year
from kaname.foundation.evidence import services as evidence

from . import rules, selectors
from .models import Directive, DirectiveReport, DirectiveStatus, ReportVerdict
from .schedule import Recurrence, next_report_after


def issue_directive(
    *,
    by: Person,
    addressee: Person,
    title: str,
    body: str,
    due_on: date,
    obligation_id: str = "",
    origin: str = "",
    addressee_role: str = "",
    recurrence: str = Recurrence.NONE,
    parent: Directive | None = None,
) -> Directive:
    """Tell somebody to do something by a day (指示). A standing one is first reported on by `due_on`.

    Executives and safety officers may address anybody, planning managers the line below; operations
    staff only hand down what they were given (`parent`). A blank role means the only possible one.
    Raises PermissionDenied; ValidationError.
    Source: 経営管理編 1.2.1 管理責任 ②
    """
    with writing(by=by, action="directives.issue") as entry:
        _require_line(by, parent, recurrence)
        rules.require_address(by, addressee, addressee_role)
        rules.require_due(due_on, parent=parent)
        directive = _new(by, addressee, title, body, due_on, recurrence, parent)
        directive.obligation_id, directive.origin = obligation_id, origin
        directive.addressee_role = rules.capacity_of(by, addressee, addressee_role)
        return _number_and_save(entry, directive)


def issue_directives(
    *,
    by: Person,
    addressees: Sequence[Person],
    title: str,
    body: str,
    due_on: date,
    obligation_id: str = "",
    origin: str = "",
    addressee_role: str = "",
    recurrence: str = Recurrence.NONE,
) -> list[Directive]:
    """Tell several people the same; each answers for themselves. All or none. Raises as `issue_directive`."""
    if not addressees:
        raise ValidationError({"addressee": _("あて先を選んでください。")})
    with writing(by=by, action="directives.issue"):
        return [
            issue_directive(
                by=by,
                addressee=addressee,
                title=title,
                body=body,
                due_on=due_on,
                obligation_id=obligation_id,
                origin=origin,
                addressee_role=addressee_role,
                recurrence=recurrence,
            )
            for addressee in dict.fromkeys(addressees)
        ]


def hand_down(
    *,
    by: Person,
    directive: Directive,
    addressee: Person,
    title: str,
    body: str,
    due_on: date,
    addressee_role: str = "",
    recurrence: str = Recurrence.NONE,
) -> Directive:
    """Hand a part of a directive down the line; only its addressee may, and handing down acknowledges it.

    The new directive carries the obligation and the origin of the one it comes from. It is due no later, and
    may be standing only if that one is. Raises PermissionDenied; ValidationError.
    """
    with writing(by=by, action="directives.issue") as entry:
        rules.require_addressee(by, directive)
        _require_with_addressee(directive)
        if directive.status == DirectiveStatus.ISSUED:
            _acknowledge(entry, directive)
        return issue_directive(
            by=by,
            addressee=addressee,
            title=title,
            body=body,
            due_on=due_on,
            obligation_id=directive.obligation_id,
            origin=directive.origin,
            addressee_role=addressee_role,
            recurrence=recurrence,
            parent=directive,
        )


def acknowledge(*, by: Person, directive: Directive) -> Directive:
    """Say that the directive has arrived (受領); only the addressee. Doing so twice changes nothing.

    Raises PermissionDenied; ValidationError if it was withdrawn.
    """
    with writing(by=by, action="directives.respond") as entry:
        rules.require_addressee(by, directive)
        if directive.status == DirectiveStatus.WITHDRAWN:
            raise ValidationError(_("この指示は取り下げられています。することはありません。"))
        if directive.status != DirectiveStatus.ISSUED:
            return directive
        return _acknowledge(entry, directive)


def report(
    *, by: Person, directive: Directive, body: str, files: Sequence[UploadedFile] = ()
) -> DirectiveReport:
    """Report that it is done, or how the period went, with evidence (報告); only the addressee.

    Reporting implies acknowledgement. While something handed down is open, the whole cannot be reported.
    Raises PermissionDenied; ValidationError naming the open directives.
    Source: 経営管理編 1.2.1 管理責任 ②
    """
    with writing(by=by, action="directives.respond") as entry:
        rules.require_addressee(by, directive)
        _require_with_addressee(directive)
        _require_children_done(directive)
        if not body.strip():
            raise ValidationError({"body": _("報告の内容を入力してください。")})
        directive.acknowledged_at = directive.acknowledged_at or clock.now()
        directive.status = DirectiveStatus.REPORTED
        entry.save(directive)
        row = entry.save(
            DirectiveReport(
                institution=directive.institution,
                directive=directive,
                sequence=(directive.reports.aggregate(last=Max("sequence"))["last"] or 0) + 1,
                period_ends_on=directive.next_report_on,
                body=body.strip(),
                reported_by=by,
                reported_at=clock.now(),
            )
        )
        if files:
            evidence.attach(by=by, record=row, files=files)
        return row


def accept(*, by: Person, directive: Directive, comment: str = "") -> Directive:
    """Accept the report that waits (了とする). A standing directive goes on with its next period.

    Only the issuer, an executive or the safety officer, and nobody their own report.
    Raises PermissionDenied; ValidationError if no report waits.
    Source: 経営管理編 1.2.1 管理責任 ②
    """
    with writing(by=by, action="directives.judge") as entry:
        row = _report_to_judge(by, directive)
        entry.save(_judged(row, by, ReportVerdict.ACCEPTED, comment))
        if directive.is_standing:
            directive.status = DirectiveStatus.ACKNOWLEDGED
            directive.next_report_on = _next_period(directive)
        else:
            directive.status, directive.closed_on = DirectiveStatus.ACCEPTED, clock.today()
        return entry.save(directive)


def return_report(*, by: Person, directive: Directive, reason: str, due_on: date | None = None) -> Directive:
    """Send the report back (差戻し) with the reason and, if wished, a new due day for doing it again.

    Raises PermissionDenied; ValidationError without a reason or if no report waits.
    """
    with writing(by=by, action="directives.judge") as entry:
        row = _report_to_judge(by, directive)
        if not reason.strip():
            raise ValidationError(
                {"reason": _("差し戻す理由を入力してください。何を直せばよいかが伝わるように書きます。")}
            )
        entry.save(_judged(row, by, ReportVerdict.RETURNED, reason))
        directive.status = DirectiveStatus.RETURNED
        if due_on is not None:
            _move_deadline(directive, due_on)
        return entry.save(directive)


def confirm(*, by: Person, directive: Directive) -> DirectiveReport:
    """Let an executive confirm what somebody else accepted, so that it counts as the executive's verdict.

    Raises PermissionDenied for anybody but an executive; ValidationError if nothing waits for one.
    """
    with writing(by=by, action="directives.judge") as entry:
        if Role.EXECUTIVE not in by.roles:
            raise PermissionDenied(_("この確認は経営層が行います。"))
        row = directive.reports.order_by("sequence").last()
        if row is None or not rules.may_confirm(by, directive, row):
            raise ValidationError(
                _("経営層の確認を待つ報告はありません。画面を開き直して状態を確かめてください。")
            )
        row.confirmed_by, row.confirmed_at = by, clock.now()
        entry.mention(directive)
        return entry.save(row)


def withdraw(*, by: Person, directive: Directive, reason: str) -> Directive:
    """Take a directive back (取下げ), and with it whatever is open of what was handed down from it.

    Only the issuer, an executive or the safety officer.
    Raises PermissionDenied; ValidationError without a reason.
    """
    with writing(by=by, action="directives.issue", note=reason.strip()) as entry:
        rules.require_over(by, directive)
        if directive.status == DirectiveStatus.WITHDRAWN:
            raise ValidationError(_("この指示は既に取り下げられています。"))
        if directive.status == DirectiveStatus.ACCEPTED:
            raise ValidationError(
                _("この指示は完了しています。取り下げずに、必要なら新しい指示を出してください。")
            )
        if not reason.strip():
            raise ValidationError({"reason": _("取り下げる理由を入力してください。")})
        for row in (directive, *selectors.open_below(directive)):
            row.status, row.withdrawn_by, row.withdraw_reason = DirectiveStatus.WITHDRAWN, by, reason.strip()
            row.closed_on = clock.today()
            entry.save(row)
        return directive


def remind(*, by: Person, directive: Directive) -> Directive:
    """Urge the addressee (催促): kept on the directive, from which the notice follows.

    Raises PermissionDenied; ValidationError while the next move is not the addressee's.
    """
    with writing(by=by, action="directives.issue") as entry:
        rules.require_over(by, directive)
        _require_with_addressee(directive)
        directive.reminded_at = clock.now()
        directive.reminder_count += 1
        return entry.save(directive)


def _new(
    by: Person,
    addressee: Person,
    title: str,
    body: str,
    due_on: date,
    recurrence: str,
    parent: Directive | None,
) -> Directive:
    if not title.strip():
        raise ValidationError({"title": _("件名を入力してください。")})
    if not body.strip():
        raise ValidationError({"body": _("指示の内容を入力してください。")})
    if recurrence not in Recurrence:
        raise ValidationError({"recurrence": _("報告の周期を選び直してください。")})
    return Directive(
        institution=by.institution,
        title=title.strip(),
        body=body.strip(),
        issued_by=by,
        addressee=addressee,
        issued_on=clock.today(),
        due_on=due_on,
        recurrence=recurrence,
        next_report_on=None if recurrence == Recurrence.NONE else due_on,
        parent=parent,
        root_id=(parent.root_id or parent.pk) if parent else None,
    )


def _number_and_save(entry: Entry, directive: Directive) -> Directive:
    directive.fiscal_year = fiscal_year(directive.issued_on)
    directive.sequence = next_in_year(Directive, directive.institution, directive.fiscal_year, "sequence")
    directive.number = f"{directive.fiscal_year}-{directive.sequence:03d}"
    directive.search_key = search_key(
        directive.number,
        directive.title,
        directive.obligation_id,
        directive.addressee.name,
        directive.addressee.kana,
        directive.issued_by.name,
    )[:600]
    return entry.save(directive)


def _require_line(by: Person, parent: Directive | None, recurrence: str) -> None:
    if parent is None:
        if not rules.may_issue_freely(by):
            raise PermissionDenied(
                _(
                    "システム運用担当者は、受けた指示を引き継いで指示します。元の指示を開き「引き継いで指示する」を選んでください。"
                )
            )
        return
    if parent.institution_id != by.institution_id:
        raise PermissionDenied(_("この指示を引き継ぐことはできません。"))
    rules.require_addressee(by, parent)
    _require_with_addressee(parent)
    if recurrence != Recurrence.NONE and not parent.is_standing:
        raise ValidationError({"recurrence": _("一回限りの指示を引き継ぐ指示は、一回限りにしてください。")})


def _acknowledge(entry: Entry, directive: Directive) -> Directive:
    directive.status, directive.acknowledged_at = DirectiveStatus.ACKNOWLEDGED, clock.now()
    return entry.save(directive)


def _require_with_addressee(directive: Directive) -> None:
    if directive.status == DirectiveStatus.REPORTED:
        raise ValidationError(
            _("報告への判断を待っています。%(name)s さんの判断のあとに、もう一度行ってください。")
            % {"name": directive.issued_by.name}
        )
    if not directive.is_with_addressee:
        raise ValidationError(
            _("この指示は「%(status)s」です。続きがあるときは、新しい指示を出してください。")
            % {"status": directive.get_status_display()}
        )


def _require_children_done(directive: Directive) -> None:
    waiting = selectors.children_in_the_way(directive)
    if waiting:
        names = "、".join(
            _("%(number)s「%(title)s」（%(name)s）")
            % {"number": row.number, "title": row.title, "name": row.addressee.name}
            for row in waiting
        )
        raise ValidationError(
            _(
                "引き継いだ指示がまだ終わっていません：%(names)s。それらの報告を了とするか、取り下げてから報告してください。"
            )
            % {"names": names}
        )


def _report_to_judge(by: Person, directive: Directive) -> DirectiveReport:
    rules.require_over(by, directive)
    row = directive.reports.filter(verdict="").order_by("sequence").last()
    if directive.status != DirectiveStatus.REPORTED or row is None:
        raise ValidationError(_("判断を待つ報告はありません。画面を開き直して状態を確かめてください。"))
    if row.reported_by_id == by.pk:
        raise PermissionDenied(_("自分の報告は判断できません。指示した人か経営層に頼んでください。"))
    return row


def _judged(row: DirectiveReport, by: Person, verdict: str, reason: str) -> DirectiveReport:
    row.verdict, row.judge_reason = verdict, reason.strip()
    row.judged_by, row.judged_at, row.judged_in_role = by, clock.now(), rules.weightiest_role(by)
    return row


def _next_period(directive: Directive) -> date:
    """The next report day from today on: nobody can be late for a period that passed while they waited."""
    day = next_report_after(directive.deadline_on, first_on=directive.due_on, recurrence=directive.recurrence)
    while day < clock.today():
        day = next_report_after(day, first_on=directive.due_on, recurrence=directive.recurrence)
    return day


def _move_deadline(directive: Directive, due_on: date) -> None:
    rules.require_due(due_on, parent=directive.parent)
    if directive.is_standing:
        directive.next_report_on = due_on
    else:
        directive.due_on = due_on
