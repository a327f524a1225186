"""Who may tell whom, and who may judge: the rules about one directive that the policy table cannot state.

Each `may_…` answers for pages and API; services raise with the sentence from the matching `require_…`.
Source: 経営管理編 1.2.1 管理責任 ②, 3.1.2 ②.
"""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from kaname.foundation.access import policy
from kaname.foundation.access.models import Person
from kaname.foundation.access.roles import Role
from kaname.foundation.calendar import clock

from .models import Directive, DirectiveReport, DirectiveStatus, ReportVerdict

LEADERS = frozenset({Role.EXECUTIVE, Role.SAFETY_OFFICER})
LINE_BELOW = (Role.OPERATIONS_STAFF, Role.STAFF, Role.VENDOR)
_WEIGHT = (Role.EXECUTIVE, Role.SAFETY_OFFICER, Role.PLANNING_MANAGER, Role.OPERATIONS_STAFF)


def is_leader(person: Person) -> bool:
    """Whether the person is an executive or the safety officer."""
    return bool(person.roles & LEADERS)


def roles_open_to(person: Person) -> tuple[str, ...]:
    """The capacities in which this person may address others."""
    if is_leader(person):
        return tuple(r for r in Role if r not in (Role.AUDITOR, Role.GROUP_OFFICE))
    return LINE_BELOW if person.roles & {Role.PLANNING_MANAGER, Role.OPERATIONS_STAFF} else ()


def may_issue_freely(person: Person) -> bool:
    """Whether the person may issue directives of their own, not only hand down what they were given."""
    return policy.may(person, "directives.issue") and (
        is_leader(person) or Role.PLANNING_MANAGER in person.roles
    )


def may_address(by: Person, addressee: Person) -> bool:
    """Whether `by` may tell this person anything today: leaders anybody, others the line below them."""
    if by.pk == addressee.pk or not addressee.is_active_on(clock.today()):
        return False
    return is_leader(by) or not addressee.roles.isdisjoint(roles_open_to(by))


def require_address(by: Person, addressee: Person, role: str) -> None:
    """Raise ValidationError, naming the field, unless `by` may tell `addressee` in that capacity."""
    if addressee.institution_id != by.institution_id or not addressee.is_active_on(clock.today()):
        raise ValidationError(
            {"addressee": _("この人は在籍していません。在籍している人をあて先に選んでください。")}
        )
    if by.pk == addressee.pk:
        raise ValidationError(
            {"addressee": _("自分あての指示は出せません。別の人をあて先に選んでください。")}
        )
    if not may_address(by, addressee):
        raise ValidationError(
            {
                "addressee": _(
                    "%(name)s さんに指示できるのは、経営層と医療情報システム安全管理責任者です。"
                    "運用担当者・職員・事業者から選ぶか、上の方に指示を頼んでください。"
                )
                % {"name": addressee.name}
            }
        )
    if role and role not in addressee.roles:
        raise ValidationError(
            {
                "addressee_role": _(
                    "%(name)s さんは「%(role)s」ではありません。任命を確かめるか、役割を選び直してください。"
                )
                % {"name": addressee.name, "role": Role(role).label if role in Role else role}
            }
        )
    if role and role not in roles_open_to(by) and not is_leader(by):
        raise ValidationError(
            {"addressee_role": _("この役割あての指示は、経営層か医療情報システム安全管理責任者が出します。")}
        )


def capacity_of(by: Person, addressee: Person, role: str) -> str:
    """The capacity named, else the only one that can be meant (being also STAFF does not count)."""
    if role:
        return role
    held = addressee.roles - {Role.STAFF} or addressee.roles
    if not is_leader(by):
        below = frozenset(LINE_BELOW)
        held = held & below or addressee.roles & below
    return next(iter(held)) if len(held) == 1 else ""


def weightiest_role(person: Person) -> str:
    """The role in which a person judges: an executive who is also planning manager judges as executive."""
    return next((r for r in _WEIGHT if r in person.roles), "")


