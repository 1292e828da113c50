"""Lists outside an organization, read through a session as the account that asks."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Text, cast, func, literal, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import sql
from app.db.cursor import Pager
from app.db.document import Document, page_of
from app.db.keyset import Keyset


def sorted_by(sorts: Mapping[str, Any], id: Any, pager: Pager) -> Keyset:
    """Return the order that is asked for: by what each row has, and then by its id."""
    sort = pager.sort or "-created_at"
    return Keyset((sorts[sort.removeprefix("-")], id), sort.startswith("-"))


async def listed(
    session: AsyncSession, shown: Any, keyset: Keyset, pager: Pager
) -> tuple[Document, str | None]:
    """Return one page of a select of one JSON column, and the cursor of the next."""
    [body], after, total = shown.selected_columns, pager.after, None
    if pager.counts:
        counted = select(func.count()).select_from(shown.with_only_columns(literal(1)).subquery())
        [(total,)] = await sql.rows(session, counted)
    if after:
        shown = shown.where(keyset.following()).params(after)
    page = shown.with_only_columns(cast(body, Text), cast(keyset.place, Text))
    rows = await sql.rows(session, page.order_by(*keyset.order).limit(pager.limit + 1))
    items = rows[: pager.limit]
    cursor = pager.seal(items[-1][1]) if len(rows) > pager.limit else None
    return page_of([text for text, _ in items], cursor, total), cursor
