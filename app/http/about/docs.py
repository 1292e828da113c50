"""The contract, and a page to read and try it on: all of it from here, so it works offline."""

from functools import cache
from pathlib import Path

import orjson
from fastapi import APIRouter, FastAPI, Request, Response

from app.domain.errors import NotFound
from app.http.about.answers import same_for_all
from app.http.about.health import ALWAYS
from app.http.documents import KNOWN
from app.http.problems import Declared
from app.http.unit_route import UnitRoute

router = APIRouter(tags=["service"], route_class=UnitRoute)
STATIC = Path(__file__).parents[1] / "static"
UI = "swagger-ui-5.35.0"  # a new version has a new address: the old one is kept for a year
FOR_EVER = "public, max-age=31536000, immutable"
KINDS = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}
SELF_ONLY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'"
)
PAGE = f"""<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>OKR API</title>
<link rel="stylesheet" href="_static/{UI}/swagger-ui.css"></head>
<body><div id="swagger-ui"></div><script src="_static/{UI}/swagger-ui-bundle.js"></script>
<script src="_static/{UI}/start.js"></script></body></html>""".encode()
HTML = {"text/html": {"schema": {"type": "string"}}}
SHOWN: Declared = {200: {"description": "The page.", "content": HTML}}
JSON = {"application/json": {"schema": {"type": "object"}}}
WHOLE: Declared = {200: {"description": "The contract.", "content": JSON}}


@cache
def written(app: FastAPI) -> bytes:
    """Write the contract, once."""
    return orjson.dumps(app.openapi())


@cache
def files() -> dict[str, bytes]:
    """Read what the page is made of, once."""
    return {file.name: file.read_bytes() for file in (STATIC / UI).iterdir()}


@router.get("/openapi.json", response_class=Response, responses=ALWAYS | KNOWN | WHOLE)
async def get_contract(request: Request) -> Response:
    """Read this contract: OpenAPI 3.1."""
    return same_for_all(request, written(request.app), "application/json", "no-cache")


@router.get("/docs", response_class=Response, responses=ALWAYS | KNOWN | SHOWN)
async def get_docs(request: Request) -> Response:
    """Read and try the contract in a browser."""
    policy = {"Content-Security-Policy": SELF_ONLY}
    return same_for_all(request, PAGE, "text/html; charset=utf-8", "no-cache", **policy)


@router.get("/_static/{version}/{name}", include_in_schema=False)
async def get_static(request: Request, version: str, name: str) -> Response:
    """Send a part of the page."""
    kind = KINDS.get(Path(name).suffix)
    if version != UI or kind is None or name not in files():
        raise NotFound
    return same_for_all(request, files()[name], kind, FOR_EVER)
