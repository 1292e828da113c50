"""Where the story is played: who there is, what has been made, and what happens when."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.demo.calendar import Calendar
from app.domain.actor import Actor
from app.tables import Member

REQUEST_ID = "demo"


@dataclass(frozen=True)
class Stage:
    """One transaction, and everything in it by its name in the story."""

    session: AsyncSession
    calendar: Calendar
    org_id: UUID
    members: dict[str, Member]
    things: dict[str, Any] = field(default_factory=dict)

    def actor(self, key: str, at: datetime) -> Actor:
        """Return somebody at an instant."""
        member = self.members[key]
        if member.account_id is None:
            raise ValueError(f"{key} has not come in yet.")
        return Actor(
            org_id=self.org_id,
            member_id=member.id,
            account_id=member.account_id,
            role=member.role,
            at=at,
            today=self.calendar.day_of(at),
            request_id=REQUEST_ID,
        )


@dataclass(frozen=True)
class Act:
    """Something that somebody does at an instant."""

    at: datetime
    who: str
    does: Callable[[Stage, Actor], Awaitable[Any]]

    async def play(self, stage: Stage) -> None:
        """Let it happen."""
        await self.does(stage, stage.actor(self.who, self.at))
