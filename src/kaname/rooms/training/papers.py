"""Papers of training: the attendance sheet of a session (出席簿) and certificates (修了証)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from kaname.foundation.audiences.crowd import crowd
from kaname.foundation.calendar import clock
from kaname.foundation.calendar.display import reads_english, show_date, show_datetime
from kaname.foundation.calendar.era import weekday
from kaname.foundation.ledger.prints import fingerprints_of
from kaname.web.markdown import markdown_blocks
from kaname.web.pdf import typst_pdf
from kaname.web.qr import qr_picture

from .expected import Expected, Roll, department_names, roll_of
from .models import Completion, Session

SPARE_LINES = 8
# An address shown on paper, for a path of ours: the request knows under which name the hospital reaches Kaname.
Absolute = Callable[[str], str]


def day_in_words(session: Session) -> str:
    """The day and the hours of a session: 令和8年11月30日（月） 17:30－18:15."""
    day = show_date(session.held_on)
    day = day if reads_english() else f"{day}（{weekday(session.held_on)}）"
    return f"{day} {session.starts:%H:%M}－{session.ends:%H:%M}"


def sheet_pdf(session: Session, address: str, typed_at: str) -> bytes:
    """The attendance sheet. `address` is what the QR code holds, `typed_at` where the code is typed instead."""
    return typst_pdf("training/sheet", sheet_of(session, roll_of(session), address, typed_at))


def sheet_of(session: Session, roll: Roll, address: str, typed_at: str) -> dict[str, Any]:
    """Everything the sheet says."""
    course = session.course
    return {
        "institution": session.institution.name,
        "title": _("出席簿"),
        "printed_on": _("%(at)s 出力") % {"at": show_datetime(clock.now())},
        "course": f"{course.code}　{course.title}",
        "facts": _facts(session, roll),
        "purpose": markdown_blocks(course.aims[:600]),
        "instruction": _(
            "出席した人は、自分の行に署名してください。スマートフォンで受付をした人の署名は要りません。"
        ),
        "sign_in_title": _("スマートフォンで受付"),
        "qr": qr_picture(address),
        "address": typed_at,
        "code": session.code,
        "headings": ["", _("職員番号"), _("氏名"), _("よみ"), _("署名")],
        "groups": [_group(name, lines) for name, lines in roll.by_department],
        "spare_title": _("名簿にない人"),
        "spare": [[str(n), "", "", "", ""] for n in range(1, SPARE_LINES + 1)],
        "closing": _("署名が済んだら、読み取った出席簿をかなめの研修の画面に添付してください。"),
        "organiser": _("確認者"),
    }


def _facts(session: Session, roll: Roll) -> list[list[str]]:
    rows = [
        (_("日時"), day_in_words(session)),
        (_("場所"), session.place),
        (_("講師"), session.teacher),
        (_("教材"), str(session.material)),
        (_("出席予定"), _("%(n)s人") % {"n": len(roll.expected)}),
    ]
    return [[label, value] for label, value in rows]


def _group(department: str, lines: Sequence[Expected]) -> dict[str, Any]:
    return {
        "name": department or _("配属のない人"),
        "count": _("%(n)s人") % {"n": len(lines)},
        "rows": [_row(n, line) for n, line in enumerate(lines, start=1)],
    }


def _row(number: int, line: Expected) -> list[str]:
    signed = line.attendance is not None and line.attendance.is_by_phone
    person = line.person
    return [str(number), person.number, person.name, person.kana, _("受付済み") if signed else ""]


def certificates_pdf(completions: Iterable[Completion], absolute: Absolute) -> bytes:
    """Certificates, a page each; `absolute` makes an address of a path."""
    rows = list(completions)
    prints, places, first = fingerprints_of(rows), _departments(rows), rows[0]
    data = {
        "institution": first.institution.name,
        "title": _("修了証"),
        "certificates": [
            certificate_of(row, absolute, places.get(row.person_id, ""), prints.get(row.pk, ""))
            for row in rows
        ],
    }
    return typst_pdf("training/certificate", data)


def certificate_of(
    completion: Completion, absolute: Absolute, department: str, fingerprint: str
) -> dict[str, Any]:
    """Everything one certificate says."""
    person, course = completion.person, completion.course
    address = absolute(completion.certificate_number)
    return {
        "title": _("修了証"),
        "number_label": _("修了証番号"),
        "number": completion.certificate_number,
        "department": department,
        "name": person.name,
        "honorific": _("殿"),
        "sentence": _("次の研修を修了したことを証します。"),
        "course": course.title,
        "facts": _certified(completion),
        "issued_on": show_date(completion.completed_on),
        "institution": completion.institution.name,
        "signer": course.owner.title_and_name,
        "qr": qr_picture(address),
        "check": _("真正な記録かどうかは、かなめの「修了証を確かめる」で確かめられます。"),
        "fingerprint": _("証跡 %(print)s") % {"print": fingerprint},
    }


def _certified(completion: Completion) -> list[list[str]]:
    rows = [
        (_("受講日"), show_date(completion.completed_on)),
        (_("方法"), str(completion.get_way_display())),
        (_("教材"), str(completion.material) if completion.material else ""),
        (_("確認テスト"), _("%(n)s点") % {"n": completion.score} if completion.score is not None else ""),
    ]
    return [[label, value] for label, value in rows if value]


def _departments(completions: Sequence[Completion]) -> dict[int, str]:
    """Where the people of one day's certificates work, by person."""
    first = completions[0]
    return department_names(
        first.institution, first.completed_on, crowd(first.institution, first.completed_on)
    )
