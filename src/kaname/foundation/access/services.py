"""What people do about accounts: set a hospital up, register people, open accounts, grant and end roles, tokens."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import date, timedelta

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from kaname.foundation.calendar import clock

from .models import ApiToken, HospitalGroup, Institution, Membership, Person, PersonKind, User
from .roles import Role
from .search import search_key
from .writes import Entry, writing

_READABLE = "abcdefghjkmnpqrstuvwxyz23456789"


def set_up_institution(
    *,
    name: str,
    executive_name: str,
    executive_title: str,
    username: str,
    password: str,
    group: HospitalGroup | None = None,
    is_sample: bool = False,
) -> Person:
    """Create a hospital with its first executive, who can sign in. Returns that executive.

    Raises ValidationError if the sign-in name is taken.
    Source: 経営管理編 3.1.2 ②
    """
    with writing(by=None, action="access.set_up", note="set up") as entry:
        institution = entry.save(Institution(name=name, group=group, is_sample=is_sample))
        entry.institution = institution
        user = entry.save(_new_user(username=username, password=password))
        person = Person(
            institution=institution,
            user=user,
            name=executive_name,
            title=executive_title,
            starts_on=clock.today(),
        )
        person.search_key = search_key(person.name, person.title)
        entry.save(person)
        entry.save(
            Membership(
                institution=institution,
                person=person,
                role=Role.EXECUTIVE,
                starts_on=clock.today(),
                origin="set-up",
            )
        )
    return person


def _new_user(*, username: str, password: str | None, email: str = "") -> User:
    if User.objects.filter(username=username).exists():
        raise ValidationError(
            {"username": _("サインイン名「%(name)s」は既に使われています。") % {"name": username}}
        )
    user = User(username=username, email=email)
    if password:
        user.set_password(password)
    else:
        user.set_unusable_password()
    return user


def register_person(
    *,
    by: Person | None,
    name: str,
    institution: Institution | None = None,
    kind: str = PersonKind.EMPLOYEE,
    kana: str = "",
    title: str = "",
    number: str = "",
    employer: str = "",
    email: str = "",
    phone: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Person:
    """Put somebody into the register of people. Dispatched and vendor staff need their employer's name.

    Raises PermissionDenied; ValidationError.
    Source: 経営管理編 3.1.2 ④
    """
    with writing(by=by, action="access.manage_accounts", institution=institution) as entry:
        assert entry.institution is not None
        person = Person(institution=entry.institution, starts_on=starts_on or clock.today(), ends_on=ends_on)
        _fill(person, name, kind, kana, title, number, employer, email, phone)
        return entry.save(person)


def register_people(*, by: Person, people: Sequence[Person]) -> list[Person]:
    """Put many into the register at once, as a file brings them. Their texts must fit their fields already.

    Raises PermissionDenied; ValidationError when one has no employer though not employed here.
    Source: 経営管理編 3.1.2 ④
    """
    with writing(by=by, action="access.manage_accounts") as entry:
        for p in people:
            _fill(p, p.name, p.kind, p.kana, p.title, p.number, p.employer, p.email, p.phone)
        return entry.save_all(people)


def change_period(*, by: Person, person: Person, starts_on: date, ends_on: date | None) -> Person:
    """Correct from when, or until when, somebody belongs to the hospital. To end it sooner, `end_person`.

    Raises PermissionDenied; ValidationError; StaleRecord.
    """
    with writing(by=by, action="access.manage_accounts") as entry:
        person.starts_on, person.ends_on = starts_on, ends_on
        return entry.save(person)


def change_person(
    *,
    by: Person,
    person: Person,
    name: str,
    kind: str,
    kana: str = "",
    title: str = "",
    number: str = "",
    employer: str = "",
    email: str = "",
    phone: str = "",
) -> Person:
    """Correct what the register says of a person. Raises PermissionDenied; ValidationError; StaleRecord."""
    with writing(by=by, action="access.manage_accounts") as entry:
        _fill(person, name, kind, kana, title, number, employer, email, phone)
        return entry.save(person)


def _fill(
    person: Person,
    name: str,
    kind: str,
    kana: str,
    title: str,
    number: str,
    employer: str,
    email: str,
    phone: str,
) -> None:
    if kind != PersonKind.EMPLOYEE and not employer:
        raise ValidationError({"employer": _("派遣・事業者の人は、所属会社を入力してください。")})
    person.name, person.kind, person.kana, person.title = name, kind, kana, title
    person.number, person.employer, person.email, person.phone = number, employer, email, phone
    person.search_key = search_key(name, kana, title, number, employer)


def end_person(*, by: Person, person: Person, ends_on: date) -> Person:
    """Record somebody's last day: from the next day they hold no role and cannot sign in. Nothing is deleted.

    Raises PermissionDenied; ValidationError when no executive would be left to decide; StaleRecord.
    """
    with writing(by=by, action="access.manage_accounts") as entry:
        _require_successor(person, ends_on)
        person.ends_on = ends_on
        entry.save(person)
        for membership in person.memberships.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=ends_on)):
            membership.ends_on = max(ends_on, membership.starts_on)
            entry.save(membership)
        if ends_on < clock.today():
            _end_access(entry, person)
    return person


def _require_successor(person: Person, ends_on: date) -> None:
    seats = person.memberships.filter(role=Role.EXECUTIVE).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=ends_on)
    )
    if any(not _another_executive(seat, ends_on) for seat in seats):
        raise ValidationError(_("経営層の人がいなくなります。先に後任へ経営層の役割を与えてください。"))


def _end_access(entry: Entry, person: Person) -> None:
    for token in person.tokens.filter(revoked_on__isnull=True):
        token.revoked_on = clock.today()
        entry.save(token)


def create_account(
    *, by: Person | None, person: Person, username: str, password: str | None, email: str = ""
) -> User:
    """Give a person an account to sign in with.

    Raises ValidationError if the name is taken, they have one, or they stand above `by`.
    """
    if person.user_id:
        raise ValidationError(_("%(person)s さんには既にアカウントがあります。") % {"person": person.name})
    with writing(by=by, action="access.manage_accounts", institution=person.institution) as entry:
        _require_standing(by, person)
        user = entry.save(_new_user(username=username, password=password, email=email))
        person.user = user
        entry.save(person)
    return user


def set_account_active(*, by: Person | None, person: Person, active: bool) -> User:
    """Stop or reopen an account; its sessions end at their next request, its tokens at once.

    Raises ValidationError without an account, or if the person stands above `by` or is `by`; StaleRecord.
    """
    if person.user is None:
        raise ValidationError(_("この人にはアカウントがありません。"))
    with writing(by=by, action="access.manage_accounts", institution=person.institution) as entry:
        _require_standing(by, person)
        if by is not None and by.pk == person.pk and not active:
            raise ValidationError(_("自分のアカウントは止められません。ほかの管理者に頼んでください。"))
        person.user.is_active = active
        entry.save(person.user)
        if not active:
            _end_access(entry, person)
    return person.user


def reset_password(*, by: Person | None, person: Person, password: str, note: str = "") -> None:
    """Set a new password for somebody who lost theirs; every session they have ends.

    Raises ValidationError without an account, or if the person stands above `by`; StaleRecord.
    """
    if person.user is None:
        raise ValidationError(_("この人にはアカウントがありません。"))
    with writing(by=by, action="access.manage_accounts", institution=person.institution, note=note) as entry:
        _require_standing(by, person)
        person.user.set_password(password)
        entry.save(person.user)


def remove_second_factor(*, by: Person | None, person: Person, note: str = "second factor removed") -> None:
    """Take away app, passkeys and recovery codes of somebody who lost their device; the password remains.

    Raises ValidationError without an account, or if the person stands above `by`; StaleRecord.
    """
    if person.user is None:
        raise ValidationError(_("この人にはアカウントがありません。"))
    with writing(by=by, action="access.manage_accounts", institution=person.institution, note=note) as entry:
        _require_standing(by, person)
        Authenticator.objects.filter(user=person.user).delete()
        entry.save(person.user)


def recover_account(*, person: Person, password: str, witness: str) -> None:
    """Let somebody in again from the host's console: new password, no second factor, account open.

    Two persons: whoever has the console, and the `witness` present, who is named in the ledger (hostile case 40).
    Raises ValidationError without a witness, or when the witness is the person.
    """
    username = person.user.username if person.user else ""
    if not witness.strip() or witness.strip() in (username, person.name):
        raise ValidationError(_("立ち会う人（本人ではない、もう一人）の名前が必要です。"))
    note = f"host console recovery; witness: {witness.strip()}"
    with writing(by=None, action="access.manage_accounts", institution=person.institution):
        reset_password(by=None, person=person, password=password, note=note)
        remove_second_factor(by=None, person=person, note=note)
        set_account_active(by=None, person=person, active=True)


def _require_standing(by: Person | None, person: Person) -> None:
    """Nobody takes over the account of somebody above them: it could sign in with that person's authority."""
    if by is None or by.pk == person.pk:
        return
    held = {m.role for m in person.memberships.all() if m.ends_on is None or m.ends_on >= clock.today()}
    above = held & {Role.EXECUTIVE, Role.SAFETY_OFFICER}
    if Role.EXECUTIVE in above and Role.EXECUTIVE not in by.roles:
        raise ValidationError(
            _("経営層の人のアカウントは、経営層の人だけが扱えます。いなければサーバーの管理者が復旧します。")
        )
    if above and by.roles.isdisjoint({Role.EXECUTIVE, Role.SAFETY_OFFICER}):
        raise ValidationError(_("安全管理責任者のアカウントは、経営層か安全管理責任者だけが扱えます。"))


