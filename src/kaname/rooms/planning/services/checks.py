"""Checks that several services of this room share."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from kaname.foundation.access.models import Person
from kaname.foundation.access.records import InstitutionRecord
from kaname.rooms.planning.models import Plan


def require_own(by: Person, record: InstitutionRecord) -> None:
    """Raise PermissionDenied for another institution's record."""
    if record.institution_id != by.institution_id:
        raise PermissionDenied(_("ほかの病院の記録です。"))


def require_text(**texts: str) -> None:
    """Raise ValidationError on a field that must say something."""
    for name, text in texts.items():
        if not text.strip():
            raise ValidationError({name: _("入力してください。")})


def require_order(first: date | None, last: date | None, *, field: str, sentence: str) -> None:
    """Raise ValidationError when a period ends before it starts."""
    if first and last and last < first:
        raise ValidationError({field: sentence})


def require_draft(plan: Plan) -> None:
    """Raise ValidationError unless the plan may still be written."""
    if plan.is_draft:
        return
    if plan.is_adopted:
        raise ValidationError(
            _("承認された計画は書き変えられません。期限の変更と中止は、作業の画面から求めてください。")
        )
    raise ValidationError(_("承認を待っている計画です。直すときは、先に決裁を取り下げてください。"))


def require_running(plan: Plan) -> None:
    """Raise ValidationError unless the plan is approved and not ended."""
    if not plan.is_running:
        raise ValidationError(
            _("実施中の計画ではありません（%(status)s）。") % {"status": plan.get_status_display()}
        )
