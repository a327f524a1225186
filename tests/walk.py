"""Every address of ours with the action that guards it, and a real record for each id in it.

A new page or operation with an id needs a line in `PAGE_RECORDS` or `API_RECORDS`: the walk fails until it has one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from kaname.foundation.access.policy import allowed_roles
from kaname.foundation.access.roles import Role
from kaname.rooms.laws.shipped import shipped_laws

from .story import GAP, Story

JAPANESE = re.compile(r"[ぁ-ゖァ-ヺ一-龥々〆]+")
# Addresses that are not ours, or serve files.
FOREIGN = ("account/", "language/", "static/", "api/v1/")
# Pages without an action of the policy table, each with the reason.
WITHOUT_ACTION = {
    "overview:set_up": "nobody can be signed in before the first hospital exists; afterwards it only redirects",
    "web:gallery": "sample values of the toolkit; it reads no record",
    "training:sign_in_code": "where the code of an in-person session is typed; it reads no record",
    "training:sign_in": "a session's sign-in for whoever has its code before their eyes; it names nobody",
    "inquiries:public_form": "a desk's form for everybody; it shows the desk alone and takes in a post",
    "contacts:answer": "behind the secret link of a mail; it shows one contact its own entry and takes its answer",
    "inquiries:public_received": "the receipt of such a post; it shows the number that its address bears",
}
# Operations of the API's own that ninja mounts without a router.
API_WITHOUT_ACTION = {"api-root", "openapi-json"}


@dataclass(frozen=True)
class Page:
    """One address: its name, the action that guards it, and the names of the ids in it."""

    name: str
    action: str
    parameters: tuple[str, ...]

    @property
    def takes_records(self) -> bool:
        """Whether an id in it names a record of a hospital (and not an obligation, a type, a question)."""
        return bool(set(self.parameters) & {"pk", "number", "ref", "seq"})


def pages() -> list[Page]:
    """All addresses of ours except the API's."""
    return [
        Page(name, getattr(pattern.callback, "action", ""), tuple(pattern.pattern.regex.groupindex))
        for name, pattern in _patterns(get_resolver().url_patterns, "", "")
    ]


def _patterns(rows: Any, space: str, route: str) -> Iterator[tuple[str, URLPattern]]:
    for row in rows:
        here = f"{route}{row.pattern}"
        if here.startswith(FOREIGN):
            continue
        if isinstance(row, URLResolver):
            inner = f"{space}{row.namespace}:" if row.namespace else space
            yield from _patterns(row.url_patterns, inner, here)
        else:
            yield f"{space}{row.name or here}", row


