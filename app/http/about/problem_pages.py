"""The pages behind the `type` of every problem, for programs and for people."""

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from app.domain.errors import NotFound, NotValid, Unreadable
from app.http import bounds, refusals
from app.http.about import html
from app.http.about.answers import ONE_PAGE, same_for_all
from app.http.about.problem_kinds import kind_of, statuses
from app.http.about.schemas import ProblemKindPublic, ProblemKindsPublic, Reader
from app.http.documents import KNOWN
from app.http.language import header, language_of
from app.http.negotiation import HTML, PAGE, chosen
from app.http.problems import Declared, problems
from app.http.unit_route import UnitRoute
from app.tables.account import Locale

router = APIRouter(prefix="/problems", tags=["service"], route_class=UnitRoute)
ReaderDep = Annotated[Reader, Query()]
ALWAYS = KNOWN | problems(
    Unreadable,
    bounds.NotAcceptable,
    bounds.UriTooLong,
    NotValid,
    bounds.HeadersTooLarge,
    refusals.Broken,
    refusals.Unavailable,
)
FOR_PEOPLE = {HTML: {"schema": {"type": "string"}}}
LANGUAGE = {"Content-Language": {"$ref": "#/components/headers/Content-Language"}}
SHOWN: Declared = {
    200: {"description": "The page.", "content": FOR_PEOPLE, "headers": LANGUAGE},
}
Written = tuple[bytes, str]


@cache
def one(code: str, language: Locale, *, for_people: bool) -> Written:
    """Write the page of a code, once."""
    kind = kind_of(code, statuses()[code], language)
    if for_people:
        return html.problem(kind, language), HTML
    return kind.model_dump_json().encode(), PAGE[0]


@cache
def every(language: Locale, *, for_people: bool) -> Written:
    """Write the list of all codes, once."""
    kinds = [kind_of(code, status, language) for code, status in statuses().items()]
    if for_people:
        return html.all_problems(kinds, language), HTML
    return ProblemKindsPublic(items=kinds).model_dump_json().encode(), PAGE[0]


def is_for_people(scope: Mapping[str, Any]) -> bool:
    """Whether a browser asks."""
    return chosen(header(scope, b"accept").encode("latin-1"), PAGE) == HTML


def sent(request: Request, written: Written, language: Locale) -> Response:
    """Send a page."""
    kept = {
        "Vary": "Accept, Accept-Language",
        "Content-Language": language,
        "Content-Security-Policy": ONE_PAGE,
    }
    body, media_type = written
    return same_for_all(request, body, media_type, **kept)


@router.get("", response_model=ProblemKindsPublic, responses=ALWAYS | SHOWN)
async def get_problems(request: Request, reader: ReaderDep) -> Response:
    """Read about every kind of problem that the service reports, by status and code."""
    language = reader.lang or language_of(request.scope)
    return sent(request, every(language, for_people=is_for_people(request.scope)), language)


@router.get(
    "/{code}", response_model=ProblemKindPublic, responses=ALWAYS | SHOWN | problems(NotFound)
)
async def get_problem(request: Request, code: str, reader: ReaderDep) -> Response:
    """Read what a kind of problem means and what to do about it."""
    language = reader.lang or language_of(request.scope)
    if code not in statuses():
        raise NotFound
    return sent(request, one(code, language, for_people=is_for_people(request.scope)), language)
