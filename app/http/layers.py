"""What stands around the routes, from the inside out: limits, guard, browsers' rules, recorder."""

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from app.http.guard import Guard
from app.http.limit_layer import Limits
from app.http.recorder import Recorder
from app.settings import Settings

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
READABLE = (  # by a script of another origin, beside the few that browsers always show
    "ETag",
    "Link",
    "Location",
    "Retry-After",
    "RateLimit",
    "RateLimit-Policy",
    "Idempotent-Replayed",
    "X-Request-Id",
    "WWW-Authenticate",
    "Allow",
)


def install(app: FastAPI, settings: Settings) -> None:
    """Put the layers around an application. What is added last is outermost."""
    if settings.rate_limit:
        app.add_middleware(Limits, a_minute=settings.rate_limit)
    app.add_middleware(Guard)
    if origins := [each.strip() for each in settings.cors_origins.split(",") if each.strip()]:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_methods=METHODS,
            allow_headers=["*"],
            expose_headers=READABLE,
            max_age=600,
        )
    app.add_middleware(Recorder, log=app.state.log, metrics=app.state.metrics)
