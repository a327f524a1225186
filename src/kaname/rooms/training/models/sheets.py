"""What belongs to a session on paper: whom it was planned for by name, and the signed attendance sheets."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.records import InstitutionRecord

from .querysets import PersonalQuerySet, PreparationQuerySet
from .sessions import Session


class Invitation(InstitutionRecord):
    """Somebody is expected at a session that was planned for chosen people (without any, the course's audience is)."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="invitations")
    person = models.ForeignKey("access.Person", on_delete=models.PROTECT, related_name="+")

    objects = PersonalQuerySet.as_manager()

    class Meta:
        verbose_name = _("出席予定")
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="one_invitation_per_person")
        ]

    def __str__(self) -> str:
        return f"{self.person.name}：{self.session}"

    def get_absolute_url(self) -> str:
        return self.session.get_absolute_url()


class AttendanceSheet(InstitutionRecord):
    """Signed sheets of a session, scanned and kept as evidence on this row: they show names, so not everybody sees them."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="sheets")
    recorded_by = models.ForeignKey(
        "access.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("添付した人")
    )
    recorded_at = models.DateTimeField(_("添付した日時"))

    objects = PreparationQuerySet.as_manager()

    class Meta:
        verbose_name = _("出席簿")

    def __str__(self) -> str:
        return str(_("出席簿：%(session)s") % {"session": self.session})

    def get_absolute_url(self) -> str:
        return self.session.get_absolute_url()
