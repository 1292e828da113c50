"""The order of a list. The last page costs what the first does."""

from typing import Any, NamedTuple

from sqlalchemy import Text, and_, bindparam, cast, or_, tuple_

from app.db.json import JSON, json_list


class Keyset(NamedTuple):
    """The order of a list: columns that together are unique, all up or all down.

    Only the first may be absent, where it says so: what lacks it comes last, up or down.
    """

    columns: tuple[Any, ...]
    descending: bool = True
    nullable: bool = False

    @property
    def order(self) -> list[Any]:
        """What to order by. Where nothing is absent an index serves both directions."""
        first, *rest = [c.desc() if self.descending else c.asc() for c in self.columns]
        return [first.nulls_last() if self.nullable else first, *rest]

    @property
    def place(self) -> JSON:
        """Where in the order a row stands: as text, so that no digit is lost on the way."""
        return json_list(*[cast(column, Text) for column in self.columns])

    def following(self, *, among_absent: bool = False) -> Any:
        """Say which rows come after the place that a cursor names, or among those that lack it."""
        first, *rest = self.columns
        given = [
            cast(bindparam(f"after_{n}", type_=Text()), column.type)
            for n, column in enumerate(self.columns)
        ]
        if among_absent:
            return and_(first.is_(None), self.beyond(rest, given[1:]))
        later = self.beyond(self.columns, given)
        return or_(later, first.is_(None)) if self.nullable else later

    def beyond(self, columns: Any, given: Any) -> Any:
        """Compare rows with a place."""
        here, after = tuple_(*columns), tuple_(*given)
        return here < after if self.descending else here > after
