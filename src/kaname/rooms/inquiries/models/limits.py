"""How often the public form was used lately: for an hour, by a keyed hash of the sender's address, then gone."""

from __future__ import annotations

from django.db import models

from .desks import ContactPoint


class PublicPost(models.Model):
    """One accepted post. No record of the hospital: nothing of it is kept longer than an hour."""

    desk = models.ForeignKey(ContactPoint, on_delete=models.CASCADE, related_name="+")
    sender = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.pk)
