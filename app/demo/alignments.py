"""The alignments of the story: proposed by the child's side, answered by the parent's."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import partial

from app.demo.act import Act
from app.demo.calendar import Calendar
from app.demo.edges import answer, propose, withdraw
from app.demo.script import Alignment, Objective, Story

HOUR = 60


def acts_of_alignment(
    story: Story, calendar: Calendar, objectives: Mapping[str, Objective], place: int
) -> Iterator[Act]:
    """Yield what happens to an edge: it is proposed when both of its ends have been agreed."""
    edge = story.alignments[place]
    child, parent = (objectives[end.partition(".")[0]] for end in (edge.child, edge.parent))
    begins = max(calendar.spans[each.cycle].first for each in (child, parent))
    proposer, minute = edge.by or story.writer_of(child), place % HOUR
    proposed = calendar.at(begins - timedelta(days=5), 9 + place // HOUR % 9, minute)
    yield Act(proposed, proposer, partial(propose, told=edge, name=name_of(edge)))
    if edge.answer != "none":
        answered = calendar.at(begins - timedelta(days=4), 9 + place // HOUR % 9, minute)
        yield Act(answered, story.writer_of(parent), partial(answer, told=edge, name=name_of(edge)))
    if edge.withdrawn:
        later = calendar.at(begins + timedelta(days=20), 14, minute)
        yield Act(later, proposer, partial(withdraw, name=name_of(edge), note=edge.withdrawn))


def name_of(edge: Alignment) -> str:
    """Return what an edge is called."""
    return f"{edge.child}>{edge.parent}>{edge.relation}"
