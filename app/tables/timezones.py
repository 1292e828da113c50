"""Time zones that Python and Postgres both know."""

from functools import cache
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator
from pydantic import Field as Constraint

from app.tables.values import Text, refused

NO_ZONES = {"Factory", "localtime", "posixrules"}  # names that some systems keep beside them


@cache
def zones() -> frozenset[str]:
    """Return the zones of the IANA. That Postgres knows one too is asked when it is stored."""
    return frozenset(available_timezones() - NO_ZONES)


def known_zone(name: str) -> str:
    """Refuse a time zone that does not exist."""
    if name not in zones():
        raise refused("unknown_timezone")
    return ZoneInfo(name).key


Timezone = Annotated[Text, Constraint(max_length=64), AfterValidator(known_zone)]
