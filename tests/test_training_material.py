"""Training material and the documents it teaches: two rooms that know one another only by what they publish."""

from __future__ import annotations

from datetime import date

import pytest

from kaname.foundation.access.models import Person
from kaname.foundation.access.tests.factories import make_hospital
from kaname.foundation.calendar import clock
from kaname.rooms.documents.models import DocumentVersion
from kaname.rooms.documents.tests.factories import approve, make_approved, make_author, make_draft
from kaname.rooms.training import services
from kaname.rooms.training.conditions import training_material_current
from kaname.rooms.training.tests.factories import make_course

pytestmark = pytest.mark.django_db
DAY = date(2026, 4, 1)
TYPES = ["SECURITY_POLICY", "OPERATION_REGULATION"]


def test_material_current_needs_the_documents_in_force_and_taught():
    with clock.at(DAY):
        director = make_hospital()
        author = make_author(director)
        policy = _approved(director, author, "SECURITY_POLICY")
        assert _material(director, DAY) == (False, "documents:document_begin")
        rules = _approved(director, author, "OPERATION_REGULATION")
        make_course(director, teaches=[policy])
        assert _material(director, DAY) == (False, "training:course_list")
        make_course(director, title="運用管理規程", teaches=[rules])
        assert _material(director, DAY) == (True, None)


def test_material_current_until_a_new_version_takes_effect():
    with clock.at(DAY):
        director = make_hospital()
        author = make_author(director)
        policy = _approved(director, author, "SECURITY_POLICY")
        rules = _approved(director, author, "OPERATION_REGULATION")
        course = make_course(director, teaches=[policy, rules])
    with clock.at(date(2026, 6, 1)):
        draft = make_draft(author, policy.document)
        newer = approve(draft, by=director, effective_on=date(2026, 6, 15))
        found = training_material_current(director.institution, on=clock.today(), types=TYPES)
        assert (found.holds, found.until) == (True, date(2026, 6, 14))
    with clock.at(date(2026, 6, 15)):
        assert _material(director, clock.today()) == (False, "training:material_new")
        material = services.write_material(
            by=director, course=course, body="新しい方針", change_note="方針の改定", teaches=[newer, rules]
        )
        services.publish_material(by=director, material=material)
        assert _material(director, clock.today()) == (True, None)


def _material(by: Person, on: date) -> tuple[bool, str | None]:
    found = training_material_current(by.institution, on=on, types=TYPES)
    return found.holds, found.mend.url if found.mend else None


def _approved(director: Person, author: Person, type_: str) -> DocumentVersion:
    return make_approved(
        author, director, type=type_, title=type_, effective_on=DAY, next_review_on=date(2027, 4, 1)
    )
