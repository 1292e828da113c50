"""Reading how far all sheets of a cycle are: the rules are those of `domain/sheet.py`.

A test feeds both the same cases. Who may not read them gets an empty page, and is told why then.
"""

from typing import Any

from sqlalchemy import (
    Boolean,
    Integer,
    Uuid,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    null,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import aliased

from app.db import sql
from app.db.cursor import Pager
from app.db.document import Document, is_empty
from app.db.fast import HERE, FastList, FastRead, Reads, any_of
from app.db.json import constant, json_object
from app.db.tenant import ME
from app.domain.actor import Caller
from app.domain.conflicts import UnknownId
from app.domain.membership import MemberState
from app.domain.ownership import OwnerKind
from app.domain.reach import RoleTooLow
from app.domain.role import Role
from app.domain.sheet import FindingCode
from app.features.finding.queries import letters, since
from app.features.sheet_counts.queries import goals, kpis, owner_id
from app.features.sheet_lists.schemas import SheetsFilter
from app.features.sheets.queries import CYCLE_ID
from app.features.sight.queries import viewer

ZERO: Any = literal_column("0")
NO: Any = literal_column("false")


def owners() -> Any:
    """Return everybody who has a sheet: the organization, then teams, then who may own things."""
    org, team, member = sql.organization, sql.team, sql.member
    gone, looks_on = constant(MemberState.deactivated), constant(Role.viewer)
    conditions = {
        OwnerKind.organization: (org, org.id == HERE),
        OwnerKind.team: (team, team.org_id == HERE),
        OwnerKind.member: (
            member,
            and_(member.org_id == HERE, member.role != looks_on, member.state != gone),
        ),
    }
    found = []
    for n, (kind, (row, which)) in enumerate(conditions.items()):
        place: Any = literal_column(str(n), Integer())
        columns = (place.label("place"), constant(kind).label("kind"), row.id, row.name)
        found.append(select(*columns).where(which))
    return union_all(*found).subquery("whose")


def some(count: Any) -> Any:
    """Return a count, 0 where an owner has nothing to count."""
    return func.coalesce(count, ZERO)


def findings(g: Any, k: Any, org: Any) -> Any:
    """Return the codes of what is missing and what is too much, as an array."""
    found = {
        FindingCode.no_objective: some(g.objectives) == ZERO,
        FindingCode.none_agreed: g.agreed == ZERO,
        FindingCode.too_few_key_results: g.few,
        FindingCode.no_kpi: some(k.kpis) == ZERO,
        FindingCode.kpi_without_target: k.unjudged,
        FindingCode.too_many_objectives: g.objectives > org.max_objectives,
        FindingCode.too_many_key_results: g.many,
        FindingCode.too_many_kpis: k.kpis > org.max_kpis,
    }
    codes = array([case((found[code], constant(code))) for code in FindingCode])
    return func.array_remove(codes, null()).label("findings")


def rows() -> Any:
    """Return all sheets of a cycle, worked out."""
    whose, goal, kpi, c, org = owners(), goals(), kpis(), sql.cycle, aliased(sql.organization)
    g, k = goal.c, kpi.c
    selected = select(
        *whose.c,
        letters(whose.c.name).label("letters"),
        and_(func.coalesce(g.whole, NO), func.coalesce(k.judged, NO)).label("complete"),
        some(g.objectives).label("objective_count"),
        some(g.agreed).label("agreed_count"),
        some(g.key_results).label("key_result_count"),
        some(k.kpis).label("kpi_count"),
        findings(g, k, org),
    )
    joined = (
        selected.select_from(whose)
        .join(org, org.id == HERE)
        .join(c, and_(c.org_id == HERE, c.id == CYCLE_ID))
        .outerjoin(goal, g.owner_id == whose.c.id)
        .outerjoin(kpi, k.owner_id == whose.c.id)
    )
    return joined.subquery("sheet")


COUNTS = ("complete", "objective_count", "agreed_count", "key_result_count", "kpi_count")


def shown(s: Any) -> Any:
    """Select sheets as they are listed."""
    owner = json_object({"kind": s.kind, "id": s.id, "name": s.name})
    counts = {name: s[name] for name in COUNTS}
    return select(json_object({"owner": owner} | counts | {"findings": s.findings}))


def of_teams(s: Any) -> Any:
    """Say which sheets are those of some teams, or of who is in them."""
    tm = sql.team_member
    inside = select(tm.member_id).where(tm.org_id == HERE, any_of(tm.team_id, "team_id", Uuid()))
    return or_(any_of(s.id, "team_id", Uuid()), s.id.in_(inside))


ROWS = rows()


def touched() -> Any:
    """Say which sheets have something that has changed since: what was dropped from them, too."""
    o, k = aliased(sql.objective), aliased(sql.kpi)
    goals = select(owner_id(o)).where(o.org_id == HERE, o.cycle_id == CYCLE_ID)
    kpis = select(owner_id(k)).where(k.org_id == HERE, since(k.updated_at))
    return ROWS.c.id.in_(goals.where(since(o.updated_at)).union_all(kpis))


MANAGES = viewer(ME.c).manages
FILTERS = {
    "cycle_id": true(),  # each count is of that cycle already
    "team_id": of_teams(ROWS.c),
    "owner_kind": any_of(ROWS.c.kind, "owner_kind"),
    "updated_since": touched(),
    "complete": ROWS.c.complete == bindparam("complete", type_=Boolean()),
}
ORDER = ("place", "letters", "id")
SHEETS = FastList(ROWS, shown, visible=[MANAGES], filters=FILTERS, order=ORDER, descending=False)
THERE = FastRead(
    select(MANAGES.label("manages"), sql.cycle.id.label("cycle_id")).select_from(
        select(literal_column("1"))
        .subquery()
        .outerjoin(sql.cycle, and_(sql.cycle.org_id == HERE, sql.cycle.id == CYCLE_ID))
    )
)


async def sheets(
    reads: Reads, caller: Caller, pager: Pager, wanted: SheetsFilter
) -> tuple[Document, str | None]:
    """Return a page of the sheets of a cycle, to managers and above."""
    found = await SHEETS.page(reads, caller, pager, wanted.filters)
    if is_empty(found[0]):
        await ensure_answerable(reads, caller, wanted)
    return found


async def ensure_answerable(reads: Reads, caller: Caller, wanted: SheetsFilter) -> None:
    """Raise where a page is empty because it is not for the caller, or there is no such cycle."""
    [(manages, cycle_id)] = await THERE.rows(reads, caller, cycle_id=wanted.cycle_id)
    if manages != "true":
        raise RoleTooLow(least=Role.manager)
    if cycle_id is None:
        raise UnknownId("cycle_id")
