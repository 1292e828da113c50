"""Operations: what is the same for each of them, once."""

from typing import Any

from app.domain.reach import ScopeTooLow
from app.http.contract.parameters import IF_NONE_MATCH, described
from app.http.contract.responses import LIMITED, headers, refusal
from app.http.contract.spelling import spelt
from app.http.problems import OR, problems

Operation = dict[str, Any]
MERGE_PATCH = "application/merge-patch+json"
PLAIN = ("413", "415")  # of a body: what takes none cannot have them
VERSIONED = "/v1/"
UNREADABLE = {"400": "`malformed_json` or `json_too_deep`"}
READS_ONLY = problems(ScopeTooLow)[403]


def complete(path: str, method: str, operation: Operation, *, is_public: bool) -> None:
    """Add to an operation what all of its kind have."""
    summary = spelt(operation["operationId"])
    operation["summary"] = summary[0].upper() + summary[1:]
    parameters = [described(each) for each in operation.get("parameters", ())]
    if "304" in operation["responses"]:
        parameters.append(IF_NONE_MATCH)
    if parameters:
        operation["parameters"] = parameters
    if is_public:
        operation.setdefault("security", [])
    bodies(method, operation)
    if method != "get" and not is_public:
        scoped(operation)
    operation["responses"] = {
        status: answer(path, method, status, response)
        for status, response in sorted(operation["responses"].items())
        if not (status in PLAIN and method in ("get", "delete"))
    }


def bodies(method: str, operation: Operation) -> None:
    """Take a merge patch as such too, and say what JSON is refused."""
    if "requestBody" not in operation:
        return
    content = operation["requestBody"]["content"]
    if method == "patch" and "application/json" in content:
        content[MERGE_PATCH] = content["application/json"]
    unreadable = operation["responses"].get("400")
    if unreadable and "application/json" in content:
        unreadable["description"] += f"{OR}{UNREADABLE['400']}"


def scoped(operation: Operation) -> None:
    """Say that a token which only reads changes nothing."""
    forbidden = operation["responses"].setdefault("403", READS_ONLY)
    if READS_ONLY["description"] not in forbidden["description"]:
        forbidden["description"] += f"{OR}{READS_ONLY['description']}"


def answer(path: str, method: str, status: str, response: dict[str, Any]) -> dict[str, Any]:
    """Describe one answer of an operation, with its headers."""
    if int(status) >= 400:
        return refusal(int(status), response)
    limited = LIMITED if path.startswith(VERSIONED) else ()
    schema = response.get("content", {}).get("application/json", {}).get("schema")
    if schema == {}:
        response = {key: value for key, value in response.items() if key != "content"}
    names = [*limited, *tags(status), *links(schema or {}), *replays(path, method, status)]
    said = {"200": "Done.", "201": "Created.", "204": "Done; there is nothing to show."}
    described = response["description"]
    if described == "Successful Response":
        response = response | {"description": said[status]}
    return response | {"headers": headers(*names) | response.get("headers", {})}


def tags(status: str) -> tuple[str, ...]:
    """Say that what can be read again has a tag, and what is new a place."""
    created = ("Location",) if status == "201" else ()
    return ("ETag", *created) if status in ("200", "201", "304") else ()


def links(schema: dict[str, Any]) -> tuple[str, ...]:
    """Say that a page has a link to the next."""
    return ("Link",) if schema.get("$ref", "").endswith("Page") else ()


def replays(path: str, method: str, status: str) -> tuple[str, ...]:
    """Say that a POST may be answered as the first time."""
    is_kept = method == "post" and status in ("200", "201") and path.startswith(VERSIONED)
    return ("Idempotent-Replayed",) if is_kept else ()
