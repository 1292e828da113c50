"""The service as it is served, everything on."""

from fastapi import FastAPI

from app.cli.server import look_less_for_garbage
from app.main import create_app
from app.settings import Settings


def create() -> FastAPI:
    """Build it."""
    app = create_app(Settings())
    look_less_for_garbage()
    return app
