"""Parameters: there or not, never null, and each with what it means."""

from typing import Any

from app.http.contract.schemas import tidied, without_null
from app.http.contract.spelling import spelt

IF_NONE_MATCH: dict[str, Any] = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "An ETag that you have: where it still fits, the answer is 304.",
    "schema": {"type": "string"},  # one that has no such form fits nothing, and is no mistake
    "example": '"3-5d41402abc4b2a76"',
}
NAMES = {  # as RFC 9110 and its friends write them
    "if-match": "If-Match",
    "idempotency-key": "Idempotency-Key",
}
EXAMPLES = {
    "If-Match": '"3-5d41402abc4b2a76"',
    "Idempotency-Key": "0199c0de-7a11-7000-8000-000000000001",
    "org": "acme",
    "code": "not_found",
}
FILTERS = {
    "kind": "Only of this kind.",
    "state": "Only in this state.",
    "health": "Only with this health.",
    "type": "Only of this type.",
    "role": "Only with this role.",
    "relation": "Only of this relation.",
    "nested": "Whether the cycles inside count too.",
    "include": "What else to answer with. `total`: how many items all pages have together.",
    "confidence_gte": "Only with at least this confidence.",
    "confidence_lte": "Only with at most this confidence.",
    "stale": "Only with news that is too old, or only without.",
    "updated_since": "Only what changed at this instant or later.",
    "progress_gte": "Only with at least this progress.",
    "progress_lte": "Only with at most this progress.",
    "overdue": "Only what is overdue today, or only what is not.",
    "due_after": "Only what is due after this day.",
    "due_before": "Only what is due before this day.",
    "code": "The code of a problem.",
    "q": "Only what says all of these words, or parts of words, in its title or its other texts.",
    "sort": "The order; a minus in front turns it round. What lacks it is last in both. A cursor "
    "belongs to one order.",
    "direction": "Only of this direction.",
    "frequency": "Only with this frequency.",
    "scoring": "Only with this scoring.",
    "visibility": "Only with this visibility.",
    "key": "Only with this key.",
    "owner_kind": "Only of owners of this kind.",
    "depth": "How many steps at most.",
    "action": "Only of this action.",
    "since_seq": "Only what came after this number, oldest first.",
    "root_kind": "The kind of the goal in the middle.",
    "subject_kind": "Only about things of this kind.",
}


def meaning(name: str, *, is_needed: bool) -> str:
    """Say what a parameter is that says nothing itself: an id, or a filter that many lists have."""
    if not name.endswith("_id"):
        return FILTERS.get(name, "")
    thing = spelt(name.removesuffix("_id"))
    return f"The id of the {thing}." if is_needed else f"Only of the {thing} with this id."


def described(parameter: dict[str, Any]) -> dict[str, Any]:
    """Return a parameter as a reader wants it."""
    schema = without_null(tidied(parameter["schema"]))
    said = parameter.get("description") or schema.pop("description", None)
    schema.pop("description", None)
    name = NAMES.get(parameter["name"], parameter["name"])
    whole = parameter | {
        "name": name,
        "description": said or meaning(name, is_needed=parameter.get("required", False)),
        "schema": schema,
    }
    if name in EXAMPLES:
        whole["example"] = EXAMPLES[name]
    return whole
