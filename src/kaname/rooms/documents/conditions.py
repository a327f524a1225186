"""What documents prove for the obligations: that they are approved, reviewed, controlled, complete and known.

A version holds through its `next_review_on`, unless its document is retired. When it is superseded, its
successor carries on. Source: 経営管理編 1.1 ②, 1.2.1, 3.1.2, 3.3.1, 3.4.1, 5.1
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import translation
from django.utils.translation import gettext_noop as _n

from kaname.foundation.access.models import Institution
from kaname.foundation.access.records import ref_of
from kaname.foundation.access.roles import Role
from kaname.foundation.calendar.holidays import ONE_DAY
from kaname.foundation.ledger.findings import (
    Fact,
    Finding,
    Mend,
    Proof,
    ask,
    condition,
    fact,
    fails,
    holds,
    mend,
    once,
    say,
)

from .choices import AudienceKind, DocumentType, ProvisionKey
from .models import Distribution, DocumentVersion, Provision
from .selectors import adopted_versions

VERSIONS = ["documents.document", "documents.documentversion"]
FOR_EVER = date.max
PROVISION_SEPARATOR = ","


@dataclass(frozen=True)
class Shelf:
    """The approved versions of one type of document, of which any one may serve."""

    type: str
    versions: Sequence[DocumentVersion]
    by_executive: bool = False

    def serving(self, on: date) -> DocumentVersion | None:
        """The version in force and reviewed on a day; of several, the one whose review is farthest away."""
        fit = [v for v in self.in_force(on) if self._fits(v) and _reviewed(v, on)]
        return max(fit, key=lambda v: (_review_on(v), v.pk), default=None)

    def in_force(self, on: date) -> list[DocumentVersion]:
        return [v for v in self.versions if v.is_in_force(on) and _kept(v, on)]

    def until(self, on: date) -> date:
        """The last day through which some version serves without a gap, seen from a day on which one does."""
        last = on
        while (version := self.serving(last)) is not None:
            ends_on = _last_day(version)
            if ends_on == FOR_EVER:
                return ends_on
            last = ends_on + ONE_DAY
        return last - ONE_DAY

    def starts_on(self, on: date) -> date | None:
        """The first later day on which a version comes into force and serves."""
        days = sorted({v.effective_on for v in self.versions if v.effective_on and v.effective_on > on})
        return next((day for day in days if self.serving(day)), None)

    def _fits(self, version: DocumentVersion) -> bool:
        return not self.by_executive or version.approved_as == Role.EXECUTIVE


def shelves(institution: Institution, types: Iterable[str], *, by_executive: bool = False) -> list[Shelf]:
    """One shelf for each type, in the order asked for; one query."""
    wanted = list(types)
    rows = _adopted(institution)
    return [Shelf(t, [v for v in rows if v.document.type == t], by_executive) for t in wanted]


def _adopted(institution: Institution) -> list[DocumentVersion]:
    return once(
        ("documents.adopted", institution.pk), lambda: adopted_versions(institution, DocumentType.values)
    )


@fact("documents_in_force", reads=VERSIONS)
def documents_in_force(institution: Institution, *, on: date, types: Sequence[str]) -> list[Fact]:
    """The documents of these types that serve on a day: a version is in force and its review not past."""
    rows = [v for v in _adopted(institution) if v.document.type in types]
    found = []
    for document in dict.fromkeys(v.document for v in rows):
        shelf = Shelf(document.type, [v for v in rows if v.document_id == document.pk])
        version = shelf.serving(on)
        if version is not None and version.effective_on is not None:
            until = shelf.until(on)
            ends_on = None if until == FOR_EVER else until
            found.append(Fact(ref_of(document), str(document), version.effective_on, ends_on))
    return found


@condition("documents_approved", reads=VERSIONS)
def documents_approved(
    institution: Institution, *, on: date, types: Sequence[str], by_executive: bool = False
) -> Finding:
    """Of each type a document is approved (by an executive), in force, and its next review not past."""
    stock = shelves(institution, types, by_executive=by_executive)
    lacking = [shelf for shelf in stock if shelf.serving(on) is None]
    if lacking:
        return _not_approved(lacking, stock, on)
    serving = [v for shelf in stock if (v := shelf.serving(on))]
    until = min(shelf.until(on) for shelf in stock)
    sentence = say(
        _n("%(types)sが承認されています。見直しの期限は%(until)sです。"), types=_names(stock), until=until
    )
    return holds(sentence, proofs=serving, until=until)


def _not_approved(lacking: list[Shelf], stock: list[Shelf], on: date) -> Finding:
    first = lacking[0]
    stale = [v for shelf in lacking for v in shelf.in_force(on)]
    proofs = [v for shelf in stock if (v := shelf.serving(on))] + stale
    days = [shelf.starts_on(on) for shelf in lacking]
    changes_on = max((d for d in days if d), default=None) if all(days) else None
    overdue = [shelf for shelf in lacking if shelf.in_force(on)]
    if overdue == lacking:
        return _stale(overdue, proofs, on, changes_on)
    missing = [shelf for shelf in lacking if shelf not in overdue]
    sentence = say(_n("施行中の承認された版がありません：%(types)s。"), types=_names(missing))
    return fails(
        sentence, proofs=proofs, changes_on=changes_on, mend=_write(missing[0] if missing else first)
    )


def _stale(overdue: list[Shelf], proofs: list[DocumentVersion], on: date, changes_on: date | None) -> Finding:
    first = overdue[0]
    version = first.in_force(on)[-1]
    step = mend(_n("見直しを記録する"), "documents:document_review", version.document_id)
    if first.by_executive and version.approved_as != Role.EXECUTIVE:
        sentence = say(_n("経営層が承認した版がありません：%(types)s。"), types=_names(overdue))
        step = mend(_n("改定して経営層の承認を求める"), "documents:draft_new", version.document_id)
    else:
        sentence = say(
            _n("見直しの期限を過ぎています：%(types)s（期限は%(due)s）。"),
            types=_names(overdue),
            due=_review_on(version),
        )
    return fails(sentence, proofs=proofs, changes_on=changes_on, mend=step)


@condition("documents_controlled", reads=VERSIONS, facts=["appointed"])
def documents_controlled(institution: Institution, *, on: date) -> Finding:
    """A document controller is appointed, and documents in force show version, approver and audience.

    That a version in force has an approver, and a document an audience, the database itself ensures.
    """
    controllers = ask("appointed", institution, on=on, role="DOCUMENT_CONTROLLER")
    if not controllers:
        step = mend(_n("文書管理者を任命する"), "organisation:appointment_new", role="DOCUMENT_CONTROLLER")
        return fails(say(_n("文書管理者が任命されていません。")), mend=step)
    rows = _adopted(institution)
    current = [v for v in rows if v.is_in_force(on) and _kept(v, on)]
    proofs: list[Proof] = [*_labels(controllers), *current]
    if not current:
        step = mend(_n("文書を作る"), "documents:document_new")
        return fails(say(_n("施行中の承認された文書がありません。")), proofs=proofs, mend=step)
    sentence = say(
        _n(
            "任命されています：%(people)s。施行中の%(count)s文書すべてに、版・承認者・配付範囲が記録されています。"
        ),
        people="、".join(fact.label for fact in controllers),
        count=len(current),
    )
    return holds(sentence, proofs=proofs, until=_latest_end(controllers))


def _latest_end(facts: Sequence[Fact]) -> date | None:
    ends = [fact.ends_on for fact in facts]
    return None if None in ends else max(day for day in ends if day)


@condition("document_lists_appointments", reads=VERSIONS, facts=["appointments_current"])
def document_lists_appointments(institution: Institution, *, on: date, type: str) -> Finding:  # noqa: A002
    """The document in force lists exactly the appointments of the day."""
    shelf = shelves(institution, [type])[0]
    version = next(iter(shelf.in_force(on)[::-1]), None)
    if version is None:
        return _nothing_in_force(shelf, on)
    known = ask("appointments_current", institution, on=on, with_upcoming=True)
    current = [fact for fact in known if fact.starts_on <= on]
    changes = [fact.starts_on - ONE_DAY for fact in known if fact.starts_on > on]
    refs, listed = {fact.ref for fact in current}, set(version.lists)
    if not current:
        step = mend(_n("任命する"), "organisation:appointment_new")
        return fails(say(_n("いま任命されている人がいません。")), proofs=[version], mend=step)
    if refs != listed:
        return _chart_differs(shelf, version, current, listed)
    sentence = say(
        _n("%(type)sに載る任命%(count)s件は、いまの任命と一致しています。"), type=_name(type), count=len(refs)
    )
    ends = [fact.ends_on for fact in current if fact.ends_on]
    days = [day for day in (*ends, *changes, _last_force_day(version)) if day != FOR_EVER]
    return holds(sentence, proofs=[version, *_labels(current)], until=min(days, default=None))


def _chart_differs(
    shelf: Shelf, version: DocumentVersion, current: Sequence[Fact], listed: set[str]
) -> Finding:
    missing = [fact for fact in current if fact.ref not in listed]
    gone = listed - {fact.ref for fact in current}
    step = mend(_n("いまの任命から新しい版を作る"), "documents:draft_new", version.document_id, chart="1")
    if not gone:
        sentence = say(
            _n("%(type)sに載っていない任命が%(n)s件あります。"), type=_name(shelf.type), n=len(missing)
        )
    elif not missing:
        sentence = say(
            _n("%(type)sに終わった任命が%(n)s件残っています。"), type=_name(shelf.type), n=len(gone)
        )
    else:
        text = _n(
            "%(type)sがいまの任命と食い違っています（載っていない任命%(missing)s件、終わった任命%(gone)s件）。"
        )
        sentence = say(text, type=_name(shelf.type), missing=len(missing), gone=len(gone))
    return fails(sentence, proofs=[version, *_labels(missing)], mend=step)


@condition("document_provides", reads=[*VERSIONS, "documents.provision"])
def document_provides(
    institution: Institution,
    *,
    on: date,
    type: str,  # noqa: A002
    provisions: Sequence[str],
) -> Finding:
    """A document in force says where each required clause stands."""
    shelf = shelves(institution, [type])[0]
    current = shelf.in_force(on)
    if not current:
        return _nothing_in_force(shelf, on)
    rows = Provision.objects.of(institution).filter(version__in=[v.pk for v in current], key__in=provisions)
    places = {(row.version_id, row.key): row for row in rows.select_related("version__document")}
    complete = [v for v in current if all((v.pk, key) in places for key in provisions)]
    if not complete:
        version = current[-1]
        lacking = [key for key in provisions if (version.pk, key) not in places]
        sentence = say(
            _n("%(type)sに、次の条項の箇所が示されていません：%(clauses)s。"),
            type=_name(type),
            clauses="、".join(_clause(key) for key in lacking),
        )
        step = mend(
            _n("条項を加えた版を作る"),
            "documents:draft_new",
            version.document_id,
            provisions=PROVISION_SEPARATOR.join(lacking),
        )
        return fails(sentence, proofs=[version], mend=step)
    version = max(complete, key=lambda v: (_last_force_day(v), v.pk))
    where = "、".join(f"{_clause(key)}（{places[version.pk, key].place}）" for key in provisions)
    sentence = say(_n("%(type)sが定めています：%(where)s。"), type=_name(type), where=where)
    return holds(sentence, proofs=[version], until=_end_or_none(version))


@condition("document_distributed", reads=[*VERSIONS, "documents.distribution"])
def document_distributed(institution: Institution, *, on: date, type: str) -> Finding:  # noqa: A002
    """The version in force is for all staff and was made known to all of them."""
    shelf = shelves(institution, [type])[0]
    current = shelf.in_force(on)
    if not current:
        return _nothing_in_force(shelf, on)
    rows = Distribution.objects.of(institution).filter(
        version__in=[v.pk for v in current], to_all_staff=True, distributed_on__lte=on
    )
    given = {row.version_id: row for row in rows.select_related("version__document")}
    reached = [v for v in current if v.pk in given and v.document.audience == AudienceKind.ALL_STAFF]
    if not reached:
        return _not_distributed(shelf, current[-1])
    version = max(reached, key=lambda v: (_last_force_day(v), v.pk))
    sentence = say(
        _n("現行の%(type)s第%(number)s版を%(on)sに全職員へ配りました。"),
        type=_name(type),
        number=version.number,
        on=given[version.pk].distributed_on,
    )
    return holds(sentence, proofs=[version, given[version.pk]], until=_end_or_none(version))


def _not_distributed(shelf: Shelf, version: DocumentVersion) -> Finding:
    if version.document.audience != AudienceKind.ALL_STAFF:
        sentence = say(_n("%(type)sの配付範囲が全職員になっていません。"), type=_name(shelf.type))
        return fails(
            sentence,
            proofs=[version],
            mend=mend(_n("配付範囲を改める"), "documents:document_change", version.document_id),
        )
    sentence = say(
        _n("現行の%(type)s第%(number)s版を全職員へ配った記録がありません。"),
        type=_name(shelf.type),
        number=version.number,
    )
    step = mend(_n("全職員に配る"), "documents:version_distribute", version.document_id, version.number)
    return fails(sentence, proofs=[version], mend=step)


def _nothing_in_force(shelf: Shelf, on: date) -> Finding:
    sentence = say(_n("施行中の承認された版がありません：%(types)s。"), types=_name(shelf.type))
    return fails(sentence, changes_on=shelf.starts_on(on), mend=_write(shelf))


def _write(shelf: Shelf) -> Mend:
    return mend(_n("文書を作って承認を求める"), "documents:document_begin", shelf.type)


def _names(stock: Iterable[Shelf]) -> str:
    return "、".join(_name(shelf.type) for shelf in stock)


def _name(type_: str) -> str:
    return _source(DocumentType(type_).label) if type_ in DocumentType.values else type_


def _clause(key: str) -> str:
    return _source(ProvisionKey(key).label) if key in ProvisionKey.values else key


def _source(label: object) -> str:
    """A label in Japanese, whatever language the writer reads: findings are stored."""
    with translation.override("ja"):
        return str(label)


def _labels(facts: Iterable[Fact]) -> list[tuple[str, str]]:
    return [(fact.ref, fact.label) for fact in facts]


def _review_on(version: DocumentVersion) -> date:
    return version.next_review_on or date.min


def _reviewed(version: DocumentVersion, on: date) -> bool:
    return _review_on(version) >= on


def _kept(version: DocumentVersion, on: date) -> bool:
    retired_on = version.document.retired_on
    return retired_on is None or retired_on > on


def _last_force_day(version: DocumentVersion) -> date:
    return version.superseded_on - ONE_DAY if version.superseded_on else FOR_EVER


def _last_day(version: DocumentVersion) -> date:
    return min(_review_on(version), _last_force_day(version))


def _end_or_none(version: DocumentVersion) -> date | None:
    last = _last_force_day(version)
    return None if last == FOR_EVER else last
