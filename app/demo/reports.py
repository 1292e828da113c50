"""The check-ins of the story by today: as many as there are to be."""

from app.demo.act import Act
from app.demo.calendar import Calendar
from app.demo.check_ins import Plain, acts_of_check_ins
from app.demo.script import Story


def reports(story: Story, calendar: Calendar) -> list[Act]:
    """Return the check-ins: as many as there are to be, where there are more to tell."""
    now = calendar.at(calendar.today, 0, 0)
    told = [
        each
        for place, objective in enumerate(story.objectives)
        for each in acts_of_check_ins(story, calendar, objective, place)
        if each[0].at <= now
    ]
    return thinned(told, len(told) - (story.check_ins or len(told)))


def thinned(told: list[Plain], surplus: int) -> list[Act]:
    """Leave some out, evenly, of those that nobody would miss."""
    plain = [n for n, (_, is_plain) in enumerate(told) if is_plain]
    surplus = min(max(surplus, 0), len(plain))
    left_out = {plain[n * len(plain) // surplus] for n in range(surplus)}
    return [act for n, (act, _) in enumerate(told) if n not in left_out]
