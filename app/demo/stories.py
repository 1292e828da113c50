"""The stories that the demo tells: that of the company, and that of a partner of it."""

from app.demo.crowd import with_crowd
from app.demo.grown import grown
from app.demo.grown_kpis import grown_kpis
from app.demo.script import Story, read_story
from app.demo.size import MEASURES, Measure, Size
from app.demo.ties import ties

COMPANY, PARTNER = "warmisle", "northpier"


def stories_of(size: Size) -> list[Story]:
    """Return the stories, the company's first."""
    return [with_more(read_story(COMPANY), MEASURES[size]), read_story(PARTNER)]


def with_more(story: Story, measure: Measure) -> Story:
    """Return a story with all that nobody wrote by hand."""
    company = with_crowd(story.company, measure.people, measure.teams)
    written = story.objectives
    key_results = measure.key_results - sum(len(each.key_results) for each in written)
    more = grown(company, measure.objectives - len(written), key_results)
    return Story(
        company=company,
        objectives=[*written, *more],
        alignments=[*story.alignments, *ties(company, more)],
        kpis=(*story.kpis, *grown_kpis(company, story.kpis)),
        evaluations=story.evaluations,
        check_ins=measure.check_ins,
    )
