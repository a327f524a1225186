"""Telling people: level-triggered notices, a daily digest by mail, and the outbox that keeps trying."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from kaname.foundation.access.models import Institution, Person
from kaname.foundation.access.records import StaleRecord
from kaname.foundation.access.writes import writing
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.era import wareki
from kaname.foundation.ledger.findings import reading

from .models import Mail, MailStatus, Notice
from .registry import Due, sources

logger = logging.getLogger("kaname.notices")
MAX_ATTEMPTS = 12


def tell(institution: Institution) -> int:
    """Tell everybody what is due and was not told yet, and close what is over. Returns how many were told.

    Running it twice tells nobody twice.
    """
    due = _due(institution)
    known = set(
        Notice.objects.of(institution).filter(key__in={k for _p, k in due}).values_list("person_id", "key")
    )
    fresh = [d for who, d in due.items() if who not in known]
    if fresh:
        with writing(by=None, action="notices.deliver", institution=institution) as entry:
            entry.save_all(_notice(institution, d) for d in fresh)
    _close(institution, due)
    return len(fresh)


def _close(institution: Institution, due: Collection[tuple[int, str]]) -> None:
    """Unread notices whose occasion is over are so marked; one whose occasion came back waits again."""
    rows = Notice.objects.of(institution).filter(read_at__isnull=True, is_urgent=False)
    rows = rows.filter(Q(ended_at__isnull=True) | Q(key__in={key for _who, key in due}))
    changed = [n for n in rows if ((n.person_id, n.key) in due) == (n.ended_at is not None)]
    if not changed:
        return
    try:
        with writing(by=None, action="notices.deliver", institution=institution) as entry:
            for notice in changed:
                notice.ended_at = clock.now() if notice.ended_at is None else None
                entry.save(notice)
    except StaleRecord:  # somebody has just read one; the next tick looks again
        logger.info("notices were read meanwhile")


def tell_at_once(institution: Institution, due: Iterable[Due]) -> None:
    """Tell people now, inside the transaction of what happened, and by mail without waiting for the digest.

    The notice bears the key under which its source would tell it later, so that nobody is told twice.
    """
    rows = [d for d in due if d.may_be_told(clock.today())]
    with writing(by=None, action="notices.deliver", institution=institution) as entry:
        entry.save_all(_notice(institution, d, is_urgent=True) for d in rows)
        entry.save_all(_urgent_mail(institution, d) for d in rows if d.person.email)


def _urgent_mail(institution: Institution, due: Due) -> Mail:
    with translation.override("ja"):
        text = str(_notice(institution, due))
        body = _("%(name)s 様\n\n%(text)s\n\nかなめを開いて確かめてください。\n\n%(hospital)s") % {
            "name": due.person.name,
            "text": text,
            "hospital": institution.name,
        }
        subject = _("【かなめ】至急：%(text)s") % {"text": text}
        if due.among is not None:
            subject = f"【訓練】{text.removeprefix('【訓練】')}"
            body = _("これは訓練の連絡です。") + "\n\n" + body
    return Mail(
        institution=institution,
        person=due.person,
        key=due.key,
        to=due.person.email,
        subject=subject[:200],
        body=body,
        next_try_at=clock.now(),
    )


def _due(institution: Institution) -> dict[tuple[int, str], Due]:
    today = clock.today()
    with reading():
        found = (d for source in sources for d in source(institution, on=today))
        return {(d.person.pk, d.key): d for d in found if d.may_be_told(today)}


def _notice(institution: Institution, due: Due, *, is_urgent: bool = False) -> Notice:
    return Notice(
        institution=institution,
        person=due.person,
        key=due.key,
        text=due.sentence.as_json(),
        url=due.url,
        told_at=clock.now(),
        is_urgent=is_urgent,
    )


def write_digests(institution: Institution) -> int:
    """Put one mail a day into the outbox for each person with an address and unread notices."""
    today = clock.today()
    key = f"digest:{today.isoformat()}"
    unread = Notice.objects.of(institution).unread().select_related("person")
    waiting: dict[Person, list[Notice]] = defaultdict(list)
    for notice in unread.exclude(person__email="").order_by("told_at", "pk"):
        waiting[notice.person].append(notice)
    done = set(Mail.objects.of(institution).filter(key=key).values_list("person_id", flat=True))
    mails = [
        _digest(institution, p, key, n)
        for p, n in waiting.items()
        if p.pk not in done and p.is_active_on(today)
    ]
    if mails:
        with writing(by=None, action="notices.deliver", institution=institution) as entry:
            entry.save_all(mails)
    return len(mails)


def _digest(institution: Institution, person: Person, key: str, notices: list[Notice]) -> Mail:
    with translation.override("ja"):
        lines = [f"・{n}" for n in notices[:50]]
        body = _(
            "%(name)s 様\n\nかなめに、確かめていただくことが %(n)s 件あります。\n\n%(lines)s\n\n%(hospital)s"
        ) % {
            "name": person.name,
            "n": len(notices),
            "lines": "\n".join(lines),
            "hospital": institution.name,
        }
        subject = _("【かなめ】%(day)s のお知らせ %(n)s件") % {
            "day": wareki(clock.today()),
            "n": len(notices),
        }
    return Mail(
        institution=institution,
        person=person,
        key=key,
        to=person.email,
        subject=subject,
        body=body,
        next_try_at=clock.now(),
    )


def send_mails(institution: Institution) -> int:
    """Try to send what waits in the outbox; what fails waits longer each time. Returns how many went out."""
    if not settings.EMAIL_CONFIGURED:
        return 0
    waiting = Mail.objects.of(institution).filter(status=MailStatus.WAITING, next_try_at__lte=clock.now())
    return sum(_send(mail) for mail in waiting.order_by("pk")[:100])


def _send(mail: Mail) -> bool:
    try:
        EmailMessage(mail.subject, mail.body, settings.DEFAULT_FROM_EMAIL, [mail.to]).send()
    except (SMTPException, OSError) as failure:
        logger.warning("mail %s not sent: %s", mail.pk, failure)
        _after_try(mail, error=str(failure)[:300])
        return False
    _after_try(mail, error="")
    return True


def _after_try(mail: Mail, *, error: str) -> None:
    with writing(by=None, action="notices.deliver", institution=mail.institution) as entry:
        mail.attempts += 1
        mail.last_error = error
        if not error:
            mail.status, mail.sent_at = MailStatus.SENT, clock.now()
        elif mail.attempts >= MAX_ATTEMPTS:
            mail.status = MailStatus.FAILED
        else:
            mail.next_try_at = clock.now() + timedelta(minutes=2 ** min(mail.attempts, 10))
        if mail.is_secret and mail.status != MailStatus.WAITING:
            mail.body = ""
        entry.save(mail)


def post_letter(institution: Institution, *, key: str, to: str, subject: str, body: str) -> Mail:
    """Put a mail to somebody outside into the outbox, inside the transaction of what happened; its text is a secret."""
    with writing(by=None, action="notices.deliver", institution=institution) as entry:
        return entry.save(
            Mail(
                institution=institution,
                key=key,
                to=to,
                subject=subject[:200],
                body=body,
                is_secret=True,
                next_try_at=clock.now(),
            )
        )


def withdraw_letter(institution: Institution, *, key: str) -> None:
    """Give up a mail to somebody outside that has not gone out yet; without one nothing happens."""
    rows = list(Mail.objects.of(institution).filter(key=key, person__isnull=True, status=MailStatus.WAITING))
    if not rows:
        return
    with writing(by=None, action="notices.deliver", institution=institution) as entry:
        for mail in rows:
            mail.status, mail.body, mail.last_error = MailStatus.FAILED, "", "withdrawn"
            entry.save(mail)


def mark_read(*, by: Person, notice: Notice) -> Notice:
    """Record that somebody saw a notice; only the person themselves can."""
    with writing(by=by, action="notices.read") as entry:
        notice.read_at = notice.read_at or clock.now()
        return entry.save(notice)


def mark_all_read(*, by: Person) -> int:
    """Record that somebody saw all their notices."""
    unread = list(Notice.objects.visible_to(by).filter(read_at__isnull=True))
    if unread:
        with writing(by=by, action="notices.read") as entry:
            for notice in unread:
                notice.read_at = clock.now()
                entry.save(notice)
    return len(unread)
