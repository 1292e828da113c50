"""The tree of teams: none lies below itself, whoever leads it."""

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

from app.verify.company import Company


def wrong_teams(company: Company) -> Iterator[str]:
    """Yield a loop, if there is one."""
    above = {team.id: {team.parent_id} - {None} for team in company.teams}
    try:
        TopologicalSorter(above).prepare()
    except CycleError as error:
        path = " > ".join(str(id) for id in error.args[1])
        yield f"team: they lie below one another in a loop: {path}."
