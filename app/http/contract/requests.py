"""What is true of every text that a client sends, said in the schemas of requests."""

from collections.abc import Iterator
from typing import Any

REF = "#/components/schemas/"
# What Postgres cannot store and nobody types. Regular expressions in the contract are read by
# engines without surrogates: the strict reading of JSON has refused those.
PRINTABLE = r"^[^\x00-\x08\x0b-\x1f]*$"
OTHERWISE = ("format", "pattern", "enum", "const")  # a text of which more is known


def parts(schema: Any) -> Iterator[dict[str, Any]]:
    """Yield a schema and every schema inside it."""
    if isinstance(schema, dict):
        yield schema
    for inside in schema.values() if isinstance(schema, dict) else schema:
        if isinstance(inside, dict | list):
            yield from parts(inside)


def asked(contract: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the schemas that requests are made of."""
    schemas, found = contract["components"]["schemas"], dict[str, dict[str, Any]]()
    operations = [o for methods in contract["paths"].values() for o in methods.values()]
    seeds: list[Any] = [o["requestBody"] for o in operations if "requestBody" in o]
    while seeds:
        refs = [part["$ref"] for part in parts(seeds.pop()) if isinstance(part.get("$ref"), str)]
        for name in {ref.removeprefix(REF) for ref in refs} - found.keys():
            found[name] = schemas[name]
            seeds.append(schemas[name])
    return found


def only_printable(contract: dict[str, Any]) -> None:
    """Say of every text of a request that it has no control characters."""
    for schema in asked(contract).values():
        for part in parts(schema.get("properties", {})):
            if part.get("type") in ("string", ["string", "null"]) and not any(
                more in part for more in OTHERWISE
            ):
                part["pattern"] = PRINTABLE
