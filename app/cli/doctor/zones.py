"""Whether Python and Postgres know the same time zones: organizations choose among Python's."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from app.cli.doctor.finding import Finding, fail, ok, warn
from app.cli.doctor.patient import Patient, connected
from app.db.role import UNREACHABLE
from app.tables.base import now
from app.tables.timezones import zones

CHECK = "time zones"
THEIRS = "SELECT name, utc_offset FROM pg_timezone_names"
LOST = "SELECT slug FROM organization WHERE NOT timezone = ANY ($1)"
UPDATE = "Bring the time zone data of both up to date: package tzdata, here and on its machine."
SHOWN = 3


async def examine_zones(patient: Patient) -> Finding:
    """Say what one of them does not know, or knows otherwise."""
    if not (ours := offsets()):
        return fail(CHECK, "Python has none", "Install the package tzdata into its environment.")
    theirs = dict(await patient.app.fetch(THEIRS))
    if lost := await lost_organizations(patient, list(theirs)):
        said = f"Postgres does not know the zone of {some(lost)}: nobody can enter there"
        return fail(CHECK, said, UPDATE)
    if unknown := sorted(ours.keys() - theirs.keys()):
        return warn(CHECK, f"Postgres does not know {some(unknown)}", UPDATE)
    if other := sorted(name for name, offset in ours.items() if theirs[name] != offset):
        return warn(CHECK, f"Python and Postgres disagree about the time in {some(other)}", UPDATE)
    return ok(CHECK, f"Python and Postgres agree on {len(ours)}")


def offsets() -> dict[str, timedelta]:
    """Return how far each zone is from UTC at this moment."""
    at = now()
    return {name: at.astimezone(ZoneInfo(name)).utcoffset() or timedelta(0) for name in zones()}


async def lost_organizations(patient: Patient, known: list[str]) -> list[str]:
    """Return organizations without a day. Only the owner of the tables sees them all."""
    if (url := patient.settings.owner_database_url) is None:
        return []
    try:
        async with connected(url) as owner:
            return [row[0] for row in await owner.fetch(LOST, known)]
    except UNREACHABLE:  # there are no tables yet, or what is wrong is said elsewhere
        return []


def some(names: list[str]) -> str:
    """Name a few, and say how many more there are."""
    more = len(names) - SHOWN
    return ", ".join(names[:SHOWN]) + (f" and {more} more" if more > 0 else "")
