"""An organization in memory: who there is, what has been made, and what is written down of it.

The story is played here by the rules of `app/domain`, as the commands of the features play a
request; then everything is stored at once.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlmodel import SQLModel

from app.db.facts import Facts, as_moved, changed
from app.db.journal import Subject
from app.demo.calendar import Calendar
from app.demo.graph import Graph
from app.demo.script import Story
from app.demo.watching import Watching
from app.domain.actor import Actor
from app.domain.health import Margins
from app.domain.rollup import Moved
from app.tables import Account, JournalEntry, Member, Organization

REQUEST_ID = "demo"
Row = TypeVar("Row", bound=SQLModel)
Rows = dict[type[SQLModel], list[Any]]


def put(row: SQLModel, **values: Any) -> None:
    """Set columns of a row that no session will ever see: nobody has to be told, which is slow."""
    row.__dict__.update(values)


@dataclass
class World:
    """Everything of one story by its name there, and the rows that it has left so far."""

    story: Story
    calendar: Calendar
    accounts: dict[str, Account]  # by e-mail: a person may be in several stories
    password_hash: str
    rows: Rows = field(default_factory=lambda: defaultdict(list))
    things: dict[str, Any] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    leads: dict[str, frozenset[Any]] = field(default_factory=dict)
    graph: Graph = field(default_factory=Graph)
    watching: Watching = field(default_factory=Watching)
    closings: list[tuple[Actor, list[UUID]]] = field(default_factory=list)  # what to picture

    @property
    def organization(self) -> Organization:
        """The organization itself, from its founding on."""
        found: Organization = self.things["company"]
        return found

    @property
    def margins(self) -> Margins:
        """How far behind its expectation something may be."""
        return Margins(self.organization.health_at_risk, self.organization.health_off_track)

    def actor(self, key: str, at: datetime) -> Actor:
        """Return somebody at an instant."""
        member = self.members[key]
        if member.account_id is None:
            raise ValueError(f"{key} has not come in yet.")
        today = self.calendar.day_of(at)
        who = (member.org_id, member.id, member.account_id, member.role, at, today, REQUEST_ID)
        return Actor(*who, leads=self.leads.get(key, frozenset()))

    def make(self, table: type[Row], actor: Actor, fields: dict[str, Any]) -> Row:
        """Return a new row of the organization, kept from now on."""
        times = {"created_at": actor.at, "updated_at": actor.at}
        return self.keep(table.model_validate(fields | times | {"org_id": actor.org_id}))

    def keep(self, row: Row) -> Row:
        """Keep a row."""
        self.rows[type(row)].append(row)
        return row

    def record(
        self,
        actor: Actor,
        action: str,
        subject: Subject,
        before: Facts | None = None,
        *,
        moved: Iterable[Moved] = (),
        note: str | None = None,
    ) -> None:
        """Write one line of the journal, with the number that follows the last one's."""
        was, now_is = changed(before, subject.facts())
        lines = self.rows[JournalEntry]
        line = {
            "org_id": actor.org_id,
            "seq": len(lines) + 1,
            "created_at": actor.at,
            "actor_id": actor.member_id,
            "action": action,
            "subject_kind": subject.kind_name,
            "subject_id": subject.id,
            "before": was,
            "after": now_is,
            "moved": [as_moved(each) for each in moved],
            "note": note,
            "request_id": actor.request_id,
        }
        lines.append(line)
