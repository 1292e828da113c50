"""Themes on the wire."""

from typing import Literal
from uuid import UUID

from pydantic import MISSING

from app.db.paging import NameSort, Page, PageRequest
from app.tables.theme import ThemeFields
from app.tables.values import At, Instant, LongText, Position, RequestBody, Title, Words


class ThemeCreate(RequestBody):
    """A new theme, after the others where no `position` says otherwise."""

    name: Title
    description: LongText | None = None
    position: Position | MISSING = MISSING


class ThemeUpdate(RequestBody):
    """A change. Leave a field out to keep it."""

    name: Title | MISSING = MISSING
    description: LongText | MISSING | None = MISSING
    position: Position | MISSING = MISSING


class ThemePublic(ThemeFields):
    """A theme, as its readers see it."""

    id: UUID
    org_id: UUID
    created_at: At
    updated_at: At
    version: int


class ThemePage(Page[ThemePublic]):
    """A page of themes."""


class ThemeFilter(PageRequest):
    """Which themes to list: by position, where `sort` says nothing else."""

    q: Words | None = None
    updated_since: Instant | None = None
    sort: NameSort | Literal["position", "-position"] = "position"