def is_over(person: Person, directive: Directive) -> bool:
    """Whether the person stands over this directive: its issuer, an executive or the safety officer."""
    return directive.issued_by_id == person.pk or is_leader(person)


def may_judge(person: Person, directive: Directive) -> bool:
    """Whether the person may accept or return the report that waits."""
    return (
        policy.may(person, "directives.judge")
        and directive.status == DirectiveStatus.REPORTED
        and directive.addressee_id != person.pk
        and is_over(person, directive)
    )


def may_confirm(person: Person, directive: Directive, newest: DirectiveReport | None) -> bool:
    """Whether an executive's word is missing on what somebody else accepted, and this person may give it."""
    return (
        newest is not None
        and Role.EXECUTIVE in person.roles
        and directive.status != DirectiveStatus.WITHDRAWN
        and directive.addressee_id != person.pk
        and newest.verdict == ReportVerdict.ACCEPTED
        and newest.waits_for_executive
    )


def may_acknowledge(person: Person, directive: Directive) -> bool:
    """Whether the person has it in their hands, not yet acknowledged."""
    return directive.addressee_id == person.pk and directive.status == DirectiveStatus.ISSUED


def may_report(person: Person, directive: Directive) -> bool:
    """Whether the person may report now: only the addressee, and not while a report waits."""
    return (
        policy.may(person, "directives.respond")
        and directive.addressee_id == person.pk
        and directive.is_with_addressee
    )


def may_hand_down(person: Person, directive: Directive) -> bool:
    """Whether the person may hand parts of it down the line."""
    return (
        policy.may(person, "directives.issue")
        and directive.addressee_id == person.pk
        and directive.is_with_addressee
    )


def may_remind(person: Person, directive: Directive) -> bool:
    """Whether the person may urge the addressee."""
    return (
        policy.may(person, "directives.issue") and is_over(person, directive) and _not_own(person, directive)
    )


def _not_own(person: Person, directive: Directive) -> bool:
    return directive.addressee_id != person.pk and directive.is_with_addressee


def may_withdraw(person: Person, directive: Directive) -> bool:
    """Whether the person may take it back: whoever stands over it, but not its own addressee."""
    return (
        policy.may(person, "directives.issue")
        and directive.status not in (DirectiveStatus.WITHDRAWN, DirectiveStatus.ACCEPTED)
        and directive.addressee_id != person.pk
        and is_over(person, directive)
    )


def stands_in_the_way(child: Directive, parent: Directive) -> bool:
    """Whether an open directive handed down must be done before its parent is reported on.

    A standing one under a standing one is in the way until its report for the same period has been accepted.
    """
    return not (child.is_standing and parent.is_standing and child.deadline_on > parent.deadline_on)


def require_addressee(by: Person, directive: Directive) -> None:
    """Raise PermissionDenied unless `by` is the addressee."""
    if directive.addressee_id != by.pk:
        raise PermissionDenied(
            _("この指示に応じられるのは、あて先の %(name)s さんだけです。")
            % {"name": directive.addressee.name}
        )


def require_over(by: Person, directive: Directive) -> None:
    """Raise PermissionDenied unless `by` stands over the directive and is not its addressee."""
    if directive.addressee_id == by.pk:
        raise PermissionDenied(
            _("自分あての指示は、自分では判断も取下げもできません。指示した人に頼んでください。")
        )
    if not is_over(by, directive):
        raise PermissionDenied(
            _("これができるのは、指示した %(name)s さん、経営層、医療情報システム安全管理責任者です。")
            % {"name": directive.issued_by.name}
        )


def require_due(due_on: date, *, parent: Directive | None) -> None:
    """Raise ValidationError unless the due day is today or later, and not after the parent's."""
    if due_on < clock.today():
        raise ValidationError({"due_on": _("期限には、今日以後の日を入力してください。")})
    if parent is not None and due_on > parent.deadline_on:
        from kaname.foundation.calendar.display import show_date

        raise ValidationError(
            {
                "due_on": _("期限は、上位の指示 %(number)s の期限（%(day)s）までの日にしてください。")
                % {"number": parent.number, "day": show_date(parent.deadline_on)}
            }
        )
