from datetime import date, timedelta

import pytest

from app.domain.cadence import CheckInCadence
from app.domain.cycle import RUNNING, CycleState
from app.domain.due import check_in_due_on, is_check_in_due
from app.domain.health import is_stale
from app.domain.initiative import InitiativeState, is_due_soon, is_overdue
from app.domain.metric import ProgressSource

DAY = timedelta(days=1)
MONDAY = date(2026, 3, 2)
ASKED = ProgressSource.check_ins


@pytest.mark.parametrize("cadence", [*CheckInCadence, None])
def test_a_check_in_is_due_on_its_day_and_missed_the_day_after(
    cadence: CheckInCadence | None,
) -> None:
    day = check_in_due_on(cadence, MONDAY)
    around = [day - DAY, day, day + DAY]
    told = (CycleState.active, cadence, ASKED, MONDAY)

    assert [is_check_in_due(each, *told) for each in around] == [False, True, True]
    assert [is_stale(each, *told) for each in around] == [False, False, True]


def test_a_weekly_check_in_is_due_a_week_later() -> None:
    assert check_in_due_on(CheckInCadence.weekly, MONDAY) == MONDAY + 7 * DAY


@pytest.mark.parametrize("state", list(CycleState))
def test_check_ins_are_due_while_a_cycle_runs(state: CycleState) -> None:
    late = MONDAY + 100 * DAY

    assert is_check_in_due(late, state, None, ASKED, MONDAY) is (state in RUNNING)
    assert not is_check_in_due(late, state, None, ProgressSource.children, MONDAY)


@pytest.mark.parametrize("state", list(InitiativeState))
def test_a_plan_is_due_soon_for_two_weeks_and_overdue_from_the_day_after(
    state: InitiativeState,
) -> None:
    days = [MONDAY - DAY, MONDAY, MONDAY + 14 * DAY, MONDAY + 15 * DAY, None]
    open_one = state.is_open

    late = [is_overdue(state, due, MONDAY, frozen=False) for due in days]
    soon = [is_due_soon(state, due, MONDAY, frozen=False) for due in days]

    assert late == [open_one, False, False, False, False]
    assert soon == [open_one, open_one, open_one, False, False]
    assert not is_overdue(state, days[0], MONDAY, frozen=True)
    assert not is_due_soon(state, days[0], MONDAY, frozen=True)
