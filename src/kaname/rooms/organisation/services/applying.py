"""How the guideline is applied to this hospital: proposed, decided by an executive, reviewed (経営管理編 3.1.2 ①)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kaname.foundation.access.checks import require_text
from kaname.foundation.access.models import Person
from kaname.foundation.access.writes import writing
from kaname.foundation.calendar import clock
from kaname.foundation.decisions.models import Decision, StepKind
from kaname.foundation.decisions.services import Step, request_decision
from kaname.rooms.organisation.models import Applicability, ApplicabilityPattern, ApplicabilityStatus, Profile
from kaname.rooms.organisation.selectors import profile_digest

APPLICABILITY = "organisation.applicability"


def propose_applicability(
    *,
    by: Person,
    approver: Person,
    pattern: str,
    reasons: str,
    simplified: Sequence[Mapping[str, str]] = (),
    review_on: date | None = None,
) -> Applicability:
    """Ask an executive to decide the pattern, and which obligations contracts simplify.

    `simplified` are `{"obligation": id, "reason": why}`; `review_on` is when to look again.
    Raises PermissionDenied; ValidationError without a profile, or while another proposal waits.
    Source: 経営管理編 3.1.2 ①
    """
    with writing(by=by, action="organisation.propose") as entry:
        require_text(reasons=reasons)
        _require_ready(by, pattern)
        row = entry.save(
            Applicability(
                institution=by.institution,
                pattern=pattern,
                reasons=reasons.strip(),
                simplified=_lines(simplified),
                profile_digest=profile_digest(by.institution),
                proposed_by=by,
            )
        )
        row.decision = request_decision(
            by=by,
            kind=APPLICABILITY,
            subject=row,
            question=_("ガイドラインの適用パターンを「%(pattern)s」としてよいか")
            % {"pattern": row.get_pattern_display()},
            summary=row.reasons,
            steps=[Step(StepKind.APPROVE, approver)],
            obligation_id="G-3.1.2-1",
            review_on=review_on,
        )
        return entry.save(row)


def _require_ready(by: Person, pattern: str) -> None:
    if pattern not in ApplicabilityPattern:
        raise ValidationError({"pattern": _("適用パターンを一つ選んでください。")})
    if not Profile.objects.of(by.institution).exists():
        raise ValidationError(_("先に、病院の特性（病床数、システムの設置など）を記録してください。"))
    if Applicability.objects.of(by.institution).filter(status=ApplicabilityStatus.PROPOSED).exists():
        raise ValidationError(_("承認を待っている案が既にあります。先にそれを決めるか、取り下げてください。"))


def _lines(simplified: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    lines = [{"obligation": s["obligation"].strip(), "reason": s["reason"].strip()} for s in simplified]
    if any(not line["obligation"] or not line["reason"] for line in lines):
        raise ValidationError({"simplified": _("簡略にする項目には、遵守事項と理由の両方を書いてください。")})
    return lines


def adopt_applicability(*, row: Applicability, decision: Decision) -> Applicability:
    """Put a proposal into force, as decided; the one before becomes a former decision."""
    with writing(by=decision.decided_by, action="organisation.appoint", institution=row.institution) as entry:
        before = Applicability.objects.of(row.institution).filter(status=ApplicabilityStatus.IN_FORCE).first()
        if before is not None:
            before.status = ApplicabilityStatus.SUPERSEDED
            entry.save(before)
        row.status, row.decision = ApplicabilityStatus.IN_FORCE, decision
        row.decided_on, row.review_on = clock.today(), decision.review_on
        return entry.save(row)


def close_applicability(*, row: Applicability, note: str) -> Applicability:
    """A proposal that was not approved, or was withdrawn or void, stays on record as such."""
    with writing(by=None, action="organisation.propose", institution=row.institution, note=note) as entry:
        row.status = ApplicabilityStatus.REJECTED
        return entry.save(row)
