"""The people of the tests, and the clients that they hold."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient

from app.domain.actor import Actor, Caller
from app.domain.role import Role
from tests.tokens import bearer
from tests.witness import witness


@dataclass(frozen=True)
class Person:
    """A member who is signed in."""

    org_id: UUID
    id: UUID
    account_id: UUID
    session_id: UUID
    name: str
    email: str
    role: Role

    @property
    def owner(self) -> dict[str, str]:
        """Themselves, as the owner of something."""
        return {"kind": "member", "id": str(self.id)}

    @property
    def headers(self) -> dict[str, str]:
        """What signs them in."""
        return bearer(self.account_id, self.session_id)

    @property
    def actor(self) -> Actor:
        """Themselves, as the rules see them."""
        at = datetime.now(UTC)
        return Actor(self.org_id, self.id, self.account_id, self.role, at, at.date())

    @property
    def caller(self) -> Caller:
        """Themselves, as they come in."""
        at = datetime.now(UTC)
        return Caller(at, "test", str(self.org_id), self.account_id, self.session_id)


@asynccontextmanager
async def client_of(app: FastAPI, person: Person | None, **more: Any) -> AsyncIterator[AsyncClient]:
    """Yield a client of the real application, watched. It stands in its person's organization."""
    base = "http://test" if person is None else f"http://test/v1/orgs/{person.org_id}"
    headers = {} if person is None else person.headers
    transport = ASGITransport(witness(app))
    async with AsyncClient(transport=transport, base_url=base, headers=headers, **more) as client:
        yield client


def here(client: AsyncClient) -> str:
    """Return the address of the organization that a client stands in."""
    return str(client.base_url).rstrip("/")


def today() -> date:
    """Return the day in UTC, which is the zone of the organizations of the tests."""
    return datetime.now(UTC).date()
