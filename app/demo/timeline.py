"""All that happens in the story until today, in the order in which it happened."""

from app.demo.alignments import acts_of_alignment
from app.demo.calendar import Calendar
from app.demo.check_ins import acts_of_check_ins
from app.demo.cycles import acts_of_cycles
from app.demo.objectives import acts_of_objective
from app.demo.script import Story
from app.demo.stage import Act


def timeline(story: Story, calendar: Calendar) -> list[Act]:
    """Return what has happened by the first minute of today."""
    acts = list(acts_of_cycles(calendar))
    for place, objective in enumerate(story.objectives):
        acts += acts_of_objective(calendar, objective, place)
        acts += acts_of_check_ins(calendar, objective, place)
    objectives = {objective.key: objective for objective in story.objectives}
    for place, edge in enumerate(story.alignments):
        acts += acts_of_alignment(calendar, objectives, edge, place)
    now = calendar.at(calendar.today, 0, 0)
    return sorted((act for act in acts if act.at <= now), key=lambda act: act.at)
