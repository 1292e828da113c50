"""Requests made from the contract alone, so that an operation added tomorrow is asked as well."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

METHODS = ("get", "post", "put", "patch", "delete")
TEXTS = {
    "date": "2026-02-03",
    "date-time": "2026-02-03T04:05:06Z",
    "email": "somebody@acme.example",
    "uri": "https://acme.example/",
}
ASKED_BY_RULES = ("aggregate",)  # required of most, as no schema says
Ids = Mapping[str, str]


@dataclass(frozen=True)
class Operation:
    """One method of one path."""

    method: str
    path: str
    described: dict[str, Any] = field(repr=False)

    @property
    def named(self) -> list[str]:
        """What its path names beside the organization."""
        return [
            p["name"]
            for p in self.described.get("parameters", [])
            if p["in"] == "path" and p["name"] != "org"
        ]


def operations(contract: dict[str, Any]) -> list[Operation]:
    """Return every operation that needs a token."""
    return [
        Operation(method, path, described)
        for path, methods in contract["paths"].items()
        for method, described in methods.items()
        if method in METHODS and path.startswith("/v1/") and not path.startswith("/v1/auth/")
    ]


@dataclass(frozen=True)
class Sampler:
    """Makes values for a contract. Every id is one of `ids`: by its name, or by its kind."""

    contract: dict[str, Any]
    ids: Ids

    def body(self, operation: Operation) -> Any:
        """Return a body that names as much as it can, or None."""
        content = operation.described.get("requestBody", {}).get("content", {})
        schemas = [each["schema"] for each in content.values()]
        return self.value(schemas[0], "") if schemas else None

    def query(self, operation: Operation) -> dict[str, Any]:
        """Return every parameter of a query that takes an id."""
        asked = [p for p in operation.described.get("parameters", []) if p["in"] == "query"]
        return {
            p["name"]: self.ids.get(p["name"], self.ids["objective"])
            for p in asked
            if takes_id(p["schema"])
        }

    def value(self, schema: dict[str, Any], name: str, kind: str = "") -> Any:
        """Return a value of a schema; the most telling of several."""
        if "$ref" in schema:
            schemas = self.contract["components"]["schemas"]
            return self.value(schemas[schema["$ref"].rpartition("/")[2]], name, kind)
        for several in ("anyOf", "oneOf", "allOf"):
            if several in schema:
                return self.value(schema[several][0], name, kind)
        if "const" in schema or "enum" in schema:
            return schema.get("const", schema.get("enum", [None])[0])
        return self.plain(schema, name, kind)

    def plain(self, schema: dict[str, Any], name: str, kind: str) -> Any:
        """Return a value of a type."""
        kinds = schema.get("type")
        match kinds[0] if isinstance(kinds, list) else kinds:  # the others: null
            case "object":
                return self.thing(schema)
            case "array":
                return [self.value(schema["items"], name)] * max(1, schema.get("minItems", 1))
            case "string":
                return self.text(schema, name, kind)
            case "boolean":
                return True
            case "null":
                return None
            case _:
                return schema.get("minimum", 1)

    def thing(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Return an object: what is required, and whatever may name something."""
        fields = schema.get("properties", {})
        kind = self.value(fields["kind"], "kind") if "kind" in fields else ""
        needed = {*schema.get("required", ()), *ASKED_BY_RULES}
        wanted = {n for n in fields if n in needed or names(n, fields[n])}
        return {n: self.value(fields[n], n, str(kind)) for n in fields if n in wanted}

    def text(self, schema: dict[str, Any], name: str, kind: str) -> str:
        """Return a text, or the id of what a field names."""
        if schema.get("format") == "uuid":
            asked = kind if name == "id" and kind in self.ids else name
            return self.ids.get(asked, self.ids["objective"])
        shortest: str = "x" * max(1, schema.get("minLength", 1))
        return TEXTS.get(schema.get("format", ""), shortest)


def takes_id(schema: dict[str, Any]) -> bool:
    """Whether a value may be an id, or several."""
    kinds = (schema, *schema.get("anyOf", ()))
    return any(
        "uuid" in (each.get("format"), each.get("items", {}).get("format")) for each in kinds
    )


def names(field: str, schema: dict[str, Any]) -> bool:
    """Whether a field may name something."""
    return field == "owner" or (field != "id" and takes_id(schema))
