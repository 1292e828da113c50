"""What a reader of the contract learns first."""

from typing import Any

DESCRIPTION = """\
Goals, key results, check-ins and alignment of an organization, as a JSON API.

## Signing in

`POST /v1/auth/token` (OAuth 2.0, grant type `password`) gives an access token of ten minutes and a
refresh token. Send `Authorization: Bearer <token>`. A personal token (`okr_pat_…`, made with
`POST /v1/me/tokens`) goes into the same header and suits scripts.

## Errors

Every refusal is `application/problem+json` (RFC 9457). Switch on `code`, which never changes; show
`title` and `detail`, which follow `Accept-Language` (`en`, `zh`). `type` leads to a page that says
what to do. A 422 lists in `errors` what is wrong with which value. `instance` is the id of the
request, also in the header `X-Request-Id`.

## Concurrency and retries

A single resource has an `ETag`, `"<version>-<digest>"`. PATCH, PUT and DELETE need `If-Match` with
that tag, or with `"<version>"` alone; without it they are refused with 428, from another version
with 412. `If-None-Match` saves a transfer: 304. A POST with an `Idempotency-Key` happens once,
however often it is sent within 24 hours.

## Pages

Lists take `limit` (1 to 100) and `cursor`, and answer `items` and `next_cursor`, with a `Link` to
the next page. A cursor belongs to one list with its filters. A repeated filter means any of them.

## Values

Members are `snake_case` and always there, `null` where there is nothing. A member or parameter that
is not known is refused. Instants are RFC 3339 in UTC, days `YYYY-MM-DD`, numbers have at most 15
significant digits, 4 of them after the point. PATCH is JSON Merge Patch (RFC 7396).
HEAD is answered wherever GET is.
"""
INFO: dict[str, Any] = {
    "title": "OKR API",
    "summary": "Goals, key results, check-ins and alignment.",
    "description": DESCRIPTION,
    "contact": {"name": "The OKR project"},
    "license": {"name": "Apache License 2.0", "identifier": "Apache-2.0"},
}
SERVERS: list[dict[str, Any]] = [{"url": "/", "description": "This service."}]
SECURITY: dict[str, Any] = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "An access token of `POST /v1/auth/token`, or a personal token.",
    }
}
TAGS = {
    "accounts": "Registering, signing in, and the caller's own account.",
    "work": "What waits for the caller, in every organization.",
    "sessions": "Signing in, staying signed in, and signing out.",
    "tokens": "Personal tokens for scripts.",
    "organizations": "Organizations of the caller and their policies.",
    "members": "People of an organization, their roles and invitations.",
    "teams": "Groups of people in a tree, each with a lead.",
    "themes": "What the strategy comes down to; objectives name one.",
    "cycles": "Periods in which goals are set and reached.",
    "objectives": "Qualitative goals and who answers for them.",
    "key-results": "What is measured to know whether an objective is reached.",
    "check-ins": "Facts about a key result on a day; never changed, only corrected.",
    "scores": "What goals came to in the end, for people to learn from.",
    "evaluations": "How somebody's KPIs did in a cycle, judged apart from any score.",
    "initiatives": "How people mean to move a key result, and until when.",
    "kpis": "Figures that are watched all the time, and what was measured of them.",
    "sheets": "Three objectives and three KPIs of somebody, and what is missing.",
    "alignment": "Which goal helps which, and the graph of it.",
    "links": "Pages that somebody may open without signing in.",
    "journal": "Who changed what.",
    "service": "What the service says about itself, to everybody.",
}


def tags_of(contract: dict[str, Any]) -> list[dict[str, str]]:
    """Return the tags that are used, in the order of the table, each with what it is about."""
    operations = [o for methods in contract["paths"].values() for o in methods.values()]
    used = {tag for operation in operations for tag in operation.get("tags", ())}
    known = [name for name in TAGS if name in used] + sorted(used - TAGS.keys())
    return [{"name": n, "description": TAGS.get(n, f"{n.capitalize()}.")} for n in known]
