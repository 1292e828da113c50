"""What can be wrong with one value: a closed list of codes of our own."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fastapi.exceptions import RequestValidationError

from app.http import words
from app.tables.account import Locale

MOST = 20
CODES: Mapping[str, str] = {  # what Pydantic calls it, and what we do
    "missing": "required",
    "extra_forbidden": "unknown_field",
    "string_too_short": "too_short",
    "string_too_long": "too_long",
    "string_pattern_mismatch": "wrong_form",
    "string_type": "not_a_text",
    "too_short": "too_few_items",
    "too_long": "too_many_items",
    "list_type": "not_a_list",
    "enum": "not_allowed",
    "repeated": "given_twice",  # by a query of ours
    "literal_error": "not_allowed",
    "bool_type": "not_a_boolean",
    "bool_parsing": "not_a_boolean",
    "int_type": "not_an_integer",
    "int_parsing": "not_an_integer",
    "int_parsing_size": "out_of_range",
    "int_from_float": "not_an_integer",
    "decimal_type": "not_a_number",
    "decimal_parsing": "not_a_number",
    "finite_number": "not_a_number",
    "greater_than": "too_small",
    "greater_than_equal": "too_small",
    "less_than": "too_large",
    "less_than_equal": "too_large",
    "uuid_type": "not_an_id",
    "uuid_parsing": "not_an_id",
    "date_type": "not_a_day",
    "date_parsing": "not_a_day",
    "date_from_datetime_parsing": "not_a_day",
    "date_from_datetime_inexact": "not_a_day",
    "datetime_type": "not_an_instant",
    "datetime_parsing": "not_an_instant",
    "datetime_from_date_parsing": "not_an_instant",
    "timezone_aware": "offset_missing",
    "model_attributes_type": "not_an_object",
    "model_type": "not_an_object",
    "dict_type": "not_an_object",
    "url_scheme": "wrong_url",
    "url_parsing": "wrong_url",
    "url_too_long": "wrong_url",
    "url_type": "wrong_url",
}


class Gaps(dict[str, Any]):
    """What fills the gaps of a sentence; what is not known stays a dash."""

    def __missing__(self, name: str) -> str:
        return "-"


def code_of(kind: str, context: Mapping[str, Any]) -> str:
    """Return our code of what Pydantic found. A text of a kind of its own is a value to it."""
    of_text = kind in ("too_short", "too_long") and context.get("field_type") == "Value"
    known = kind if of_text else CODES.get(kind, kind)
    return known if known in words.values() else "wrong_value"


def bounds(context: Mapping[str, Any]) -> Gaps:
    """Return the limits that a value has gone beyond."""
    gaps = Gaps(context)
    gaps["least"] = context.get("ge", context.get("gt", context.get("min_length", "-")))
    gaps["most"] = context.get("le", context.get("lt", context.get("max_length", "-")))
    return gaps


def steps_in(body: Any, path: Sequence[Any], kind: str) -> Iterator[str]:
    """Yield the steps of a path that a body has: Pydantic also names the forms that it tried."""
    for place, step in enumerate(path):
        last = place == len(path) - 1 and kind in ("missing", "extra_forbidden")
        inside = (isinstance(body, dict) and step in body) or (
            isinstance(body, list) and isinstance(step, int)
        )
        if inside or last:
            yield str(step).encode("utf-8", "replace").decode()
        if inside:
            body = body[step]


def pointer_to(error: Mapping[str, Any], body: Any) -> str:
    """Point at one value: `/title` in a body, `limit` in a query."""
    where, *path = error["loc"] or ("body",)
    if where != "body":
        return str(path[0]) if path else ""
    steps = steps_in(body, path, error["type"])
    return "".join(f"/{step.replace('~', '~0').replace('/', '~1')}" for step in steps)


def field_error(error: Mapping[str, Any], body: Any, language: Locale) -> dict[str, str]:
    """Say what is wrong with one value, and where it stands."""
    code = code_of(error["type"], error.get("ctx", {}))
    said = words.values()[code][language].format_map(bounds(error.get("ctx", {})))
    return {"pointer": pointer_to(error, body), "code": code, "detail": said}


def field_errors(error: RequestValidationError, language: Locale) -> list[dict[str, str]]:
    """Say what is wrong with a request, once for each value, without the values."""
    found: dict[str, dict[str, str]] = {}
    for each in error.errors():
        said = field_error(each, error.body, language)
        found.setdefault(said["pointer"], said)
    return list(found.values())[:MOST]
