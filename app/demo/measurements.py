"""Measuring in the story: each value moves what follows its KPI, and everything above."""

from pydantic import TypeAdapter

from app.demo.following import follow
from app.demo.kpi_values import Reading
from app.demo.said import Measured
from app.demo.world import World
from app.domain.actor import Actor
from app.domain.permissions import ensure_may_change
from app.features.kpi_figures.queries import Measured as Standing
from app.features.measurements.commands import ensure_fits
from app.features.measurements.schemas import MeasurementCreate
from app.tables import Kpi, Measurement
from app.tables.base import new_id

READ = TypeAdapter(MeasurementCreate)


def measure(world: World, actor: Actor, name: str, told: Reading) -> None:
    """Write down a value of a period, and every figure that it moves."""
    kpi: Kpi = world.things[name]
    ensure_may_change(actor, kpi.owner)
    said = {"period_on": told.period_on, "value": told.value, "note": told.note}
    new = READ.validate_python(said)
    ensure_fits(actor, kpi, new)
    measured = world.watching.measured[kpi.id]
    replaced = measured.get(new.period_on)
    if replaced is not None and replaced.value == new.value:
        raise ValueError(f"{kpi.key} is corrected to what it was.")
    fields = new.model_dump(mode="python") | {
        "org_id": actor.org_id,
        "id": new_id(),
        "created_at": actor.at,
        "kpi_id": kpi.id,
        "replaces_id": None if replaced is None else replaced.id,
        "author_id": actor.member_id,
    }
    measurement = Measured(fields)
    measured[new.period_on] = Standing(measurement.id, new.value, actor.today)
    moved = follow(world, actor, kpi, new.period_on)
    world.rows[Measurement].append(fields)
    world.record(actor, "measurement.created", measurement, moved=moved)
