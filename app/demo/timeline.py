"""All that happens in the story until today, in the order in which it happened."""

from app.demo.act import Act
from app.demo.alignments import acts_of_alignment
from app.demo.calendar import Calendar
from app.demo.cycles import acts_of_cycles
from app.demo.evaluations import acts_of_evaluation
from app.demo.initiatives import acts_of_initiatives
from app.demo.kpis import acts_of_kpi
from app.demo.objectives import acts_of_objective
from app.demo.people import acts_of_people
from app.demo.reports import reports
from app.demo.scores import acts_of_scores
from app.demo.script import Story
from app.demo.teams import acts_of_teams


def timeline(story: Story, calendar: Calendar) -> list[Act]:
    """Return what has happened by the first minute of today."""
    acts = [*acts_of_people(story, calendar), *acts_of_teams(story, calendar)]
    acts += acts_of_cycles(story, calendar)
    for place, objective in enumerate(story.objectives):
        acts += acts_of_objective(story, calendar, objective, place)
        acts += acts_of_initiatives(story, calendar, objective, place)
        acts += acts_of_scores(calendar, story.writer_of(objective), objective, place)
    objectives = {objective.key: objective for objective in story.objectives}
    for place in range(len(story.alignments)):
        acts += acts_of_alignment(story, calendar, objectives, place)
    for place, kpi in enumerate(story.kpis):
        acts += acts_of_kpi(story, calendar, objectives, kpi, place)
    for place, evaluation in enumerate(story.evaluations):
        acts += acts_of_evaluation(story, calendar, evaluation, place)
    now = calendar.at(calendar.today, 0, 0)
    return sorted(
        [*(act for act in acts if act.at <= now), *reports(story, calendar)],
        key=lambda act: act.at,
    )
