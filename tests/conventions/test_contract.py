"""The contract as a product: examples that hold, words everywhere, nothing of the framework's."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator
from openapi_spec_validator import validate

from openapi.__main__ import contract

PROBLEM = "application/problem+json"


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return contract()


def operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [o for methods in document["paths"].values() for o in methods.values()]


def bodies(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every body that an operation takes, and every JSON body that it answers with."""
    for operation in operations(document):
        for kind, body in operation.get("requestBody", {}).get("content", {}).items():
            yield f"{operation['operationId']} {kind}", body
        for status, answer in operation["responses"].items():
            for kind, body in answer.get("content", {}).items():
                if kind.endswith("json") and kind != PROBLEM and "$ref" in body["schema"]:
                    yield f"{operation['operationId']} {status}", body


def test_the_document_is_openapi(document: dict[str, Any]) -> None:
    validate(document)
    assert document["openapi"] == "3.1.0"


def test_every_body_has_an_example_that_is_valid(document: dict[str, Any]) -> None:
    schemas = {"components": {"schemas": document["components"]["schemas"]}}
    for name, body in bodies(document):
        assert "example" in body, f"{name}: add it to app/http/contract/examples"
        shape = Draft202012Validator(body["schema"] | schemas, validate_formats=True)
        wrong = [error.message for error in shape.iter_errors(body["example"])]
        assert wrong == [], name


def test_every_schema_and_parameter_says_what_it_is(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    parameters = [p for o in operations(document) for p in o.get("parameters", ())]
    assert [name for name, schema in schemas.items() if not schema.get("description")] == []
    assert [p["name"] for p in parameters if not p.get("description")] == []
    assert [t["name"] for t in document["tags"] if len(t["description"].split()) < 3] == []


def test_a_parameter_is_there_or_not_and_never_null(document: dict[str, Any]) -> None:
    parameters = [p for o in operations(document) for p in o.get("parameters", ())]
    assert [p["name"] for p in parameters if "null" in str(p["schema"])] == []


def test_nothing_of_the_frameworks_own_is_left(document: dict[str, Any]) -> None:
    text = str(document)
    assert "HTTPValidationError" not in text
    assert "Successful Response" not in text
    assert "Validation Error" not in text


def test_a_schema_has_a_name_of_its_own_and_not_that_of_a_module(document: dict[str, Any]) -> None:
    names = document["components"]["schemas"]
    assert [name for name in names if not re.fullmatch("([A-Z][a-z0-9]*)+", name)] == []


def test_names_and_summaries_are_short_and_unique(document: dict[str, Any]) -> None:
    names = [o["operationId"] for o in operations(document)]
    assert len(names) == len(set(names))
    assert [o["summary"] for o in operations(document) if len(o["summary"].split()) > 6] == []


def test_a_patch_is_a_merge_patch_too(document: dict[str, Any]) -> None:
    patches = [methods["patch"] for methods in document["paths"].values() if "patch" in methods]
    for patch in patches:
        kinds = {"application/json", "application/merge-patch+json"}
        assert set(patch["requestBody"]["content"]) == kinds


def test_every_answer_names_its_request(document: dict[str, Any]) -> None:
    answers = [a for o in operations(document) for a in o["responses"].values()]
    shared = document["components"]["responses"].values()
    assert [
        a for a in [*answers, *shared] if "$ref" not in a and "X-Request-Id" not in a["headers"]
    ] == []
