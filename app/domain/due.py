"""Due: when the next check-in should be there, and who is waited for.

Reads ask the same in SQL (`features/health/queries.py`, `features/work/queries.py`).
"""

from datetime import date, timedelta
from uuid import UUID

from app.domain.actor import Actor
from app.domain.cadence import CheckInCadence
from app.domain.cycle import RUNNING, CycleState
from app.domain.health import PATIENCE
from app.domain.metric import ProgressSource
from app.domain.ownership import Owner
from app.domain.permissions import answers_for, is_own


def check_in_due_on(cadence: CheckInCadence | None, since: date) -> date:
    """Return the day of the next check-in. Where there is none by its end, it is stale.

    `since` is the day of the latest news, as in `is_stale`.
    """
    return since + timedelta(days=PATIENCE[cadence])


def is_check_in_due(
    today: date,
    state: CycleState,
    cadence: CheckInCadence | None,
    source: ProgressSource,
    since: date,
) -> bool:
    """Whether it is time to check in."""
    if state not in RUNNING or source is ProgressSource.children:
        return False
    return check_in_due_on(cadence, since) <= today


def is_waited_for(actor: Actor, owner: Owner, key_result_owner_id: UUID | None) -> bool:
    """Whether it is the actor who checks in: as its owner, or else for that of the objective."""
    if key_result_owner_id is not None:
        return is_own(actor, key_result_owner_id)
    return answers_for(actor, owner)
