"""Reads about laws: the list, what each still lacks, and what is due."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_noop as _n

from kaname.foundation.access import policy
from kaname.foundation.access.models import Institution, Person
from kaname.foundation.access.records import ref_of
from kaname.foundation.calendar.holidays import add_months
from kaname.foundation.ledger.findings import Fact, Mend, Sentence, ask, mend, say
from kaname.foundation.obligations import catalogue, engine
from kaname.rooms.laws.models import Law, LawDocument, LawReview
from kaname.rooms.laws.shipped import shipped_laws

DUE_WITHIN_DAYS = 30
CONDITION = "laws_registered"


def law_rows(person: Person) -> QuerySet[Law]:
    """The laws this person may see, with owner and documents."""
    return _with_parts(Law.objects.visible_to(person))


def laws_kept(institution: Institution) -> list[Law]:
    """The laws on the list, with owner and documents. Two queries."""
    return list(_with_parts(Law.objects.of(institution).kept()).order_by("pk"))


def _with_parts(rows: QuerySet[Law]) -> QuerySet[Law]:
    links = LawDocument.objects.select_related("document")
    return rows.select_related("owner").prefetch_related(Prefetch("links", queryset=links))


@dataclass(frozen=True)
class Lack:
    """One thing that a law on the list still lacks, in words, with the step that mends it."""

    kind: str
    law: Law
    sentence: Sentence
    step: Mend


@dataclass(frozen=True)
class LawStanding:
    """How one law stands: who keeps it, which document in force implements it, until when its review counts."""

    law: Law
    documents: Sequence[Fact]
    months: int

    @cached_property
    def reviewed_until(self) -> date | None:
        """The last day on which the newest review counts: the law's own interval, never longer than the rule."""
        reviewed = self.law.last_reviewed_on
        return add_months(reviewed, min(self.months, self.law.review_months)) if reviewed else None

    def lacks(self, on: date) -> list[Lack]:
        """What is missing on a day; a law that does not apply needs only to be looked at again in time."""
        found = [*self._owner(on), *self._document()] if self.law.applies else []
        return [*found, *self._review(on)]

    def _owner(self, on: date) -> Iterable[Lack]:
        owner = self.law.owner
        step = mend(_n("担当者を決める"), "laws:law_change", self.law.pk)
        if owner is None:
            yield self._lack("OWNER", say(_n("%(law)sに担当者がいません。"), law=str(self.law)), step)
        elif not owner.is_active_on(on):
            text = _n("%(law)sの担当者 %(name)s さんは在籍していません。")
            yield self._lack("OWNER", say(text, law=str(self.law), name=owner.name), step)

    def _document(self) -> Iterable[Lack]:
        if self.documents:
            return
        step = mend(_n("対応する規程を選ぶ"), "laws:law_change", self.law.pk)
        if self.law.links.all():
            text = _n("%(law)sに対応する規程が、施行されていないか、見直し期限を過ぎています。")
            yield self._lack("DOCUMENT", say(text, law=str(self.law)), step)
        else:
            text = _n("%(law)sに対応する規程が決まっていません。")
            yield self._lack("DOCUMENT", say(text, law=str(self.law)), step)

    def _review(self, on: date) -> Iterable[Lack]:
        step = mend(_n("見直しを記録する"), "laws:law_review", self.law.pk)
        if self.reviewed_until is None:
            text = _n("%(law)sは、まだ見直しの記録がありません。")
            yield self._lack("REVIEW", say(text, law=str(self.law)), step)
        elif self.reviewed_until < on:
            text = _n("%(law)sの見直しは、%(day)sで期限を過ぎました。")
            yield self._lack("REVIEW", say(text, law=str(self.law), day=self.reviewed_until), step)

    def _lack(self, kind: str, sentence: Sentence, step: Mend) -> Lack:
        return Lack(kind, self.law, sentence, step)

    @property
    def ends(self) -> list[date]:
        """The last days of what carries it."""
        days = [self.reviewed_until] if self.reviewed_until else []
        if self.law.applies:
            if self.law.owner and self.law.owner.ends_on:
                days.append(self.law.owner.ends_on)
            if self.documents and all(fact.ends_on for fact in self.documents):
                days.append(max(fact.ends_on for fact in self.documents if fact.ends_on))
        return days


