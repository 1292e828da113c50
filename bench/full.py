"""The service as it is served, everything on."""

from fastapi import FastAPI

from app.main import create_app
from app.settings import Settings


def create() -> FastAPI:
    """Build it."""
    return create_app(Settings())
