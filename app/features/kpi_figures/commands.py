"""Storing how KPIs stand, and moving what tracks them."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, delete
from sqlalchemy.dialects.postgresql import insert
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import sql
from app.domain.actor import Actor
from app.domain.formula import names, read
from app.domain.kpi_book import Book
from app.domain.kpi_entry import Entry
from app.domain.kpi_standing import by_period, days_moved, years
from app.domain.period import begin
from app.domain.rollup import Moved
from app.features.kpi_figures import queries
from app.features.kpi_figures.queries import Cycles, Facts, Rows
from app.features.rollup.commands import add_up
from app.features.tracking.commands import follow
from app.features.tracking.queries import trackers_of
from app.tables import Kpi

ALWAYS = (date(1900, 1, 1), date(2300, 1, 1))  # before and after every day that people may name
NO_DAYS: frozenset[date] = frozenset()


class Work(NamedTuple):
    """What is worked out anew, and by what: `days` are those of periods, None all of them."""

    kpis: Mapping[UUID, Kpi]
    moving: Collection[UUID]
    days: Collection[date] | None
    cycles: Cycles
    facts: Facts
    book: Book


async def stand(
    session: AsyncSession,
    actor: Actor,
    kpi_ids: Collection[UUID],
    periods: Collection[date] | None = None,
) -> list[Moved]:
    """Store how KPIs stand, and the formulas over them; return the goals that this moves.

    `periods` are those that were measured; without them everything is worked out anew.
    """
    await session.flush()
    kpis, moving = await queries.kpis_involved(session, actor, kpi_ids)
    frequencies = {kpi.frequency for kpi in kpis.values()}
    days = None if periods is None else days_moved(periods, frequencies)
    cycles = await queries.cycles_with(session, actor, days)
    return await work_out(session, actor, kpis, moving, days, cycles)


async def stand_in(session: AsyncSession, actor: Actor, cycle_ids: Collection[UUID]) -> list[Moved]:
    """Store how KPIs stand over cycles that are new, or have new days."""
    await session.flush()
    cycles = await queries.cycles_with(session, actor, NO_DAYS, list(cycle_ids))
    window = years(day for span in cycles.values() for day in span)
    kpi_ids = await queries.kpis_in(session, actor, cycle_ids, window)
    if not kpi_ids:
        return []
    kpis, moving = await queries.kpis_involved(session, actor, kpi_ids)
    return await work_out(session, actor, kpis, moving, NO_DAYS, cycles)


async def work_out(
    session: AsyncSession,
    actor: Actor,
    kpis: Mapping[UUID, Kpi],
    moving: Collection[UUID],
    days: Collection[date] | None,
    cycles: Cycles,
) -> list[Moved]:
    """Store what has changed of KPIs in some periods and cycles, and of what follows them."""
    ends = [day for span in cycles.values() for day in span]
    window = ALWAYS if days is None else years([*days, *ends])
    facts = await queries.facts_of(session, actor, kpis, window)
    work = Work(kpis, moving, days, cycles, facts, book_of(kpis, facts))
    was = await queries.stored_figures(session, actor, moving, days)
    changed = await store(session, actor, "figure", was, figures_now(work))
    was = await queries.stored_totals(session, actor, moving, cycles)
    changed |= await store(session, actor, "total", was, totals_now(work))
    for kpi_id in changed:
        kpis[kpi_id].updated_at = actor.at
    trackers = await trackers_of(session, actor, moving, cycles)
    moved = await follow(session, actor, trackers)
    return [*moved, *await add_up(session, actor, [each.id for each in moved])] if moved else []


def book_of(kpis: Mapping[UUID, Kpi], facts: Facts) -> Book:
    """Return KPIs as the rules see them."""
    ids = {kpi.key: kpi.id for kpi in kpis.values()}
    return Book({id: entry_of(kpi, ids, facts) for id, kpi in kpis.items()})


def entry_of(kpi: Kpi, ids: Mapping[str, UUID], facts: Facts) -> Entry:
    """Return one KPI as the rules see it. `ids` are those of all parts, by their keys."""
    measured = facts.measured.get(kpi.id, {})
    if kpi.formula is None:
        values = {period_on: each.value for period_on, each in measured.items()}
        days = {period_on: each.on for period_on, each in measured.items()}
        return Entry(kpi.frequency, kpi.active, kpi.aggregate, values, days)
    formula = read(kpi.formula)
    parts = {key: ids[key] for key in names(formula)}
    return Entry(kpi.frequency, kpi.active, formula=formula, parts=parts)


def periods_of(work: Work, kpi: Kpi) -> list[date]:
    """Return the periods of a KPI that are worked out."""
    entry = work.book.entries[kpi.id]
    if work.days is not None:
        own = (day for day in work.days if day == begin(kpi.frequency, day))
        return [day for day in own if entry.active.contains(day)]
    measured = [day for each in work.facts.measured.values() for day in each]
    if not measured:
        return []
    return entry.periods(begin(kpi.frequency, min(measured)), max(measured))


def figures_now(work: Work) -> Rows:
    """Return how KPIs stand in their periods."""
    found: Rows = {}
    for id in work.moving:
        kpi, measured = work.kpis[id], work.facts.measured.get(id, {})
        of_it = (periods_of(work, kpi), kpi.yardstick, work.facts.targets[id])
        for period_on, judged in by_period(work.book, id, *of_it).items():
            by = measured[period_on].id if period_on in measured else None
            found[id, period_on] = columns_of(judged) | {"measurement_id": by}
    return found


def totals_now(work: Work) -> Rows:
    """Return how KPIs stand over cycles, where anything was measured."""
    found: Rows = {}
    for id in work.moving:
        kpi, targets = work.kpis[id], work.facts.targets[id]
        for cycle_id, span in work.cycles.items():
            periods = work.book.entries[id].periods(*span)
            total = work.book.to_date(id, periods, kpi.yardstick, targets)
            if total.measured:
                found[id, cycle_id] = columns_of(total) | {
                    "measured": total.measured,
                    "measured_on": work.book.measured_on(id, periods),
                }
    return found


def columns_of(judged: Any) -> dict[str, Any]:
    """Return what a value means, as it is stored."""
    return {name: getattr(judged, name) for name in queries.JUDGED}


async def store(session: AsyncSession, actor: Actor, what: str, was: Rows, now: Rows) -> set[UUID]:
    """Write down what differs, and return the KPIs that it is about."""
    table = {"figure": sql.kpi_figure, "total": sql.kpi_total}[what].__table__
    of = {"figure": "period_on", "total": "cycle_id"}[what]
    new = {key: row for key, row in now.items() if was.get(key) != row}
    gone = was.keys() - now.keys()
    if new:
        known = {"org_id": actor.org_id}
        rows = [known | {"kpi_id": id, of: of_it} | row for (id, of_it), row in new.items()]
        keys, change = ["org_id", "kpi_id", of], insert(table)
        changed = {name: change.excluded[name] for name in rows[0] if name not in keys}
        await session.exec(
            change.on_conflict_do_update(index_elements=keys, set_=changed), params=rows
        )
    if gone:
        mine = (table.c.kpi_id == bindparam("kpi"), table.c[of] == bindparam("of_it"))
        those = [{"kpi": id, "of_it": of_it} for id, of_it in gone]
        left = delete(table).where(table.c.org_id == actor.org_id, *mine)
        await session.exec(left, params=those)
    return {id for id, _ in (*new, *gone)}
