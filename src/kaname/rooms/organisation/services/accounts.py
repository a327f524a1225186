"""What people do with the lists of accounts: take one in, say whose an account is, take a wrong list back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kaname.foundation.access.checks import require_active, require_own, require_text
from kaname.foundation.access.models import Person
from kaname.foundation.access.search import search_key
from kaname.foundation.access.writes import Entry, writing
from kaname.foundation.calendar import clock
from kaname.foundation.imports.registry import ImportRow
from kaname.rooms.organisation.models import AccountHolder, AccountList


def take_in_accounts(*, by: Person, rows: Sequence[ImportRow], file_name: str = "") -> list[AccountList]:
    """Keep the accounts of a file as lists, one for each system and day; what was said by hand before stays said.

    Raises PermissionDenied; ValidationError; StaleRecord.
    Source: 経営管理編 3.1.2 ④
    """
    with writing(by=by, action="organisation.manage") as entry:
        groups: dict[tuple[str, date], list[ImportRow]] = defaultdict(list)
        for row in rows:
            if row.record is None:
                groups[row.values["system"], row.values["as_of"]].append(row)
            else:
                entry.save(_filled(row.record, row))
        return [_keep_list(entry, by, file_name, *key, group) for key, group in sorted(groups.items())]


def _keep_list(
    entry: Entry, by: Person, file_name: str, system: str, as_of: date, rows: list[ImportRow]
) -> AccountList:
    lists = AccountList.objects.of(by.institution).filter(system=system, withdrawn_on__isnull=True)
    found = lists.filter(as_of=as_of).first()
    before = lists.filter(as_of__lt=as_of).order_by("-as_of").first()
    kept = found or entry.save(
        AccountList(
            institution=by.institution,
            system=system,
            as_of=as_of,
            file_name=file_name,
            uploaded_by=by,
            uploaded_at=clock.now(),
        )
    )
    said = _said_by_hand(before)
    entry.save_all([_holder(kept, row, said) for row in rows])
    return kept


def _said_by_hand(before: AccountList | None) -> dict[tuple[str, str], AccountHolder]:
    if before is None:
        return {}
    rows = before.holders.exclude(person__isnull=True, owner__isnull=True)
    return {(h.access, h.account): h for h in rows}


def _holder(kept: AccountList, row: ImportRow, said: dict[tuple[str, str], AccountHolder]) -> AccountHolder:
    holder = _filled(AccountHolder(institution=kept.institution, list=kept), row)
    earlier = said.get((holder.access, holder.account))
    if earlier is not None and (earlier.name, earlier.number) == (holder.name, holder.number):
        holder.person_id, holder.owner_id = earlier.person_id, earlier.owner_id
        holder.reason = earlier.reason
    return holder


def _filled(holder: AccountHolder, row: ImportRow) -> AccountHolder:
    for name in ("access", "account", "name", "number", "is_privileged"):
        if name in row.values:
            setattr(holder, name, row.values[name])
    holder.search_key = search_key(holder.name, holder.account, holder.number)
    return holder


def assign_account(*, by: Person, holder: AccountHolder, person: Person) -> AccountHolder:
    """Say whose account it is, where number and name do not. Raises PermissionDenied; ValidationError; StaleRecord."""
    with writing(by=by, action="organisation.manage") as entry:
        require_own(by.institution, holder=holder, person=person)
        holder.person, holder.owner, holder.reason = person, None, ""
        return entry.save(holder)


def mark_system_account(*, by: Person, holder: AccountHolder, owner: Person, reason: str) -> AccountHolder:
    """Say that the account is no person's but a system's own: what for, and who answers for it.

    Raises PermissionDenied; ValidationError; StaleRecord.
    """
    require_text(reason=reason)
    with writing(by=by, action="organisation.manage") as entry:
        require_own(by.institution, holder=holder, owner=owner)
        require_active(owner, clock.today(), "owner")
        holder.person, holder.owner, holder.reason = None, owner, reason.strip()
        return entry.save(holder)


def unassign_account(*, by: Person, holder: AccountHolder) -> AccountHolder:
    """Take back what was said by hand: number and name decide again. Raises PermissionDenied; StaleRecord."""
    with writing(by=by, action="organisation.manage") as entry:
        require_own(by.institution, holder=holder)
        holder.person, holder.owner, holder.reason = None, None, ""
        return entry.save(holder)


def withdraw_account_list(*, by: Person, account_list: AccountList, reason: str) -> AccountList:
    """Take back a list that was wrong; the one before counts again. Nothing is deleted.

    Raises PermissionDenied; ValidationError; StaleRecord.
    """
    require_text(reason=reason)
    with writing(by=by, action="organisation.manage", note=reason.strip()) as entry:
        require_own(by.institution, account_list=account_list)
        if account_list.withdrawn_on is not None:
            raise ValidationError(_("この一覧は既に取り消されています。"))
        account_list.withdrawn_on, account_list.withdrawn_reason = clock.today(), reason.strip()
        return entry.save(account_list)
