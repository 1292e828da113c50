"""What key results were meant to reach: told from the lock on, and ending with what they are."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import sql
from app.tables import KeyResult, Target
from app.verify.company import Company
from app.verify.sentences import differing

MEMBERS = ("start", "target", "lower", "upper")
Change = tuple[int, datetime, str]  # a line of the journal: its number, its time, its reason


async def wrong_targets(session: AsyncSession, company: Company) -> list[str]:
    """Return where the targets that were kept are not those of the key result."""
    kept: dict[UUID, list[Target]] = defaultdict(list)
    for target in sorted(company.targets, key=lambda each: each.id):
        kept[target.key_result_id].append(target)
    found = [text for id, told in kept.items() for text in wrong(company.key_results[id], told)]
    for id, changes in (await locked_changes(session, company)).items():
        if id in company.key_results:  # or it was deleted since
            found += lost(id, changes, kept[id])
    return found


def wrong(key_result: KeyResult, told: Sequence[Target]) -> Iterator[str]:
    """Yield what is wrong with the targets of one: the first was there before the lock."""
    expected = {name: getattr(key_result, name) for name in MEMBERS}
    expected["steps"] = steps_of(key_result.steps)
    stored = dict(told[-1]) | {"steps": steps_of(told[-1].steps)}
    yield from differing("target", told[-1].id, stored, expected)
    if len(told) == 1:
        yield f"target {told[0].id}: it is the only one, and one is kept when another follows."
    elif not (told[1].reason or "").strip():
        yield f"target {told[1].id}: it was set after the lock, and nobody says why."
    if told[0].reason is not None:
        yield f"target {told[0].id}: it was there before the lock, and has a reason."


def steps_of(steps: Sequence[dict[str, Any]] | None) -> list[tuple[Any, ...]] | None:
    """Return milestones without whether they are done: that changes, and is no target."""
    if steps is None:
        return None
    return [(step["id"], step["title"], step["weight"]) for step in steps]


def lost(id: UUID, changes: Sequence[Change], told: Sequence[Target]) -> Iterator[str]:
    """Yield the changes of a locked metric whose target is not kept."""
    known = {(target.created_at, target.reason) for target in told}
    for seq, at, reason in changes:
        if (at, reason) not in known:
            yield f"key_result {id}: line {seq} of the journal sets a target that was not kept."


async def locked_changes(session: AsyncSession, company: Company) -> dict[UUID, list[Change]]:
    """Return the changes of metrics that had to give a reason, by key result."""
    line = sql.journal_entry
    changed = select(line.subject_id, line.seq, line.created_at, line.note).where(
        line.org_id == company.organization.id,
        line.action == "key_result.updated",
        line.after.has_key("metric"),
        line.note.is_not(None),
    )
    found: dict[UUID, list[Change]] = defaultdict(list)
    for id, *change in await sql.rows(session, changed):
        found[id].append(tuple(change))
    return found
