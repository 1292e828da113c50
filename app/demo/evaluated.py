"""Whose figures are judged in the story, and how these stand."""

from collections.abc import Iterator

from app.demo.world import World
from app.domain.evaluated import Evaluated
from app.domain.evaluation_line import Line
from app.domain.ownership import Owner
from app.features.kpi_figures.commands import NO_DAYS, totals_now
from app.tables import Cycle, Evaluation, Team, TeamMember


def evaluated_of(world: World, owner: Owner) -> Evaluated:
    """Return whose figures are judged, with who speaks for them and who leads them."""
    teams: list[Team] = world.rows[Team]
    if owner.team_id is not None:
        [lead_id] = [team.lead_id for team in teams if team.id == owner.team_id]
        return Evaluated(owner, lead_id=lead_id)
    led = {team.id for team in teams if owner.member_id and team.lead_id == owner.member_id}
    seats: list[TeamMember] = world.rows[TeamMember]
    return Evaluated(
        owner,
        team_ids=frozenset(led | {s.team_id for s in seats if s.member_id == owner.member_id}),
    )


def lines_today(world: World, evaluation: Evaluation) -> Iterator[Line]:
    """Yield the lines of an evaluation as they stand: of KPIs with a period in its cycle."""
    watching = world.watching
    [cycle] = [each for each in world.rows[Cycle] if each.id == evaluation.cycle_id]
    kpis = [each for each in watching.kpis.values() if each.owner == evaluation.owner]
    for kpi in sorted(kpis, key=lambda each: each.id):
        work = watching.work([kpi.id], NO_DAYS, {cycle.id: cycle.span})
        if work.book.entries[kpi.id].periods(*cycle.span):
            total = totals_now(work).get((kpi.id, cycle.id))
            attained = None if total is None else total["attainment"]
            yield Line(kpi.id, kpi.name, kpi.weight, attained)
