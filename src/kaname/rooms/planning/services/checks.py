"""Checks that several services of this room share."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kaname.rooms.planning.models import Plan


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
