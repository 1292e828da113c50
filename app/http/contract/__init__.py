"""The OpenAPI document: what FastAPI derives from the code, made into a product.

FastAPI knows the paths, the bodies and what each endpoint refuses with. What is the same for all
of them (headers, statuses, security, names, examples) is added here, once.
"""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from app.http.contract.examples import illustrate
from app.http.contract.info import INFO, SECURITY, SERVERS, tags_of
from app.http.contract.operations import complete
from app.http.contract.requests import only_printable
from app.http.contract.responses import shared
from app.http.contract.schemas import tidied
from app.http.contract.security import public_operations
from app.http.problem import Problem

FRAMEWORK_SHAPES = ("HTTPValidationError", "ValidationError")


def describe(app: FastAPI) -> dict[str, Any]:
    """Return the contract, made once."""
    if app.openapi_schema is None:
        app.openapi_schema = made(app)
    return app.openapi_schema


def made(app: FastAPI) -> dict[str, Any]:
    """Make the contract."""
    contract = get_openapi(title=app.title, version=app.version, routes=app.routes, servers=SERVERS)
    contract["info"] |= INFO
    contract["components"]["schemas"] = schemas_of(contract)
    contract["components"] |= shared() | {"securitySchemes": SECURITY}
    contract["security"] = [{"token": []}]
    public = public_operations(app)
    for path, methods in contract["paths"].items():
        for method, operation in methods.items():
            complete(path, method, operation, is_public=operation["operationId"] in public)
    contract["tags"] = tags_of(contract)
    only_printable(contract)
    illustrate(contract)
    return contract


def schemas_of(contract: dict[str, Any]) -> dict[str, Any]:
    """Return the shapes of bodies, without the framework's own and without noise."""
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas = contract["components"]["schemas"] | problem.pop("$defs") | {"Problem": problem}
    return {
        name: tidied(schema) for name, schema in schemas.items() if name not in FRAMEWORK_SHAPES
    }