# The record of the story that stands for `pk`: by address, else by the first part of its name, else by app.
PAGE_RECORDS: dict[str, str] = {
    "assets": "system",
    "assets:system_restore": "system_retired",
    "contacts": "contact",
    "contacts:contact_restore": "contact_removed",
    "contacts:link": "contact_link",
    "contacts:correction": "contact_correction",
    "contacts:paper": "contact_paper",
    "contacts:template": "template",
    "contacts:template_restore": "template_retired",
    "continuity:function": "care_function",
    "continuity:system": "system",
    "continuity:procedure": "recovery_procedure",
    "continuity:backup": "backup",
    "continuity:check": "restore_check",
    "continuity:finding": "restore_finding",
    "continuity:finding_new": "restore_check",
    "decisions": "decision",
    "decisions:proxy_seen": "proxy_action",
    "directives": "directive",
    "directives:directive_accept": "directive_reported",
    "directives:directive_return": "directive_reported",
    "directives:directive_confirm": "directive_done",
    "documents": "document",
    "evidence": "evidence",
    "kit:copy": "kit_copy",
    "laws:law": "law",
    "laws:change": "law_change",
    "laws:gap": "legal_gap",
    "laws:person": "person",
    "laws:pledge": "pledge",
    "laws:text": "pledge_text",
    "meetings": "meeting",
    "planning:plan": "plan",
    "planning:goal": "plan_goal",
    "planning:goal_new": "plan",
    "planning:measure": "plan_measure",
    "planning:measure_new": "plan",
    "planning:task": "plan_task",
    "planning:task_new": "plan",
    "planning:report": "status_report",
    "planning:review": "management_review",
    "inquiries": "inquiry",
    "inquiries:desk": "contact_point",
    "inquiries:notice": "contact_point",
    "incidents": "incident",
    "incidents:declare": "alarm",
    "incidents:dismiss": "alarm",
    "incidents:member_end": "response_member",
    "incidents:line_correct": "line",
    "incidents:function": "function",
    "incidents:function_new": "incident",
    "incidents:task_done": "task",
    "incidents:item_preserve": "item",
    "incidents:item_lost": "item",
    "incidents:measure_announce": "measure",
    "incidents:reentry_check": "reentry",
    "incidents:report": "report",
    "incidents:drill": "drill",
    "incidents:drill_attendance": "drill_person",
    "incidents:drill_person_remove": "drill_person",
    "incidents:drill_change": "drill_planned",
    "incidents:drill_cancel": "drill_planned",
    "incidents:drill_start": "drill_planned",
    "incidents:drill_paper": "drill_planned",
    "incidents:drill_evaluate": "drill_over",
    "incidents:drill_finding_new": "drill_over",
    "incidents:drill_report": "drill_over",
    "incidents:drill_report_pdf": "drill_over",
    "notices": "notice_director",
    "organisation:person": "person",
    "organisation:person_role_end": "membership",
    "organisation:posting": "posting",
    "organisation:department": "department",
    "organisation:appointment": "appointment_manager",
    "organisation:applicability": "applicability",
    "organisation:committee": "committee",
    "organisation:member": "committee_member",
    "organisation:account": "account_holder",
    "organisation:account_list_withdraw": "account_list",
    "training": "course",
    "training:person": "person",
    "training:attempt": "attempt",
    "training:material": "material",
    "training:material_new": "course",
    "training:material_upload": "course",
    "training:material_change": "material_draft",
    "training:material_questions": "material_draft",
    "training:material_publish": "material_draft",
    "training:material_discard": "material_draft",
    "training:completion": "completion",
    "imports": "import_batch",
    "training:session": "session",
    "training:session_certificates_pdf": "session_closed",
    "training:attendance": "attendance",
    "training:certificate": "session_completion",
    "access:person": "person",
    "access:account": "person",
    "access:token": "token",
    "access:holiday": "holiday",
    "access:membership": "membership",
    "access:role": "membership",
}
_DRAFTS = {"documents:draft_change", "documents:draft_discard", "documents:version_request"}


def arguments(page: Page, story: Story) -> dict[str, Any]:
    """Real ids for an address; LookupError when nobody said which record stands for it."""
    return {name: _argument(name, page.name, story) for name in page.parameters}


def _argument(name: str, where: str, story: Story) -> Any:
    draft = story.records["draft"]
    fixed: dict[str, Any] = {
        "obligation_id": GAP,
        "type_": "OPERATION_REGULATION",
        "key": "safety-officer",
        "clock_id": "police",
        "scenario": "ransomware",
        "expectation": "cut",
        "inject": "alarm",
        "decision": story.records["incident_decision"].pk,
        "kind": "SAFETY_STATUS",
        "table": "organisation.people",
        "inquiry_kind": "QUESTION",
        "recipient": "MHLW",
        "part": "TRIGGER",
        "item": "1-1-1",
        "slug": story.records["contact_point"].slug,
        "seq": story.records["entry"].seq,
        "ref": f"decisions.decision:{story.records['decision'].pk}",
        "number": draft.number if where in _DRAFTS else story.records["version"].number,
    }
    if name in fixed:
        return fixed[name]
    if name == "pk":
        return draft.document_id if where in _DRAFTS else _record(PAGE_RECORDS, where, story).pk
    raise LookupError(f"{where}: say in tests/walk.py what stands for <{name}>")


def _record(table: dict[str, str], where: str, story: Story) -> Any:
    short = table.get(where) or table.get(where.split("_")[0]) or table.get(where.split(":")[0])
    if short == "person":
        return story.people["staff"]
    if short is None:
        raise LookupError(f"{where}: say in tests/walk.py which record stands for it")
    return story.records[short]


def address(page: Page, story: Story) -> str:
    """The address with the ids of this story's records."""
    return reverse(page.name, kwargs=arguments(page, story))


_NOT_LOOKED_AT = (
    "_pdf",
    "_docx",
    "scenario_file",
    "content",
    "export",
    "_proof",
    "_seen",
    "_open",
    "_read_all",
)


def page_addresses(story: Story) -> dict[str, list[str]]:
    """The addresses that a browser can show with a GET, by who opens them: what an executive may not is the manager's."""
    shown = [p for p in pages() if p.name not in WITHOUT_ACTION and not p.name.endswith(_NOT_LOOKED_AT)]
    found: dict[str, list[str]] = {"director": [reverse("web:gallery")], "manager": []}
    for page in shown:
        is_executives = Role.EXECUTIVE in allowed_roles(page.action)
        found["director" if is_executives else "manager"].append(address(page, story))
    return found


