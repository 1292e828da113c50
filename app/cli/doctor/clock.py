"""Whether this machine and Postgres agree about the time."""

from datetime import timedelta

from app.cli.doctor.finding import Finding, fail, ok, warn
from app.cli.doctor.patient import Patient
from app.tables.base import now

NOTICED = timedelta(seconds=2)
TOO_MUCH = timedelta(seconds=30)  # as much as a token is let off: the instances disagree too
REMEDY = "Have both machines keep the time (NTP): timedatectl shows whether they do."


async def examine_clock(patient: Patient) -> Finding:
    """Say how far they are apart, within the time that it took to ask."""
    before = now()
    theirs = await patient.app.fetchval("SELECT clock_timestamp()")
    after = now()
    return judged(max(before - theirs, theirs - after, timedelta(0)), ahead=theirs > after)


def judged(apart: timedelta, *, ahead: bool) -> Finding:
    """Say whether it matters."""
    how = "ahead of" if ahead else "behind"
    said = f"Postgres is {apart.total_seconds():.1f} s {how} this machine"
    if apart >= TOO_MUCH:
        return fail("clock", said, REMEDY)
    if apart >= NOTICED:
        return warn("clock", said, REMEDY)
    return ok("clock", "this machine and Postgres agree")
