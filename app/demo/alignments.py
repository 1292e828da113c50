"""The alignments of the story: proposed by the child's side, answered by the parent's."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import partial

from app.demo.calendar import Calendar
from app.demo.objectives import writer_of
from app.demo.script import Alignment, Objective
from app.demo.stage import Act, Stage
from app.domain.actor import Actor
from app.domain.alignment import AlignmentState, GoalKind
from app.domain.decision import Decision
from app.features.alignment import commands
from app.features.alignment.schemas import (
    AlignmentCreate,
    AlignmentDecision,
    AlignmentTransition,
    Goal,
)

Objectives = Mapping[str, Objective]


def acts_of_alignment(
    calendar: Calendar, objectives: Objectives, edge: Alignment, place: int
) -> Iterator[Act]:
    """Yield what happens to an edge: it is proposed when both of its ends have been agreed."""
    child, parent = (objectives[end.partition(".")[0]] for end in (edge.child, edge.parent))
    begins = max(calendar.spans[each.cycle].first for each in (child, parent))
    proposer = edge.by or writer_of(child)
    name = f"{edge.child}>{edge.parent}>{edge.relation}"
    proposed = calendar.at(begins - timedelta(days=5), 9, place)
    yield Act(proposed, proposer, partial(propose, edge=edge, name=name))
    if edge.answer != "none":
        answered = calendar.at(begins - timedelta(days=4), 11, place)
        yield Act(answered, writer_of(parent), partial(answer, edge=edge, name=name))
    if edge.withdrawn:
        later = calendar.at(begins + timedelta(days=20), 14, place)
        yield Act(later, proposer, partial(withdraw, name=name, note=edge.withdrawn))


def as_goal(stage: Stage, name: str) -> Goal:
    """Return how a request names an end of an edge."""
    return Goal(
        kind=GoalKind.key_result if "." in name else GoalKind.objective, id=stage.things[name].id
    )


async def propose(stage: Stage, actor: Actor, edge: Alignment, name: str) -> None:
    """Say that one goal helps another."""
    new = AlignmentCreate(
        child=as_goal(stage, edge.child),
        parent=as_goal(stage, edge.parent),
        **edge.model_dump(include={"relation", "weight", "note"}),
    )
    stage.things[name] = await commands.create_alignment(stage.session, actor, new)


async def answer(stage: Stage, actor: Actor, edge: Alignment, name: str) -> None:
    """Answer, unless whoever proposed it has answered for both sides."""
    alignment = stage.things[name]
    if alignment.state is AlignmentState.proposed:
        given = AlignmentDecision(decision=Decision(edge.answer), note=edge.answer_note)
        await commands.decide_alignment(stage.session, actor, alignment, given)


async def withdraw(stage: Stage, actor: Actor, name: str, note: str) -> None:
    """Take an edge back."""
    transition = AlignmentTransition(to=AlignmentState.withdrawn, note=note)
    await commands.withdraw_alignment(stage.session, actor, stage.things[name], transition)