@dataclass(frozen=True)
class Operation:
    """One operation of the API."""

    method: str
    path: str
    action: str
    parameters: tuple[str, ...]

    @property
    def name(self) -> str:
        """As it is read in a test's output."""
        return f"{self.method} {self.path}"


def operations() -> list[Operation]:
    """All operations of the API, from the routers themselves."""
    from kaname.api.urls import api

    return [
        Operation(
            method,
            path,
            getattr(operation.view_func, "action", ""),
            tuple(re.findall(r"{(?:\w+:)?(\w+)}", path)),
        )
        for _prefix, router in api._routers
        for path, view in router.path_operations.items()
        for operation in view.operations
        for method in operation.methods
    ]


API_RECORDS: dict[str, str] = {
    "systems": "system",
    "contacts": "contact",
    "contact-links": "contact_link",
    "announcement-templates": "template",
    "contact-papers": "contact_paper",
    "care-functions": "care_function",
    "recovery-procedures": "recovery_procedure",
    "backups": "backup",
    "restore-checks": "restore_check",
    "kit-copies": "kit_copy",
    "restore-findings": "restore_finding",
    "courses": "course",
    "materials": "material_draft",
    "attempts": "attempt",
    "decisions": "decision",
    "directives": "directive",
    "documents": "document",
    "evidence": "evidence",
    "people": "person",
    "departments": "department",
    "laws": "law",
    "law-changes": "law_change",
    "legal-gaps": "legal_gap",
    "pledges": "pledge",
    "pledge-texts": "pledge_text",
    "appointments": "appointment_manager",
    "committees": "committee",
    "members": "committee_member",
    "accounts": "account_holder",
    "account-lists": "account_list",
    "imports": "import_batch",
    "sessions": "session",
    "attendances": "attendance",
    "completions": "session_completion",
    "meetings": "meeting",
    "plans": "plan",
    "plan-goals": "plan_goal",
    "plan-measures": "plan_measure",
    "plan-tasks": "plan_task",
    "status-reports": "status_report",
    "management-reviews": "management_review",
    "applicability": "applicability",
    "inquiries": "inquiry",
    "contact-points": "contact_point",
    "notices": "notice_director",
    "tokens": "token",
    "incidents": "incident",
    "incident-reports": "report",
    "incident-functions": "function",
    "incident-tasks": "task",
    "incident-evidence": "item",
    "drills": "drill",
    "drill-people": "drill_person",
}


def operation_address(operation: Operation, story: Story) -> str:
    """The operation's address with the ids of this story's records."""
    noun = operation.path.strip("/").split("/")[0]
    where = {
        "obligation_id": lambda: GAP,
        "seq": lambda: story.records["entry"].seq,
        "ref": lambda: f"decisions.decision:{story.records['decision'].pk}",
        "number": lambda: story.records["version"].number,
        "decision_id": lambda: story.records["incident_decision" if noun == "incidents" else "decision"].pk,
        "recipient": lambda: "MHLW",
        "part_key": lambda: "TRIGGER",
        "item_key": lambda: "1-1-1",
    }

    def fill(found: re.Match[str]) -> str:
        name = found.group(1)
        if name == "pk" or (name.endswith("_id") and name not in where):
            return str(_record(API_RECORDS, noun, story).pk)
        if name not in where:
            raise LookupError(f"{operation.name}: say in tests/walk.py what stands for {{{name}}}")
        return str(where[name]())

    return "/api/v1" + re.sub(r"{(?:\w+:)?(\w+)}", fill, operation.path)


def texts_of_records() -> list[str]:
    """Every Japanese text that no translation can change: what somebody wrote into a record, and the laws' own names."""
    found = {name for law in shipped_laws().values() for name in (law.title, law.short_name)}
    for model in apps.get_models():
        if not model.__module__.startswith("kaname.") or model._meta.label in _WRITTEN_BY_KANAME:
            continue
        names = [f.attname for f in model._meta.concrete_fields if isinstance(f, _TEXTS)]
        for row in model._base_manager.values_list(*names) if names else ():
            found.update(_strings(row))
    return sorted((t for t in found if JAPANESE.search(t)), key=len, reverse=True)


_TEXTS = (models.CharField, models.TextField, models.JSONField)
_WRITTEN_BY_KANAME = {"obligations.Verdict", "notices.Notice", "ledger.LedgerEntry"}


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from (part.strip() for part in (value, *value.splitlines()))
    elif isinstance(value, dict):
        yield from _strings(list(value.values()))
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from _strings(part)
