"""The KPIs that nobody wrote by hand: of each team, and of who leads one or manages."""

import tomllib
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache
from itertools import cycle as again
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

from app.demo.cast import Company
from app.demo.crowd import can_own
from app.demo.kpi_script import Kpi, Revision
from app.demo.kpi_values import values_of
from app.domain.frequency import Frequency
from app.domain.kpi import KpiDirection, Scoring
from app.domain.role import Role

FILE = Path(__file__).parent / "aims" / "kpis.toml"
EACH = 3
MISSED_IN, CORRECTED_IN, LAST = 7, 4, 14
REACHED = (1.1, 1.0, 0.95, 0.85, 0.6)  # of the way
WAY = 4  # stops, with the first and the last
SHORT = Decimal("0.94")
CORRECTED = "补计迟到的数据。 Figures that came late are counted now."


@cache
def bank() -> dict[str, dict[str, list[str]]]:
    """Return what can be watched."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def grown_kpis(company: Company, written: Iterable[Kpi]) -> Iterator[Kpi]:
    """Yield three KPIs for each team, lead and manager that has none."""
    has = {kpi.owner for kpi in written}
    for team in company.teams:
        base, place = team.key.partition("-")[0], team.name.partition(" · ")[2]
        if f"@{team.key}" not in has:
            for n, line in enumerate(bank()["teams"][base]):
                yield grown(f"@{team.key}", line, place, n)
    leads, pool = {team.lead for team in company.teams}, again(bank()["people"]["lines"])
    for person in company.people:
        manages = person.key in leads or person.role is Role.manager
        if manages and can_own(person) and person.key not in has:
            for n, line in enumerate(islice(pool, EACH)):
                yield grown(person.key, line, "", n)


def grown(owner: str, line: str, place: str, number: int) -> Kpi:
    """Return a KPI of the catalogue, as one owner has it."""
    name, unit, direction, frequency, aggregate, first, last, wanted = (
        part.strip() for part in line.split("|")
    )
    chance = Random(f"{owner} {name}")
    missed = chance.randrange(LAST) if chance.randrange(MISSED_IN) == 0 else None
    digits = max(len(each.partition(".")[2]) for each in (first, last))
    values = way(chance, Decimal(first), Decimal(last), digits)
    told: dict[str, Any] = {"unit": unit, "direction": direction, "frequency": frequency}
    kpi = Kpi(
        owner=owner,
        name=" · ".join(part for part in (name, place) if part),
        aggregate=aggregate,
        weight=Decimal(2 if number == 0 else 1),
        values=values,
        digits=digits,
        noise=abs(values[-1] - values[0]) / 20,
        missing=() if missed is None else (missed,),
        **told,
        **judged(KpiDirection(direction), wanted),
    )
    return corrected(chance, kpi)


def way(chance: Random, first: Decimal, last: Decimal, digits: int) -> tuple[Decimal, ...]:
    """Return where a figure stood on its way: most arrive, some do not."""
    reached = chance.choice(REACHED)
    end = Decimal(1).scaleb(-digits)
    stops = (
        first + (last - first) * Decimal(str(round(reached * n / WAY + chance.uniform(0, 0.06), 3)))
        for n in range(WAY + 1)
    )
    return tuple(stop.quantize(end) for stop in stops)


def corrected(chance: Random, kpi: Kpi) -> Kpi:
    """Return a KPI, of which some have a correction: what was measured first was a little less."""
    if kpi.frequency is not Frequency.monthly or chance.randrange(CORRECTED_IN):
        return kpi
    at = chance.randrange(LAST)
    value = values_of(kpi, LAST + 1)[at]
    first = (value * SHORT).quantize(Decimal(1).scaleb(-kpi.digits))
    if first == value:
        return kpi
    return kpi.model_copy(update={"revised": (Revision(at=at, first=first, note=CORRECTED),)})


def judged(direction: KpiDirection, wanted: str) -> dict[str, Any]:
    """Return what a figure of the catalogue is judged by."""
    if direction is KpiDirection.range:
        lower, upper = wanted.split("..")
        return {"lower": lower, "upper": upper}
    return {"scoring": Scoring.ratio, "target": wanted}
