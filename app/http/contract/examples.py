"""Examples: one for each body, by the name of its schema, from the tables in `examples/`.

A page needs none of its own: it is made of an example of its items. What is made of other things
takes theirs: `{"$example": "CyclePublic"}`, with members of its own beside. A form has no schema
by name: its example stands under the name of its operation.
"""

import json
from functools import cache
from importlib.resources import files
from typing import Any

from app.http.problems import MEDIA_TYPE

REF = "#/components/schemas/"
OF_ANOTHER = "$example"


@cache
def examples() -> dict[str, Any]:
    """Return all examples, by the name of their schema."""
    tables = [
        json.loads(file.read_text(encoding="utf-8"))
        for file in files(__name__.rpartition(".")[0]).joinpath("examples").iterdir()
        if file.name.endswith(".json")
    ]
    return {name: example for table in tables for name, example in table.items()}


def example_of(name: str, schemas: dict[str, Any]) -> Any:
    """Return an example of a schema, or None where the tables have none."""
    if name in examples():
        return made_up(examples()[name])
    items = schemas.get(name, {}).get("properties", {}).get("items", {}).get("items", {})
    item = example_of(items["$ref"].removeprefix(REF), schemas) if "$ref" in items else None
    return None if item is None else {"items": [item], "next_cursor": None}


def made_up(example: Any) -> Any:
    """Return an example with those that it names in their places."""
    if isinstance(example, list):
        return [made_up(part) for part in example]
    if not isinstance(example, dict):
        return example
    whole = {name: made_up(part) for name, part in example.items() if name != OF_ANOTHER}
    named = example.get(OF_ANOTHER)
    return whole if named is None else made_up(examples()[named]) | whole


def illustrate(contract: dict[str, Any]) -> None:
    """Put an example beside each body."""
    schemas = contract["components"]["schemas"]
    operations = [o for methods in contract["paths"].values() for o in methods.values()]
    for operation in operations:
        for holder in [operation.get("requestBody", {}), *operation["responses"].values()]:
            for media_type, body in holder.get("content", {}).items():
                name = body["schema"].get("$ref", operation["operationId"]).removeprefix(REF)
                example = None if media_type == MEDIA_TYPE else example_of(name, schemas)
                if example is not None:
                    body["example"] = example
