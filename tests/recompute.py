"""What every figure should be: computed from scratch, by the words of `domain.md`, in fractions.

Nothing here comes from the code under test. What is frozen keeps the figure it had.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlmodel import func, select

from app.db.engine import Database
from app.tables import Alignment, CheckIn, KeyResult, Objective

Figures = dict[UUID, Fraction | None]


@dataclass
class World:
    """All rows of an organization that figures are made of."""

    objectives: dict[UUID, Objective]
    key_results: dict[UUID, KeyResult]
    check_ins: list[CheckIn]
    edges: list[Alignment]

    @property
    def stored(self) -> dict[UUID, Any]:
        """The figures as they are stored."""
        return {id: row.progress for id, row in (self.objectives | self.key_results).items()}

    def is_frozen(self, id: UUID) -> bool:
        """Whether something keeps its figure: closed or dropped, itself or its objective."""
        if id in self.key_results:
            kr = self.key_results[id]
            return kr.state == "dropped" or self.is_frozen(kr.objective_id)
        return self.objectives[id].state in ("closed", "dropped")

    def counts(self, id: UUID) -> bool:
        """Whether something counts in what it contributes to: nothing dropped does."""
        if id in self.key_results:
            kr = self.key_results[id]
            return kr.state == "active" and self.counts(kr.objective_id)
        return self.objectives[id].state != "dropped"


async def read(database: Database, org_id: UUID) -> World:
    """Read an organization whole."""
    async with database.readers.begin() as session:
        await session.exec(select(func.set_config("app.org_id", str(org_id), True)))
        rows = {
            table: (await session.exec(select(table))).all()
            for table in (Objective, KeyResult, CheckIn, Alignment)
        }
    by_id: Callable[[Any], dict[UUID, Any]] = lambda found: {row.id: row for row in found}  # noqa: E731
    return World(
        by_id(rows[Objective]),
        by_id(rows[KeyResult]),
        list(rows[CheckIn]),  # type: ignore[arg-type]  # by its table
        list(rows[Alignment]),  # type: ignore[arg-type]  # by its table
    )


def mean(parts: list[tuple[Any, Fraction | None]]) -> Fraction | None:
    """Return the weighted mean of what has been measured."""
    known = [(Fraction(weight), p) for weight, p in parts if p is not None]
    return sum((w * p for w, p in known), Fraction(0)) / sum(w for w, _ in known) if known else None


def measured(kr: KeyResult, world: World) -> Fraction | None:
    """Return the progress of a key result that people check in on."""
    mine = [fact for fact in world.check_ins if fact.key_result_id == kr.id]
    replaced = {fact.replaces_id for fact in mine}
    standing = [fact for fact in mine if fact.id not in replaced]
    standing.sort(key=lambda fact: (fact.effective_on, fact.id))
    values = [fact.value for fact in standing if fact.value is not None]
    if kr.kind == "maintain_above":
        return None if not values else Fraction(int(values[-1] >= (kr.target or 0)))
    if not values:
        return Fraction(0)
    start, target = Fraction(kr.start or 0), Fraction(kr.target or 0)
    return min(max((Fraction(values[-1]) - start) / (target - start), Fraction(0)), Fraction(1))


class Recomputation:
    """Every figure of a world, given those that are kept."""

    def __init__(self, world: World, kept: Mapping[UUID, Fraction | None]) -> None:
        self.world, self.kept = world, kept
        self.figures: Figures = {}

    def figure(self, id: UUID) -> Fraction | None:
        """Return one figure."""
        if id not in self.figures:
            if self.world.is_frozen(id) and id in self.kept:
                self.figures[id] = self.kept[id]
            else:
                is_key_result = id in self.world.key_results
                self.figures[id] = (self.of_key_result if is_key_result else self.of_objective)(id)
        return self.figures[id]

    def children(self, id: UUID) -> list[tuple[Any, Fraction | None]]:
        """Return what contributes to a goal."""
        return [
            (edge.weight, self.figure(edge.edge.child))
            for edge in self.world.edges
            if edge.edge.parent == id
            and (edge.state, edge.relation) == ("accepted", "contributes")
            and self.world.counts(edge.edge.child)
        ]

    def of_key_result(self, id: UUID) -> Fraction | None:
        """Return the figure of a key result."""
        kr = self.world.key_results[id]
        fed = kr.progress_source == "children"
        return mean(self.children(id)) if fed else measured(kr, self.world)

    def of_objective(self, id: UUID) -> Fraction | None:
        """Return the figure of an objective."""
        o = self.world.objectives[id]
        own = [
            (kr.weight, self.figure(kr.id))
            for kr in self.world.key_results.values()
            if kr.objective_id == id and kr.state == "active"
        ]
        below = self.children(id)
        match o.progress_policy:
            case "key_results":
                return mean(own)
            case "children":
                return mean(below)
            case "both":
                return mean(own + below)
            case "lowest":
                return min((p for _, p in own + below if p is not None), default=None)
            case _:
                return None if o.progress is None else Fraction(o.progress)


def recomputed(world: World, kept: Mapping[UUID, Fraction | None]) -> Figures:
    """Return every figure, given those that are kept."""
    recomputation = Recomputation(world, kept)
    return {id: recomputation.figure(id) for id in [*world.objectives, *world.key_results]}
