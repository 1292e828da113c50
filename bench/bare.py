"""The bare limit: ASGI, asyncpg and the same SELECT. Nobody asks who, and nothing is kept apart."""

import re
from os import environ
from typing import Any
from uuid import UUID

import asyncpg

from app.db.engine import keep
from app.features.objectives.queries import OBJECTIVE, OBJECTIVES
from app.tables.base import now

NOBODY = """(SELECT $1::uuid AS org_id, ($6::timestamptz)::date AS today, 'UTC'::text AS timezone,
    0.1::numeric AS health_at_risk, 0.25::numeric AS health_off_track,
    'manager'::text AS role, 'admin'::text AS scope, NULL::uuid AS member_id,
    $2::varchar, $3::uuid, $4::uuid, $5::bytea, $7::boolean) AS me"""
LIMIT = 50


class Bare:
    """One path is the objective, every other the list."""

    def __init__(self) -> None:
        self.pool: Any = None
        self.one, self.list = OBJECTIVE, OBJECTIVES.read(sort="-created_at")
        self.sql = [re.sub(r"enter\([^)]*\) AS me", NOBODY, r.sql) for r in (self.one, self.list)]
        me = {"me_org_id": UUID(environ["BARE_ORG_ID"]), "me_at": now()}
        asked = {"objective_id": UUID(environ["BARE_OBJECTIVE_ID"]), "limit": LIMIT + 1}
        self.args = [
            [(read.constants | me | asked).get(name) for name in read.names]
            for read in (self.one, self.list)
        ]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer."""
        if scope["type"] != "http":
            return
        if self.pool is None:
            self.pool = await asyncpg.create_pool(
                environ["BARE_DATABASE_URL"], min_size=10, max_size=10, reset=keep
            )
        which = scope["path"] == "/list"
        rows = await self.pool.fetch(self.sql[which], *self.args[which])
        body = ",".join([row[0] for row in rows[:LIMIT]]).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def create() -> Bare:
    """Build it."""
    return Bare()
