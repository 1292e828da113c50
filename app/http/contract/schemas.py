"""Schemas without noise: no titles of the framework's making, and null as a type."""

from typing import Any

NAMED = ("properties", "$defs", "patternProperties")  # maps of schemas: their keys are names
NULL = {"type": "null"}


def tidied(schema: Any) -> Any:
    """Return a schema without noise."""
    if isinstance(schema, list):
        return [tidied(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    clean = {
        key: {name: tidied(part) for name, part in value.items()} if key in NAMED else tidied(value)
        for key, value in schema.items()
        if not (key == "title" and isinstance(value, str))
    }
    return with_number(with_null(clean))


def with_null(schema: dict[str, Any]) -> dict[str, Any]:
    """Write "this or nothing" as types, where the other one is no reference."""
    match schema.get("anyOf"):
        case [dict(kind), dict(null)] if null == NULL and isinstance(kind.get("type"), str):
            rest: dict[str, Any] = {k: v for k, v in schema.items() if k != "anyOf"}
            return rest | kind | {"type": [kind["type"], "null"]} | nullable(kind)
        case _:
            return schema


def nullable(kind: dict[str, Any]) -> dict[str, Any]:
    """Return the values of an enumeration that may be absent."""
    return {"enum": [*kind["enum"], None]} if "enum" in kind else {}


def with_number(schema: dict[str, Any]) -> dict[str, Any]:
    """Write the default of a number as one: Pydantic writes decimals as text."""
    default = schema.get("default")
    if not isinstance(default, str) or "number" not in schema.get("type", ""):
        return schema
    number = float(default)
    return schema | {"default": int(number) if number.is_integer() else number}


def without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a parameter: it is there or it is not, and never null."""
    schema = {key: value for key, value in schema.items() if (key, value) != ("default", None)}
    if isinstance(schema.get("type"), list):
        [kind] = [each for each in schema["type"] if each != "null"]
        return schema | {"type": kind}
    kinds: list[dict[str, Any]] = schema.get("anyOf", [])
    if len(kinds) != 2 or kinds[1] != NULL:
        return schema
    return {key: value for key, value in schema.items() if key != "anyOf"} | kinds[0]
