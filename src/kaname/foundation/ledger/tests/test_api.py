"""The ledger over REST answers odd input with a sentence."""

from __future__ import annotations


def test_instants_at_the_edges_of_time_are_answered(client, director):
    client.force_login(director.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    for since in (
        "0128-10-07T01:50:28-20:10",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-12:00",
        "2026-04-01T09:00:00",
    ):
        assert client.get("/api/v1/ledger/entries", {"since": since}).status_code in (200, 422)
