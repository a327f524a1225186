"""Certificates (修了証): a completion gets its number when one is first asked for."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from kaname.foundation.access import policy
from kaname.foundation.access.checks import require_house
from kaname.foundation.access.models import Person
from kaname.foundation.access.writes import writing
from kaname.rooms.training.models import Completion

from .numbers import certificate_numbers


def issue_certificate(*, by: Person, completion: Completion) -> Completion:
    """Give a completion its certificate's number; one that has a number keeps it.

    For the person themselves and for those who manage training. Raises PermissionDenied; ValidationError; StaleRecord.
    """
    with writing(by=by, action="training.take") as entry:
        require_house(by, completion)
        if completion.person_id != by.pk and not policy.may(by, "training.manage"):
            raise PermissionDenied(_("修了証を出せるのは、本人と教育の担当者だけです。"))
        if completion.withdrawn_on is not None:
            raise ValidationError(_("取り消された受講の修了証は出せません。"))
        if not completion.certificate_number:
            numbers = certificate_numbers(by.institution, completion.completed_on, 1)
            completion.certificate_number = numbers[0]
            entry.save(completion)
    return completion
