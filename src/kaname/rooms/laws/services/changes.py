"""Changes of laws: noted, looked at through a directive, or set aside with a reason."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kaname.foundation.access.checks import require_own, require_text
from kaname.foundation.access.models import Person
from kaname.foundation.access.records import ref_of
from kaname.foundation.access.writes import writing
from kaname.foundation.calendar import clock
from kaname.foundation.directives.models import Directive
from kaname.foundation.directives.services import issue_directive
from kaname.rooms.laws.choices import ChangeState
from kaname.rooms.laws.models import Law, LawChange
from kaname.rooms.laws.selectors.changes import new_changes


def take_in_changes(*, by: Person) -> list[LawChange]:
    """Put the changes that are new on Kaname's list on the hospital's; each then waits to be looked at.

    Raises PermissionDenied; ValidationError if none is new.
    Source: 経営管理編 1.1 ①
    """
    with writing(by=by, action="laws.manage") as entry:
        fresh = new_changes(by.institution)
        if not fresh:
            raise ValidationError(_("新しい改正はありません。"))
        laws = {law.key: law for law in Law.objects.of(by.institution)}
        names = ("key", "title", "asks", "effective_on", "source", "confidence")
        return entry.save_all(
            LawChange(
                institution=by.institution,
                law=laws.get(change.law),
                is_shipped=True,
                noted_on=clock.today(),
                **{name: getattr(change, name) for name in names},
            )
            for change in fresh
        )


def note_change(
    *,
    by: Person,
    title: str,
    law: Law | None = None,
    asks: str = "",
    effective_on: date | None = None,
    source: str = "",
) -> LawChange:
    """Note a change of a law that somebody learned of. Raises PermissionDenied; ValidationError."""
    with writing(by=by, action="laws.manage") as entry:
        require_own(by.institution, law=law)
        require_text(title=title)
        return entry.save(
            LawChange(
                institution=by.institution,
                law=law,
                title=title.strip(),
                asks=asks.strip(),
                effective_on=effective_on,
                source=source.strip(),
                noted_on=clock.today(),
            )
        )


def direct_change(
    *, by: Person, change: LawChange, addressee: Person, due_on: date, body: str = ""
) -> Directive:
    """Have somebody look at a change and report (この改正を確かめる): a directive whose origin is the change.

    Raises PermissionDenied; ValidationError if somebody does already, or it was set aside; StaleRecord.
    Source: 経営管理編 1.1 ①
    """
    with writing(by=by, action="laws.manage") as entry:
        require_own(by.institution, change=change, addressee=addressee)
        _require_unreviewed(change)
        directive = issue_directive(
            by=by,
            addressee=addressee,
            title=(_("改正を確かめる：%(what)s") % {"what": change.title})[:200],
            body=body.strip() or usual_order(change),
            due_on=due_on,
            origin=ref_of(change),
        )
        change.directive = directive
        entry.save(change)
        return directive


def usual_order(change: LawChange) -> str:
    """What the directive says unless somebody writes it differently."""
    asked = change.asks or change.title
    return _(
        "%(asked)s\n\n当院の規程と手順を変える必要があるかを確かめ、変えたもの、変えなくてよい理由を報告してください。"
    ) % {"asked": asked}


def set_change_aside(*, by: Person, change: LawChange, reason: str) -> LawChange:
    """Say that a change asks nothing of this hospital, and why. Raises PermissionDenied; ValidationError; StaleRecord."""
    with writing(by=by, action="laws.manage", note=reason.strip()) as entry:
        require_text(reason=reason)
        _require_unreviewed(change)
        change.set_aside_on, change.set_aside_by = clock.today(), by
        change.set_aside_reason = reason.strip()
        return entry.save(change)


def reconsider_change(*, by: Person, change: LawChange) -> LawChange:
    """Take back that a change asks nothing of us. Raises PermissionDenied; ValidationError; StaleRecord."""
    with writing(by=by, action="laws.manage") as entry:
        if change.state != ChangeState.NOT_RELEVANT:
            raise ValidationError(_("この改正は、対応不要とされていません。"))
        change.set_aside_on, change.set_aside_by, change.set_aside_reason = None, None, ""
        return entry.save(change)


def _require_unreviewed(change: LawChange) -> None:
    if change.state != ChangeState.UNREVIEWED:
        raise ValidationError(
            _("この改正は「%(state)s」です。画面を開き直して確かめてください。")
            % {"state": ChangeState(change.state).label}
        )