def random_password() -> str:
    """Twenty letters and figures that cannot be misread (about 98 bits), in groups for reading aloud."""
    groups = ("".join(secrets.choice(_READABLE) for _i in range(5)) for _group in range(4))
    return "-".join(groups)


def grant_role(
    *,
    by: Person | None,
    person: Person,
    role: str,
    starts_on: date | None = None,
    ends_on: date | None = None,
    origin: str = "",
) -> Membership:
    """Let a person act in a role. Granting the executive's role needs an executive.

    Raises PermissionDenied; ValidationError if the person already holds it in that period.
    """
    start = starts_on or clock.today()
    with writing(by=by, action="access.grant_role", institution=person.institution) as entry:
        if by and role == Role.EXECUTIVE and Role.EXECUTIVE not in by.roles:
            raise ValidationError(_("経営層の役割は、経営層の人だけが与えられます。"))
        held = Membership.objects.of(person.institution).filter(person=person, role=role)
        if held.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=start)).exists():
            raise ValidationError(
                _("%(person)s さんは既に「%(role)s」です。")
                % {"person": person.name, "role": Role(role).label}
            )
        membership = Membership(
            institution=person.institution,
            person=person,
            role=role,
            starts_on=start,
            ends_on=ends_on,
            origin=origin,
        )
        return entry.save(membership)


