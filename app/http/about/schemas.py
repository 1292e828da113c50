"""What the service says about itself, on the wire."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from app.tables.account import Locale


class HealthPublic(BaseModel):
    """The service is well."""

    status: Literal["ok"]


class ProblemKindPublic(BaseModel):
    """A kind of problem: when it happens, and what to do about it."""

    code: str
    status: int
    title: str
    help: str


class ProblemKindsPublic(BaseModel):
    """Every kind of problem that the service reports."""

    items: list[ProblemKindPublic]


class Reader(BaseModel):
    """Who reads a page."""

    model_config = ConfigDict(extra="forbid")

    lang: Locale | None = Field(None, description="The language, before `Accept-Language`.")
