"""Parameters: there or not, never null, and each with what it means."""

from typing import Any

from app.http.contract.schemas import tidied, without_null

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
    "direction": "Up to what it helps, down to what helps it, or both.",
    "depth": "How many steps at most.",
    "action": "Only of this action.",
    "since_seq": "Only what came after this number, oldest first.",
    "root_kind": "The kind of the goal in the middle.",
    "subject_kind": "Only about things of this kind.",
}


def meaning(name: str, place: str) -> str:
    """Say what a parameter is that says nothing itself: most are ids and filters."""
    if name in FILTERS:
        return FILTERS[name]
    words = name.removesuffix("_id").replace("_", " ")
    if place == "path":
        return f"The id of the {words}."
    return f"Only of the {words} with this id." if name.endswith("_id") else f"The {words}."


def described(parameter: dict[str, Any]) -> dict[str, Any]:
    """Return a parameter as a reader wants it."""
    schema = without_null(tidied(parameter["schema"]))
    said = parameter.get("description") or schema.pop("description", None)
    schema.pop("description", None)
    name = NAMES.get(parameter["name"], parameter["name"])
    whole = parameter | {
        "name": name,
        "description": said or meaning(name, parameter["in"]),
        "schema": schema,
    }
    if name in EXAMPLES:
        whole["example"] = EXAMPLES[name]
    return whole
