"""Shortcomings in keeping a law: recorded with the directive that puts them right, in one step."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kaname.foundation.access.checks import require_not_future, require_own, require_text
from kaname.foundation.access.models import Person
from kaname.foundation.access.records import ref_of
from kaname.foundation.access.writes import Entry, writing
from kaname.foundation.calendar import clock
from kaname.foundation.directives.services import issue_directive
from kaname.rooms.laws.choices import GapSource, GapState, Severity
from kaname.rooms.laws.models import Law, LegalGap


def record_gap(
    *,
    by: Person,
    law: Law,
    title: str,
    description: str,
    found_in: str,
    addressee: Person,
    due_on: date,
    severity: str = Severity.MEDIUM,
    found_on: date | None = None,
) -> LegalGap:
    """Record in what a law is not kept, and tell somebody to put it right by a day. Both or neither.

    Raises PermissionDenied; ValidationError.
    Source: 経営管理編 1.1 ①
    """
    with writing(by=by, action="laws.manage") as entry:
        require_own(by.institution, law=law)
        require_text(title=title, description=description)
        require_not_future(found_on=found_on or clock.today())
        if found_in not in GapSource.values or severity not in Severity.values:
            raise ValidationError(_("きっかけと重さを選び直してください。"))
        gap = LegalGap(
            institution=by.institution,
            law=law,
            title=title.strip(),
            description=description.strip(),
            severity=severity,
            found_on=found_on or clock.today(),
            found_in=found_in,
            recorded_by=by,
        )
        return _direct(entry, by, entry.save(gap), addressee, due_on)


def direct_gap(*, by: Person, gap: LegalGap, addressee: Person, due_on: date) -> LegalGap:
    """Give a shortcoming whose directive was taken back a new one. Raises PermissionDenied; ValidationError; StaleRecord."""
    with writing(by=by, action="laws.manage") as entry:
        require_own(by.institution, gap=gap)
        if gap.state_on(clock.today()) != GapState.WITHOUT_DIRECTIVE:
            raise ValidationError(_("この不備には、既に是正の指示があります。"))
        return _direct(entry, by, gap, addressee, due_on)


def _direct(entry: Entry, by: Person, gap: LegalGap, addressee: Person, due_on: date) -> LegalGap:
    gap.directive = issue_directive(
        by=by,
        addressee=addressee,
        title=(_("法令の不備を是正する：%(what)s") % {"what": gap.title})[:200],
        body=_("%(law)s：%(what)s\n\n是正したことが分かる記録を付けて報告してください。")
        % {"law": gap.law, "what": gap.description},
        due_on=due_on,
        origin=ref_of(gap),
    )
    return entry.save(gap)
