"""Copying what was planned."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.db.journal import record_all
from app.domain.actor import Actor
from app.domain.alignment import AlignmentPath, ensure_fits
from app.domain.conflicts import UnknownId
from app.domain.copies import (
    MOST_COPIES,
    CopiedState,
    SameCycle,
    Skipped,
    TooManyCopies,
)
from app.domain.permissions import may_change
from app.domain.reach import ensure_role
from app.domain.role import Role
from app.features.alignment.queries import edges_around, kinds_of
from app.features.copies import queries
from app.features.copies.schemas import CopiesCreate, CopiesPublic, CopyPublic, SkippedPublic
from app.features.drafts.commands import Copier, Ids
from app.features.goals.commands import ensure_takes_changes
from app.features.goals.queries import named_cycle
from app.features.limits.queries import ensure_room_for_copied, ensure_room_for_copies
from app.features.rollup.commands import add_up
from app.features.standing.queries import kpis_seen
from app.features.tracking.commands import follow_again
from app.tables import Alignment, Cycle, Objective

MOST = 100  # named in an answer


async def copy_objectives(
    session: AsyncSession, actor: Actor, cycle: Cycle, new: CopiesCreate
) -> CopiesPublic:
    """Copy the objectives of another cycle as drafts, with key results and what joins them."""
    ensure_role(actor, Role.manager)
    source = await named_cycle(session, actor, new.from_cycle_id, "/from_cycle_id")
    if source.id == cycle.id:
        raise SameCycle("/from_cycle_id")
    await ensure_takes_changes(session, actor, cycle)
    found = await chosen(session, actor, new)
    copier = Copier(actor, source, cycle, await queries.unfit_members(session, actor))
    known = await queries.copied_before(session, actor, cycle.id)
    skipped = {each.id: code for each in found if (code := reason(each, known, copier))}
    taken = [each for each in found if each.id not in skipped]
    await ensure_room_for_copies(session, actor, cycle, taken)
    objectives = [copier.objective(each) for each in taken]
    counts = await written(session, copier, taken, objectives)
    pairs = list(zip(taken, objectives, strict=True))[:MOST]
    return CopiesPublic(
        cycle_id=cycle.id,
        from_cycle_id=source.id,
        skipped_count=len(skipped),
        copied=[CopyPublic(from_id=was.id, id=copy.id) for was, copy in pairs],
        skipped=[SkippedPublic(id=id, code=code) for id, code in [*skipped.items()][:MOST]],
        **counts,
    )


async def chosen(session: AsyncSession, actor: Actor, new: CopiesCreate) -> Sequence[Objective]:
    """Return what a request names, or raise where it names nobody."""
    if new.owner_id is not None:
        place = await queries.unknown_owner(session, actor, new.owner_id)
        if place is not None:
            raise UnknownId(f"/owner_id/{place}")
    states = new.states or list(CopiedState)
    return await queries.originals(session, actor, new.from_cycle_id, states, new.owner_id)


def reason(was: Objective, known: Collection[UUID], copier: Copier) -> Skipped | None:
    """Return why an objective is not copied, if it is not."""
    if was.id in known:
        return Skipped.already_copied
    if was.owner_member_id in copier.unfit:
        return Skipped.owner_unfit
    return None if may_change(copier.actor, was.owner) else Skipped.not_yours


async def written(
    session: AsyncSession,
    copier: Copier,
    taken: Sequence[Objective],
    objectives: Sequence[Objective],
) -> dict[str, int]:
    """Store copies with what hangs on them, and return how many there are of each."""
    actor = copier.actor
    of = {was.id: copy for was, copy in zip(taken, objectives, strict=True)}
    below = await queries.key_results_under(session, actor, of)
    ensure_not_too_many(len(objectives) + len(below))
    await ensure_room_for_copied(session, actor, below)
    session.add_all(objectives)
    await session.flush()  # the key results refer to them
    followed = {each.kpi_id for each in below if each.kpi_id is not None}
    copier = replace(copier, seen=await kpis_seen(session, actor, followed))
    key_results = [copier.key_result(each, of[each.objective_id]) for each in below]
    session.add_all(key_results)
    await session.flush()  # and edges to both
    ids = {id: copy.id for id, copy in of.items()}
    ids |= {was.id: copy.id for was, copy in zip(below, key_results, strict=True)}
    edges = await joined(session, copier, ids)
    trackers = [each.id for each in key_results if each.kpi_id is not None]
    moved = await follow_again(session, actor, trackers)
    moved += await add_up(session, actor, ids.values())
    await record_all(session, actor, "objective.created", objectives, moved)
    await record_all(session, actor, "key_result.created", key_results, moved)
    await record_all(session, actor, "alignment.created", edges)
    names = ("objective_count", "key_result_count", "alignment_count")
    return dict(zip(names, map(len, (objectives, key_results, edges)), strict=True))


def ensure_not_too_many(count: int) -> None:
    """Raise where so many goals would not be stored in the time that a request has."""
    if count > MOST_COPIES:
        raise TooManyCopies(count=count, most=MOST_COPIES)


async def joined(session: AsyncSession, copier: Copier, ids: Ids) -> list[Alignment]:
    """Store the edges between copies, and from these to drafts that were copied before."""
    actor = copier.actor
    every = await queries.drafts_before(session, actor, copier.after.id) | ids
    found = await queries.edges_among(session, actor, every)
    edges = [copier.alignment(e, every) for e in found if not ids.keys().isdisjoint(e.edge)]
    new = set(ids.values())
    within = [edge for edge in edges if new.issuperset(edge.edge)]
    session.add_all(within)
    await session.flush()
    across = [edge for edge in edges if not new.issuperset(edge.edge)]
    return [*within, *[edge for edge in across if await fits(session, actor, edge)]]


async def fits(session: AsyncSession, actor: Actor, edge: Alignment) -> bool:
    """Store an edge, unless people have aligned its ends so since that it would close a loop."""
    around = await edges_around(session, actor, edge.relation, edge.edge)
    try:
        ensure_fits(edge.edge, around, await kinds_of(session, actor, around, edge.edge))
    except AlignmentPath:
        return False
    session.add(edge)
    await session.flush()  # the next one may not close a loop with it
    return True