def law_standings(institution: Institution, *, on: date, months: int) -> list[LawStanding]:
    """How every law on the list stands on a day."""
    laws = laws_kept(institution)
    types = sorted({link.document.type for law in laws for link in law.links.all()})
    facts = ask("documents_in_force", institution, on=on, types=types) if types else ()
    in_force = {fact.ref: fact for fact in facts}
    return [
        LawStanding(
            law,
            [in_force[ref_of(x.document)] for x in law.links.all() if ref_of(x.document) in in_force],
            months,
        )
        for law in laws
    ]


def may_review(person: Person, law: Law) -> bool:
    """Whether somebody may record a review of this law now."""
    if law.ended_on is not None or not policy.may(person, "laws.review"):
        return False
    return law.owner_id == person.pk or policy.may(person, "laws.manage")


def to_review(
    person: Person, standings: Iterable[LawStanding], *, on: date, only_due: bool
) -> list[LawStanding]:
    """Those whose review somebody may record, the longest not looked at first; `only_due`: late or due soon."""
    soon = on + timedelta(days=DUE_WITHIN_DAYS)
    rows = [row for row in standings if may_review(person, row.law)]
    if only_due:
        rows = [row for row in rows if row.reviewed_until is None or row.reviewed_until <= soon]
    return sorted(rows, key=lambda row: (row.reviewed_until or date.min, row.law.pk))


def lacks_of(institution: Institution, *, on: date) -> list[Lack]:
    """Everything that the laws on the list lack on a day, by the interval that the hospital has set."""
    _required, months = terms(institution)
    return [lack for row in law_standings(institution, on=on, months=months) for lack in row.lacks(on)]


def terms(institution: Institution) -> tuple[list[str], int]:
    """What the catalogue asks of the list: the keys that must be on it, and the months after which a review is old."""
    use, values = _use(), engine.parameters_of(institution, catalogue.current())
    months = use.params["months"] if use else "$doc_review_months"
    return required_keys(), int(values[months[1:]] if isinstance(months, str) else months)


def required_keys() -> list[str]:
    """The keys of the laws that the catalogue asks for."""
    use = _use()
    return list(use.params["required"]) if use else []


def _use() -> catalogue.ConditionUse | None:
    return next((use for _o, use in catalogue.current().uses() if use.condition == CONDITION), None)


def required_missing(laws: Iterable[Law], required: Iterable[str]) -> list[str]:
    """The names of laws that must be on the list and are not."""
    keys = {law.key for law in laws}
    known = shipped_laws()
    return [known[key].short_name if key in known else key for key in required if key not in keys]


def laws_to_review(institution: Institution, *, on: date) -> list[Law]:
    """Laws whose review is overdue or falls due within 30 days, or that were never looked at, soonest first."""
    last = on + timedelta(days=DUE_WITHIN_DAYS)
    _required, months = terms(institution)
    found = []
    for law in Law.objects.of(institution).kept().select_related("owner").order_by("next_review_on", "pk"):
        due = LawStanding(law, (), months).reviewed_until
        if due is None or due <= last:
            found.append(law)
    return found


def shipped_missing(institution: Institution) -> int:
    """How many laws of Kaname's list the hospital does not have."""
    have = set(Law.objects.of(institution).values_list("key", flat=True))
    return sum(key not in have for key in shipped_laws())


def reviews_of(person: Person, law: Law) -> list[LawReview]:
    """The reviews of a law that this person may see, the newest first."""
    rows = LawReview.objects.visible_to(person).filter(law=law).select_related("reviewed_by")
    return list(rows.order_by("-reviewed_on", "-pk"))


def newest_reviews(institution: Institution, *, until: date) -> dict[int, LawReview]:
    """The last review of each law by a day."""
    rows = LawReview.objects.of(institution).filter(reviewed_on__lte=until).select_related("reviewed_by")
    return {review.law_id: review for review in rows.order_by("reviewed_on", "pk")}
