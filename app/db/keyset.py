"""The order of a list. The last page costs what the first does."""

from typing import Any, NamedTuple

from sqlalchemy import Text, bindparam, cast, tuple_

from app.db.json import json_list


class Keyset(NamedTuple):
    """The order of a list, as columns that together are unique, all up or all down."""

    columns: tuple[Any, ...]
    descending: bool = True

    @property
    def order(self) -> list[Any]:
        """What to order by."""
        return [c.desc() if self.descending else c.asc() for c in self.columns]

    @property
    def place(self) -> Any:
        """Where in the order a row stands."""
        return json_list(*self.columns)

    @property
    def following(self) -> Any:
        """Which rows come after the place that a cursor names."""
        given = [
            cast(bindparam(f"after_{n}", type_=Text()), column.type)
            for n, column in enumerate(self.columns)
        ]
        here, after = tuple_(*self.columns), tuple_(*given)
        return here < after if self.descending else here > after
