"""Which KPIs guard an objective, and which one a key result follows: as far as a reader sees them.

Most do without, so that is asked first. The rest asks functions of the database, which are not
taken into the statement. A picture that is kept holds all, and is narrowed when it is looked at.
"""

from typing import Any

from sqlalchemy import Uuid, and_, case, cast, func, literal_column, null, or_, select, true
from sqlalchemy.orm import aliased

from app.db import sql
from app.db.fast import any_of
from app.db.json import JSON, constant
from app.db.tenant import ME
from app.features.sight.queries import viewer

NO_GUARDS: Any = literal_column("'[]'::json")
NO_PART: Any = literal_column("'[]'::jsonb")
NO_KPI: Any = literal_column("""'{"kpi_id": null}'::jsonb""")
FOLLOWS: Any = literal_column("'$.key_results[*].kpi_id ? (@ != null)'::jsonpath")


def looking(me: Any) -> tuple[Any, ...]:
    """Return who looks: the reader, or for a picture somebody who sees everything."""
    if me is not ME:
        return cast(null(), Uuid()), true(), true()
    who = viewer(ME.c)
    return who.member_id, who.manages, who.administers


def guards_of(o: Any, c: Any, me: Any = ME) -> JSON:
    """Return the KPIs that guard an objective, each with its latest status in a cycle."""
    tie = aliased(sql.kpi_guard)
    some = select(tie.kpi_id).where(tie.org_id == o.org_id, tie.objective_id == o.id).exists()
    days = (c.starts_on, c.ends_on)
    return case((some, func.app_guards(o.org_id, o.id, *days, *looking(me))), else_=NO_GUARDS)


def its_kpi_seen(kr: Any, me: Any = ME) -> Any:
    """Say whether a reader may see the KPI that a key result follows."""
    return func.app_kpi_seen(kr.org_id, kr.kpi_id, *looking(me))


def kpi_id_of(kr: Any, me: Any = ME) -> Any:
    """Return the KPI that a key result follows."""
    return case((and_(kr.kpi_id.is_not(None), its_kpi_seen(kr, me)), kr.kpi_id))


def following(kr: Any) -> Any:
    """Say which key results are shown to follow some KPIs."""
    return and_(any_of(kr.kpi_id, "kpi_id", Uuid()), its_kpi_seen(kr))


def seen_today(s: Any) -> Any:
    """Return a picture of an objective without the KPIs that a reader may not see today."""
    guards, keys = (s.document.op("->")(constant(name)) for name in ("guards", "key_results"))
    guard, key = (
        func.jsonb_array_elements(each).column_valued(name)
        for name, each in (("guard", guards), ("key", keys))
    )
    shown = case((is_seen(s.org_id, key), key), else_=key.op("||")(NO_KPI))
    narrowed = func.jsonb_build_object(
        constant("guards"),
        select(array_of(guard)).where(is_seen(s.org_id, guard)).scalar_subquery(),
        constant("key_results"),
        select(array_of(shown)).scalar_subquery(),
    )
    some = or_(guards != NO_PART, s.document.op("@?")(FOLLOWS))
    return case((some, s.document.op("||")(narrowed)), else_=s.document)


def array_of(item: Any) -> Any:
    """Return an array of what is left of another, in its order."""
    return func.coalesce(func.jsonb_agg(item), NO_PART)


def is_seen(org_id: Any, thing: Any) -> Any:
    """Say whether a reader may see the KPI that a part of a picture names, if it names one."""
    kpi_id = cast(func.jsonb_extract_path_text(thing, constant("kpi_id")), Uuid())
    return func.app_kpi_seen(org_id, kpi_id, *looking(ME))
