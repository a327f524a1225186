"""What happens by the clock, once a minute: level-triggered, so that after any outage one tick puts all right."""

from __future__ import annotations

import logging

from django.db import DatabaseError, transaction

from kaname.foundation.access.models import Institution
from kaname.foundation.calendar import clock
from kaname.foundation.imports.services import forget_old
from kaname.foundation.ledger import checkpoints
from kaname.foundation.ledger.models import Checkpoint
from kaname.foundation.obligations import engine

from . import services

logger = logging.getLogger("kaname.clockwork")


def tick() -> None:
    """Do for every institution what the hour asks. One institution's fault does not stop the others."""
    for institution in Institution._default_manager.order_by("pk"):
        try:
            tick_institution(institution)
        except DatabaseError:
            logger.exception("tick failed for institution %s", institution.pk)


def tick_institution(institution: Institution) -> None:
    """Verdicts whose day has come, notices, digests, the outbox, rows of files that were left, and the day's checkpoint."""
    with transaction.atomic():
        engine.catch_up(institution)
    services.tell(institution)
    services.write_digests(institution)
    services.send_mails(institution)
    forget_old(institution)
    _seal_daily(institution)


def _seal_daily(institution: Institution) -> None:
    newest = Checkpoint.objects.of(institution).order_by("-pk").first()
    if newest is None or clock.day_of(newest.at) < clock.today():
        with transaction.atomic():
            checkpoints.seal(institution, reason="daily")
