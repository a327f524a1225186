"""Accounts over REST: how each system's newest list compares with the register of people, and whose an account is."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Schema

from kaname.foundation.access.api import PROBLEMS, Paged, PersonRouter
from kaname.foundation.access.models import Person
from kaname.foundation.access.pages import get_visible, narrow
from kaname.foundation.calendar import clock

from . import services
from .models import AccessKind, AccountHolder, AccountList
from .reconciliation import HolderState, Line, Reconciliation, Register, reconciliation_of

router = PersonRouter(tags=["organisation"])


class SystemAccountsOut(Schema):
    """The newest list of a system: how many accounts there are, by state. It counts through `valid_until`."""

    list_id: int
    system: str
    as_of: date
    valid_until: date
    counts: dict[HolderState, int]


class AccountOut(Schema):
    """One account; `person_id` is whose it is, or who answers for a system's own."""

    id: int
    list_id: int
    access: AccessKind
    account: str
    name: str
    number: str
    is_privileged: bool
    state: HolderState
    person_id: int | None


class ReconciliationOut(Schema):
    """All systems, and those accounts that were asked for."""

    systems: list[SystemAccountsOut]
    count: int
    items: list[AccountOut]


class AccountsFilter(Paged):
    """Which accounts to list: of one state, of one list."""

    state: HolderState | None = None
    list_id: int | None = None


@router.operation("GET", "/accounts", "access.view_accounts", response=ReconciliationOut)
def list_accounts(request: HttpRequest, wanted: Query[AccountsFilter]) -> dict[str, Any]:
    """The newest lists of all systems, compared with the register of people."""
    found = reconciliation_of(request.person.institution, clock.today())  # type: ignore[attr-defined]
    lines = [
        line
        for line in found.lines()
        if (wanted.state is None or line.state == wanted.state) and wanted.list_id in (None, line.list_id)
    ]
    part = lines[wanted.offset : wanted.offset + wanted.limit]
    return {"systems": _systems(found), "count": len(lines), "items": [_account(line) for line in part]}


def _systems(found: Reconciliation) -> list[dict[str, Any]]:
    return [
        {
            "list_id": s.source.pk,
            "system": s.source.system,
            "as_of": s.source.as_of,
            "valid_until": s.valid_until,
            "counts": dict(s.counts),
        }
        for s in found.systems
    ]


def _account(line: Line) -> dict[str, Any]:
    person = line.person.pk if line.person else None
    return {**line._asdict(), "id": line.pk, "person_id": person}


def _of(holder: AccountHolder) -> dict[str, Any]:
    return _account(Register(holder.institution).line(holder, clock.today()))


def _holder(request: HttpRequest, pk: int, revision: int | None) -> AccountHolder:
    rows = AccountHolder.objects.visible_to(request.person).select_related("institution")  # type: ignore[attr-defined]
    row: AccountHolder = narrow(rows, pk=pk)
    row.revision = row.revision if revision is None else revision
    return row


class WhoseIn(Schema):
    """Whose an account is: a person's, or a system's own (`owner` with `reason`). With neither, number and name decide."""

    person: int | None = None
    owner: int | None = None
    reason: str = Field("", max_length=300)
    revision: int | None = None


@router.operation(
    "POST", "/accounts/{int:pk}/whose", "organisation.manage", response={200: AccountOut, **PROBLEMS}
)
def settle_account(request: HttpRequest, pk: int, data: WhoseIn) -> dict[str, Any]:
    """Say whose an account is."""
    by: Person = request.person  # type: ignore[attr-defined]
    holder = _holder(request, pk, data.revision)
    if data.person is not None and data.owner is not None:
        raise ValidationError({"owner": _("人のものか、システムのものか、どちらか一つにしてください。")})
    if data.person is not None:
        person = get_visible(Person, by, pk=data.person)
        return _of(services.assign_account(by=by, holder=holder, person=person))
    if data.owner is not None:
        owner = get_visible(Person, by, pk=data.owner)
        return _of(services.mark_system_account(by=by, holder=holder, owner=owner, reason=data.reason))
    return _of(services.unassign_account(by=by, holder=holder))


class WithdrawIn(Schema):
    """Why a list is taken back."""

    reason: str = Field(min_length=1, max_length=300)
    revision: int | None = None


class AccountListOut(Schema):
    """A list of a system's accounts."""

    id: int
    system: str
    as_of: date
    file_name: str
    withdrawn_on: date | None
    withdrawn_reason: str
    revision: int


@router.operation(
    "POST",
    "/account-lists/{int:pk}/withdraw",
    "organisation.manage",
    response={200: AccountListOut, **PROBLEMS},
)
def withdraw_account_list(request: HttpRequest, pk: int, data: WithdrawIn) -> AccountList:
    """Take a wrong list back; the one before counts again."""
    by: Person = request.person  # type: ignore[attr-defined]
    row = get_visible(AccountList, by, pk=pk)
    row.revision = row.revision if data.revision is None else data.revision
    return services.withdraw_account_list(by=by, account_list=row, reason=data.reason)
