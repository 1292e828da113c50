"""What lists can be narrowed and ordered by, in SQL.

Health depends on the day, so it is judged before the page is cut, and only where a filter or an
order asks for it: a statement that names nothing of `judged_...` does not have it.
"""

from typing import Any

from sqlalchemy import (
    ARRAY,
    Boolean,
    DateTime,
    Integer,
    Numeric,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    collate,
    func,
    literal_column,
    or_,
    true,
    type_coerce,
)
from sqlalchemy import select as columns
from sqlalchemy.orm import aliased

from app.db import sql
from app.db.fast import any_of
from app.db.json import constant
from app.db.tenant import ME
from app.domain.health import WORST_FIRST
from app.features.goals.queries import its_cycle, its_objective
from app.features.health.queries import Judge, keys_of

Conditions = dict[str, Any]


def since(instant: Any) -> Any:
    """Say what changed at some instant or later."""
    return instant >= bindparam("updated_since", type_=DateTime(timezone=True))


def between(name: str, figure: Any) -> Conditions:
    """Return the filters on a figure: at least, and at most."""
    least, most = (bindparam(f"{name}_{end}", type_=Numeric()) for end in ("gte", "lte"))
    return {f"{name}_gte": figure >= least, f"{name}_lte": figure <= most}


def figures(row: Any) -> Conditions:
    """Return the filters on what is computed and stored."""
    return {"updated_since": since(row.updated_at), **between("progress", row.progress)}


def judgement(judged: Any, confidence: Any) -> Conditions:
    """Return the filters on what depends on the day, and on how sure people are."""
    return {
        "health": any_of(judged.c.health, "health"),
        "stale": judged.c.stale == bindparam("stale", type_=Boolean()),
        **between("confidence", confidence),
    }


def times(row: Any) -> Conditions:
    """Return the orders that every list has."""
    return {"created_at": row.created_at, "updated_at": row.updated_at}


def letters(text: Any) -> Any:
    """Return what texts are sorted by: code points, but for the case of A to Z.

    No other collation orders alike on every Postgres, whatever it was made with.
    """
    return func.lower(collate(text, "C"), type_=Text())


def severity(health: Any) -> Any:
    """Return the place of a health among all, the worst first: told once, not once a word."""
    words: Any = literal_column(f"'{{{','.join(WORST_FIRST)}}}'::text[]")
    return func.array_position(words, health, type_=Integer())


def judged_objective(o: Any) -> Any:
    """Return what depends on the day, of an objective, as one lateral row."""
    c = aliased(sql.cycle)
    judge = Judge(ME, c)
    keys = keys_of(judge, o)
    today = judge.objective(o, keys.c)
    rows = columns(
        today.health.label("health"),
        severity(today.health).label("severity"),
        today.stale.label("stale"),
        type_coerce(keys.c.confidence, Numeric()).label("confidence"),
    )
    mine = rows.select_from(c).join(keys, true()).where(its_cycle(o, c))
    return mine.correlate(ME, o).lateral("judged")


def judged_key_result(kr: Any) -> Any:
    """Return what depends on the day, of a key result, as one lateral row."""
    o, c = aliased(sql.objective), aliased(sql.cycle)
    today = Judge(ME, c).key_result(kr)
    rows = columns(
        today.health.label("health"),
        severity(today.health).label("severity"),
        today.stale.label("stale"),
    )
    mine = rows.select_from(o).join(c, its_cycle(o, c)).where(its_objective(kr, o))
    return mine.correlate(ME, kr).lateral("judged")


def of_objectives(kr: Any) -> Conditions:
    """Return the filters on key results that ask about their objective."""
    o = aliased(sql.objective)
    ids = columns(o.id).where(o.org_id == kr.org_id)
    asked = {"cycle_id": o.cycle_id, "team_id": o.owner_team_id}
    return {
        name: kr.objective_id.in_(ids.where(any_of(column, name, Uuid())))
        for name, column in asked.items()
    }


def owned_by(kr: Any) -> Any:
    """Say which key results belong to one of some owners: without a member, to the organization."""
    member = any_of(kr.owner_member_id, "owner_id", Uuid())
    return or_(member, kr.owner_member_id.is_(None) & any_of(kr.org_id, "owner_id", Uuid()))


Q = bindparam("q", type_=Text())
EXACT = 2  # letters of a word that the index itself is sure of


def words_of(least: int) -> Any:
    """Return the words that are asked for, told apart once a statement."""
    return columns(func.app_words(Q, least)).scalar_subquery()


def says(*texts: Any, least: int = 1) -> Any:
    """Say which rows say all of some words, in any of their texts."""
    folded = func.app_folded(func.concat_ws(literal_column("E'\\n'"), *texts))
    words = words_of(least)
    return or_(func.cardinality(words) == 0, func.app_says(folded, words))


def worded(row: Any, kind: str, *texts: Any) -> Any:
    """Say which goals say all of some words: an index knows which may, and is asked once.

    It knows the letters and the pairs of letters of a text, so only longer words are looked for.
    As an array its answer is known before any text is read: a join may read them all first.
    """
    found = columns(func.app_found(constant(kind), Q)).scalar_subquery()
    may = row.id == any_(func.array(found, type_=ARRAY(Uuid())))
    return and_(may, says(*texts, least=EXACT + 1))


def by_name(row: Any, *more: Any) -> Conditions:
    """Return the filters of a short list of what has a name."""
    return {"q": says(row.name, *more), "updated_since": since(row.updated_at)}


def name_orders(row: Any) -> Conditions:
    """Return the orders of what has a name."""
    return times(row) | {"name": letters(row.name)}
