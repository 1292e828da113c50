"""Which operations need no credential: told by what their endpoints ask for, not by a list."""

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts

from app.http.dependencies import read_member, read_person
from app.http.fast_route import FastRoute

CREDENTIAL = (read_member, read_person)


def asks_who(dependant: Dependant) -> bool:
    """Whether an endpoint, or what it depends on, reads the credential."""
    return dependant.call in CREDENTIAL or any(asks_who(each) for each in dependant.dependencies)


def public_operations(app: FastAPI) -> set[str]:
    """Return the operations that anybody may use."""
    routes = [c.route for c in iter_route_contexts(app.routes) if isinstance(c.route, APIRoute)]
    return {
        route.name
        for route in routes
        if not isinstance(route, FastRoute) and not asks_who(route.dependant)
    }
