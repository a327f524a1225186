"""What can be decided about documents: whether a version is approved (経営管理編 1.1 ②, 3.3.1, 3.4.1 ①)."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaname.foundation.access.models import Person
from kaname.foundation.access.records import resolve
from kaname.foundation.access.roles import Role
from kaname.foundation.access.writes import Entry, writing
from kaname.foundation.calendar import clock
from kaname.foundation.decisions.kinds import DecisionKind, Option, decision_kind
from kaname.foundation.decisions.models import Decision

from .choices import (
    ADOPTED_STATUSES,
    EXECUTIVE_TYPES,
    AudienceKind,
    DocumentType,
    ProvisionKey,
    VersionStatus,
)
from .models import Document, DocumentVersion


def _audience_in_words(code: str) -> str:
    """Roles between bars, the kind of audience, or a rule that is in words already."""
    if code.startswith("|"):
        return "、".join(str(Role(role).label) for role in code.strip("|").split("|") if role in Role)
    return str(AudienceKind(code).label) if code in AudienceKind else code


@decision_kind("documents.approve")
class ApproveVersion(DecisionKind):
    """Approve a version of a document: from its day of effect it supersedes the earlier one."""

    label = gettext_lazy("規程・文書の承認")
    options = (
        Option("APPROVE", gettext_lazy("承認する")),
        Option("REJECT", gettext_lazy("承認しない"), is_approval=False),
    )
    decider_roles = frozenset({Role.EXECUTIVE, Role.SAFETY_OFFICER})
    effect_hint = gettext_lazy("空のままなら、資料の施行日からです。施行日を過ぎていれば今日からです。")
    material_template = "documents/_approval_material.html"
    material_labels = {
        "document": gettext_lazy("文書"),
        "type": gettext_lazy("種類"),
        "version": gettext_lazy("版"),
        "change_note": gettext_lazy("改定の理由と内容"),
        "audience": gettext_lazy("配付範囲"),
        "effective_on": gettext_lazy("施行日"),
        "next_review_on": gettext_lazy("次の見直し期限"),
        "provisions": gettext_lazy("条項の箇所"),
        "lists": gettext_lazy("載せている任命"),
        "content_sha256": gettext_lazy("本文のハッシュ値"),
    }
    material_choices = {
        "type": DocumentType.choices,
        "audience": _audience_in_words,
        "provisions": ProvisionKey.choices,
    }

    def usual_effect_on(self, decision: Decision) -> date:
        subject = decision.subject
        own = subject.effective_on if isinstance(subject, DocumentVersion) else None
        return max(clock.today(), own or clock.today())

    def in_words(self, decision: Decision, key: str, code: str) -> str:
        if key == "lists":
            return str(resolve(code, institution=decision.institution) or code)
        return super().in_words(decision, key, code)

    def material(self, subject: DocumentVersion) -> dict[str, Any]:
        document = subject.document
        return {
            "document": str(document),
            "type": document.type,
            "version": subject.number,
            "change_note": subject.change_note,
            "audience": document.audience_roles or _rule_in_words(document) or document.audience,
            "effective_on": _iso(subject.effective_on),
            "next_review_on": _iso(subject.next_review_on),
            "provisions": {p.key: p.place for p in subject.provisions.order_by("key")},
            "lists": subject.lists,
            "content_sha256": subject.file_sha256 or hashlib.sha256(subject.body.encode()).hexdigest(),
        }

    def check(self, decision: Decision) -> None:
        version = _version_of(decision)
        if not version.document.is_active:
            raise ValidationError(_("この文書は廃止されています。決裁を取り下げてください。"))
        if version.next_review_on is None or version.next_review_on <= clock.today():
            raise ValidationError(
                _(
                    "次の見直し期限が今日以前です。起案者に取り下げてもらい、期限を先の日にして求め直してください。"
                )
            )

    def apply(self, decision: Decision) -> None:
        version, by = _version_of(decision), decision.decided_by
        _require_executive(version, by)
        with writing(by=by, action="documents.approve", note=str(version)) as entry:
            version.effective_on = max(d for d in (version.effective_on, decision.takes_effect_on) if d)
            version.approved_on, version.approved_by = clock.today(), by
            version.approved_as = _role_of(by)
            version.decision, version.status = decision, VersionStatus.APPROVED
            _supersede_earlier(entry, version)
            entry.save(version)

    def decline(self, decision: Decision) -> None:
        version = _version_of(decision)
        with writing(by=decision.decided_by, action="documents.approve", note=decision.reason) as entry:
            version.status = VersionStatus.REJECTED
            entry.save(version)

    def close(self, decision: Decision) -> None:
        """Withdrawn or void: the version is a draft again."""
        version = decision.subject
        if not isinstance(version, DocumentVersion) or version.status != VersionStatus.REQUESTED:
            return
        by = decision.actions.latest("pk").person
        with writing(by=by, action="documents.write", note=decision.get_status_display()) as entry:
            version.status = VersionStatus.DRAFT
            entry.save(version)


def _rule_in_words(document: Document) -> str:
    """The audience by rule in Japanese, whatever language the reader has: the material is fixed."""
    if document.audience != AudienceKind.RULES:
        return ""
    with translation.override("ja"):
        return document.audience_label


def _version_of(decision: Decision) -> DocumentVersion:
    version = decision.subject
    if not isinstance(version, DocumentVersion):
        raise ValidationError(_("この決裁の対象の版がありません。新しく承認を求めてください。"))
    return version


def _supersede_earlier(entry: Entry, version: DocumentVersion) -> None:
    """Every earlier version ends when this one takes effect, unless it ends before."""
    earlier = DocumentVersion.objects.of(version.institution).filter(
        document=version.document, status__in=ADOPTED_STATUSES
    )
    day = version.effective_on or clock.today()
    for row in earlier.select_related("document"):
        if row.superseded_on is None or row.superseded_on > day:
            row.superseded_on, row.status = day, VersionStatus.SUPERSEDED
            entry.save(row)


def _require_executive(version: DocumentVersion, by: Person | None) -> None:
    if version.document.type in EXECUTIVE_TYPES and (by is None or Role.EXECUTIVE not in by.roles):
        raise ValidationError(
            _("「%(type)s」を承認できるのは経営層だけです。経営層の人に決裁してもらってください。")
            % {"type": version.document.get_type_display()}
        )


def _role_of(by: Person | None) -> str:
    return Role.EXECUTIVE if by and Role.EXECUTIVE in by.roles else Role.SAFETY_OFFICER


def _iso(day: Any) -> str:
    return day.isoformat() if day else ""
