"""Reading the graph: where it leads is `walk.sql`; here is what is shown of it."""

from importlib.resources import files
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import (
    ARRAY,
    Boolean,
    Integer,
    Text,
    Uuid,
    bindparam,
    case,
    false,
    func,
    not_,
    null,
    or_,
    text,
    true,
    union_all,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy import select as columns
from sqlalchemy.orm import aliased

from app.db import sql
from app.db.cursor import Pager
from app.db.document import Document
from app.db.fast import FastRead, Reads, any_of
from app.db.json import JSON, constant, json_array, json_list, json_object, number
from app.db.tenant import ME
from app.domain.actor import Caller
from app.domain.alignment import AlignmentState, GoalKind
from app.domain.conflicts import UnknownId
from app.domain.errors import NotFound
from app.features.cycles.queries import CYCLE
from app.features.edges.queries import hidden
from app.features.graph.schemas import Direction, GraphFilter
from app.features.nodes.queries import nodes
from app.features.sight.queries import visible

MOST = 5000  # nodes on a page
OBJECTIVE, KEY_RESULT = constant(GoalKind.objective), constant(GoalKind.key_result)
START = UUID(int=0)  # every id comes after it
WALK = files(__package__).joinpath("walk.sql").read_text(encoding="utf-8")
ID, FLAG, WORDS = Uuid(), Boolean(), ARRAY(Text())
TYPES: dict[str, Any] = {
    **dict.fromkeys(("cycle_id", "root_id", "after_id"), ID),
    **dict.fromkeys(("up", "down", "anywhere"), FLAG),
    **dict.fromkeys(("relation", "state"), WORDS),
    **dict.fromkeys(("depth", "after_distance", "most"), Integer()),
    "root_kind": Text(),
    **dict.fromkeys(("owner_id", "team_id"), ARRAY(ID)),
}


def sight() -> Any:
    """Return the objectives that the caller may see, for the walk."""
    return columns(sql.objective.id).where(visible(ME.c)).correlate(ME).cte("sight")


def walked() -> Any:
    """Return what the walk finds: earlier pages without a place, this one in order."""
    statement = text(WALK).bindparams(*[bindparam(name, type_=t) for name, t in TYPES.items()])
    found = statement.columns(
        id=Uuid(),
        distance=Integer(),
        outside=Boolean(),
        anchored=Boolean(),
        hidden=Boolean(),
        place=Integer(),
    )
    return found.cte("walked")


def end(walked: Any, kind: Any, id: Any) -> JSON:
    """Return one end of an edge that is drawn."""
    return case((walked.c.hidden, hidden(id)), else_=json_object({"kind": kind, "id": id}))


def drawn(edge: Any, child: Any, parent: Any) -> JSON:
    """Return an edge in the graph. One to something hidden tells neither its id nor its weight."""
    seen = not_(or_(child.c.hidden, parent.c.hidden))
    kinds = {
        end: case((getattr(edge, f"{end}_objective_id").is_not(None), OBJECTIVE), else_=KEY_RESULT)
        for end in ("child", "parent")
    }
    return json_object(
        {
            "id": case((seen, edge.id)),
            "child": end(child, kinds["child"], edge.child_id),
            "parent": end(parent, kinds["parent"], edge.parent_id),
            "relation": edge.relation,
            "weight": case((seen, number(edge.weight))),
            "state": edge.state,
            "implicit": false(),
        }
    )


def edges(walked: Any) -> Any:
    """Select the edges of a page: an edge comes with the later of its ends."""
    edge, child, parent = sql.alignment, aliased(walked), aliased(walked)
    fresh = (child.c.place <= MOST) | (parent.c.place <= MOST)
    later = func.coalesce(child.c.place, 0) <= MOST, func.coalesce(parent.c.place, 0) <= MOST
    asked = (
        columns(drawn(edge, child, parent).label("edge"), edge.id.label("id"))
        .join(child, child.c.id == edge.child_id)
        .join(parent, parent.c.id == edge.parent_id)
        .where(edge.org_id == ME.c.org_id, fresh, *later)
        .where(any_of(edge.relation, "relation"), any_of(edge.state, "state"))
        .correlate(ME)
    )
    kr = sql.key_result
    ends = {
        "child": end(child, KEY_RESULT, kr.id),
        "parent": end(parent, OBJECTIVE, kr.objective_id),
    }
    nothing = {"id": null(), "relation": null(), "weight": null()}
    accepted = {"state": constant(AlignmentState.accepted), "implicit": true()}
    implicit = (
        columns(json_object(nothing | ends | accepted), kr.id)
        .join(child, child.c.id == kr.id)
        .join(parent, parent.c.id == kr.objective_id)
        .where(kr.org_id == ME.c.org_id, fresh, *later)
        .correlate(ME)
    )
    return union_all(asked, implicit).subquery()


def graph() -> FastRead:
    """Compile the read: nodes, edges, and the place after which there is more."""
    found = walked()
    shown_nodes, shown_edges = nodes(found, MOST), edges(found)
    last = columns(json_list(found.c.distance, found.c.id)).where(found.c.place == MOST)
    more = columns(found.c.id).where(found.c.place == MOST + 1).exists()
    shown = {
        "nodes": columns(json_array(shown_nodes.c.node, shown_nodes.c.place)).scalar_subquery(),
        "edges": columns(json_array(shown_edges.c.edge, shown_edges.c.id)).scalar_subquery(),
        "truncated": more,
    }
    place = case((more, sql_cast(last.scalar_subquery(), Text)))
    read = columns(json_object(shown), place).add_cte(sight(), nest_here=True)
    return FastRead(read.add_cte(found, nest_here=True))


GRAPH = graph()


async def read_graph(reads: Reads, caller: Caller, pager: Pager, wanted: GraphFilter) -> Document:
    """Return the part of the graph that is asked for."""
    distance, id = orjson.loads(pager.opened(pager.cursor)) if pager.cursor else (-1, START)
    [(body, place)] = await GRAPH.rows(
        reads,
        caller,
        **wanted.model_dump(exclude={"cursor", "direction"}),
        up=wanted.direction is not Direction.down,
        down=wanted.direction is not Direction.up and wanted.root_id is not None,
        anywhere=wanted.root_id is None or wanted.cycle_id is None,
        after_distance=distance,
        after_id=id,
        most=MOST,
    )
    if body.startswith('{"nodes" : [],'):
        await ensure_there(reads, caller, wanted)
    following = "null" if place is None else f'"{pager.seal(place)}"'
    return Document(f'{body[:-1]},"next_cursor":{following}}}'.encode())


async def ensure_there(reads: Reads, caller: Caller, wanted: GraphFilter) -> None:
    """Raise where the graph is empty because there is no such root, or no such cycle."""
    if wanted.root_id is not None and wanted.owner_id is None and wanted.team_id is None:
        raise UnknownId("root_id")
    if wanted.cycle_id is not None:
        try:
            await CYCLE.one(reads, caller, cycle_id=wanted.cycle_id)
        except NotFound:
            raise UnknownId("cycle_id") from None