def end_role(*, by: Person | None, membership: Membership, ends_on: date) -> Membership:
    """End a role with its last day. The last executive of a hospital cannot be ended.

    Raises ValidationError when nobody would be left to decide.
    """
    with writing(by=by, action="access.grant_role", institution=membership.institution) as entry:
        if membership.role == Role.EXECUTIVE and not _another_executive(membership, ends_on):
            raise ValidationError(_("経営層の人がいなくなります。先に後任へ経営層の役割を与えてください。"))
        membership.ends_on = max(ends_on, membership.starts_on)
        return entry.save(membership)


def _another_executive(membership: Membership, ends_on: date) -> bool:
    others = (
        Membership.objects.of(membership.institution).filter(role=Role.EXECUTIVE).exclude(pk=membership.pk)
    )
    return others.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=ends_on)).exists()


def issue_token(
    *, by: Person | None, person: Person, name: str, may_write: bool = False, days: int = 90
) -> tuple[ApiToken, str]:
    """Make an API token for a person. Returns the row and the secret, which is shown once and kept nowhere."""
    if by is not None and by.pk != person.pk:
        raise ValidationError(_("APIトークンは本人だけが作れます。"))
    secret = f"kaname_{secrets.token_urlsafe(32)}"
    with writing(by=by, action="access.manage_tokens", institution=person.institution) as entry:
        token = ApiToken(
            institution=person.institution,
            person=person,
            name=name,
            digest=token_digest(secret),
            may_write=may_write,
            expires_on=clock.today() + timedelta(days=days),
        )
        return entry.save(token), secret


def revoke_token(*, by: Person, token: ApiToken) -> ApiToken:
    """Make a token worthless from now on. Raises ValidationError for somebody else's token."""
    if by.pk != token.person_id:
        raise ValidationError(
            _("APIトークンは本人だけが取り消せます。アカウントを止めると、すべて取り消されます。")
        )
    with writing(by=by, action="access.manage_tokens") as entry:
        token.revoked_on = clock.today()
        return entry.save(token)


def token_digest(secret: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(secret.encode()).hexdigest()


def record_sign_in(*, person: Person, event: str) -> None:
    """Leave a ledger entry about an account event (signed in, failed, password or second factor changed)."""
    with writing(
        by=None, action="access.record_sign_in", institution=person.institution, note=event
    ) as entry:
        entry.mention(person)
