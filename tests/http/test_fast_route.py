"""A fast read is registered as it was declared."""

import pytest
from fastapi import APIRouter, FastAPI, Request, Response

from app.http.dependencies import CallerDep
from app.http.fast_route import FastRoute, place


async def get_it(request: Request, caller: CallerDep) -> Response:
    """Read it."""
    return Response()


def test_what_is_declared_of_a_route_stands_in_the_contract() -> None:
    app, router = FastAPI(), APIRouter(prefix="/its", tags=["it"], route_class=FastRoute)
    router.get("", deprecated=True, summary="It", responses={304: {"description": "Known."}})(
        get_it
    )
    hidden = router.get("/hidden", include_in_schema=False)
    hidden(get_it)

    place(app, router, "/v1/orgs/{org}", {404: {"description": "Not there."}})

    [(path, methods)] = app.openapi()["paths"].items()
    assert (path, list(methods)) == ("/v1/orgs/{org}/its", ["get"])
    said = methods["get"]
    assert (said["deprecated"], said["summary"], said["tags"]) == (True, "It", ["it"])
    assert said["description"] == "Read it."
    assert {"304", "404"} <= said["responses"].keys()


def test_what_is_no_fast_read_is_not_placed_among_them() -> None:
    router = APIRouter()
    router.get("/slow")(get_it)

    with pytest.raises(TypeError, match="is no fast read"):
        place(FastAPI(), router, "", {})
