"""What people were told, when, and what went out by mail."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kaname.foundation.access.models import Person
from kaname.foundation.access.records import InstitutionRecord, RecordQuerySet


class NoticeQuerySet(RecordQuerySet):
    """Notices; everybody sees their own alone."""

    def visible_to(self, person: Person) -> NoticeQuerySet:
        return self.of(person.institution).filter(person=person)

    def unread(self) -> NoticeQuerySet:
        """Those still to be read: not read, and not over."""
        return self.filter(read_at__isnull=True, ended_at__isnull=True)


class Notice(InstitutionRecord):
    """One thing one person was told. `key` says what about, so that nobody is told the same twice.

    `ended_at` is when the rows no longer asked for it while it was unread: it stays, and counts as unread no more. What was
    told at once (`is_urgent`) is news: it waits to be read even when it is over.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="notices")
    key = models.CharField(max_length=120)
    text = models.JSONField(_("内容"))
    url = models.CharField(max_length=300, blank=True)
    told_at = models.DateTimeField(_("知らせた日時"))
    read_at = models.DateTimeField(_("読んだ日時"), null=True, blank=True)
    is_urgent = models.BooleanField(_("すぐに知らせた"), default=False)
    ended_at = models.DateTimeField(_("済んだ日時"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("お知らせ")
        constraints = [models.UniqueConstraint(fields=["institution", "person", "key"], name="told_once")]
        indexes = [models.Index(fields=["person", "-told_at"], name="notice_by_person")]

    def __str__(self) -> str:
        from kaname.foundation.obligations.selectors import sentence_text

        return sentence_text(self.text)

    def get_absolute_url(self) -> str:
        return reverse("notices:notice_list")


class MailStatus(models.TextChoices):
    WAITING = "WAITING", _("送信待ち")
    SENT = "SENT", _("送信済み")
    FAILED = "FAILED", _("送れませんでした")


class Mail(InstitutionRecord):
    """A mail in the outbox. It is kept until it went out, with ever longer pauses between tries.

    `person` is null for somebody outside. The text of a mail that `is_secret` (it holds a link that opens something) is
    forgotten once it went out or was given up.
    """

    view_action = "access.view_accounts"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    key = models.CharField(max_length=120)
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    is_secret = models.BooleanField(default=False)
    status = models.CharField(max_length=10, choices=MailStatus, default=MailStatus.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True)

    ledger_omit = frozenset({"to", "body"})

    class Meta:
        verbose_name = _("メール")
        constraints = [
            models.UniqueConstraint(fields=["institution", "person", "key"], name="mailed_once"),
            models.CheckConstraint(
                condition=Q(status="SENT", sent_at__isnull=False) | ~Q(status="SENT"),
                name="sent_mail_has_time",
            ),
        ]

    def __str__(self) -> str:
        return self.subject
