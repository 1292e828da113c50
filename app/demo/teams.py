"""The teams and themes of the story, there before anything is planned."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from uuid import UUID

from app.demo.act import Act
from app.demo.calendar import Calendar
from app.demo.cast import Team as Told
from app.demo.cast import Theme as Strategy
from app.demo.script import Story
from app.demo.world import World
from app.domain.actor import Actor
from app.domain.reach import ensure_role
from app.domain.role import Role
from app.domain.team import Seat, ensure_can_join
from app.tables import Team, TeamMember, Theme

BEFORE = timedelta(days=50)  # the year begins


def acts_of_teams(story: Story, calendar: Calendar) -> Iterator[Act]:
    """Yield how people are put into teams, and what the strategy comes down to."""
    company, day = story.company, calendar.spans["year"].first - BEFORE
    for place, theme in enumerate(company.themes):
        at = calendar.at(day, 9, place)
        yield Act(at, company.founder, partial(decode, told=theme, position=place))
    for place, team in enumerate(company.teams):
        at = calendar.at(day, 10) + timedelta(minutes=place)
        yield Act(at, company.planner, partial(gather, told=team))


def decode(world: World, actor: Actor, told: Strategy, position: int) -> None:
    """Say one thing that the strategy comes down to."""
    ensure_role(actor, Role.manager)
    fields = {"name": told.name, "description": told.description, "position": position}
    theme = world.make(Theme, actor, fields)
    world.things[f"theme {told.key}"] = theme
    world.record(actor, "theme.created", theme)


def gather(world: World, actor: Actor, told: Told) -> None:
    """Make a team with its lead and its people."""
    ensure_role(actor, Role.admin)
    parent = None if told.parent is None else world.things[f"@{told.parent}"].id
    fields = {"name": told.name, "parent_id": parent, "lead_id": world.members[told.lead].id}
    team = world.make(Team, actor, fields)
    world.things[f"@{told.key}"] = team
    world.record(actor, "team.created", team)
    for key in dict.fromkeys([told.lead, *told.members]):
        member = world.members[key]
        ensure_can_join(member.state, "/member_id")
        seat = Seat(team.id, member.id)
        place = {"org_id": actor.org_id, "team_id": seat.id, "member_id": seat.member_id}
        world.keep(TeamMember.model_validate(place | {"created_at": actor.at}))
        team.updated_at = member.updated_at = actor.at
        world.record(actor, "team.member_added", seat)
    for key, led in led_by(world).items():
        world.leads[key] = frozenset(led)


def led_by(world: World) -> dict[str, set[UUID]]:
    """Return the teams that each lead leads: those below their own as well."""
    leads: dict[str, set[UUID]] = {}
    told = {team.key: team for team in world.story.company.teams}
    for key in told:
        above: str | None = key
        while above is not None and f"@{key}" in world.things:
            leads.setdefault(told[above].lead, set()).add(world.things[f"@{key}"].id)
            above = told[above].parent
    return leads
