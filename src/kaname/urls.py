"""All addresses of Kaname."""

from django.urls import include, path
from django.views.i18n import set_language

urlpatterns = [
    path("", include("kaname.outputs.overview.urls")),
    path("account/", include("kaname.foundation.access.account_urls")),
    path("language/", set_language, name="set_language"),
    path("api/v1/", include("kaname.api.urls")),
    path("people/", include("kaname.foundation.access.urls")),
    path("ledger/", include("kaname.foundation.ledger.urls")),
    path("evidence/", include("kaname.foundation.evidence.urls")),
    path("decisions/", include("kaname.foundation.decisions.urls")),
    path("directives/", include("kaname.foundation.directives.urls")),
    path("obligations/", include("kaname.foundation.obligations.urls")),
    path("notices/", include("kaname.foundation.notices.urls")),
    path("organisation/", include("kaname.rooms.organisation.urls")),
    path("documents/", include("kaname.rooms.documents.urls")),
    path("laws/", include("kaname.rooms.laws.urls")),
    path("planning/", include("kaname.rooms.planning.urls")),
    path("training/", include("kaname.rooms.training.urls")),
    path("inquiries/", include("kaname.rooms.inquiries.urls")),
    path("assets/", include("kaname.rooms.assets.urls")),
    path("incidents/", include("kaname.rooms.incidents.urls")),
    path("continuity/", include("kaname.rooms.continuity.urls")),
    path("kit/", include("kaname.outputs.kit.urls")),
    path("meetings/", include("kaname.foundation.meetings.urls")),
    path("contacts/", include("kaname.foundation.contacts.urls")),
    path("imports/", include("kaname.foundation.imports.urls")),
    path("gallery/", include("kaname.web.urls")),
]
