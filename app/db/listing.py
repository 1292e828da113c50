"""Lists outside an organization, read through a session as the account that asks."""

from typing import Any

from sqlalchemy import Text, cast
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import sql
from app.db.cursor import Pager
from app.db.document import Document
from app.db.keyset import Keyset


async def listed(
    session: AsyncSession, shown: Any, keyset: Keyset, pager: Pager
) -> tuple[Document, str | None]:
    """Return one page of a select of one JSON column, and the cursor of the next."""
    [body], after = shown.selected_columns, pager.after
    if after:
        shown = shown.where(keyset.following).params(after)
    page = shown.with_only_columns(cast(body, Text), cast(keyset.place, Text))
    rows = await sql.rows(session, page.order_by(*keyset.order).limit(pager.limit + 1))
    items = rows[: pager.limit]
    cursor = pager.seal(items[-1][1]) if len(rows) > pager.limit else None
    following = f'"{cursor}"' if cursor else "null"
    body_of = ",".join([text for text, _ in items])
    return Document(f'{{"items":[{body_of}],"next_cursor":{following}}}'.encode()), cursor
