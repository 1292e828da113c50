"""The constraints of a column, written once."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, Enum, ForeignKeyConstraint


def one_of(kind: type[StrEnum], name: str = "") -> Enum:
    """Return the column type of an enumeration: text with a CHECK, easy to extend."""
    return Enum(
        kind,
        name=name or kind.__name__.lower(),
        native_enum=False,
        create_constraint=True,
        length=24,
        values_callable=lambda members: [member.value for member in members],
    )


def refers_to(table: str, column: str) -> ForeignKeyConstraint:
    """Return a foreign key that holds inside one organization: plain ones ignore row security."""
    return ForeignKeyConstraint(["org_id", column], [f"{table}.org_id", f"{table}.id"])


def part_of(table: str, column: str) -> ForeignKeyConstraint:
    """Return the same for a row that goes when the other goes."""
    constraint = refers_to(table, column)
    constraint.ondelete = "CASCADE"
    return constraint


def remembers(table: str, column: str) -> ForeignKeyConstraint:
    """Return the same for where something comes from: it is forgotten when that goes."""
    constraint = refers_to(table, column)
    constraint.ondelete = f"SET NULL ({column})"
    return constraint


def finite(*columns: str) -> CheckConstraint:
    """Return the check that refuses NaN, which `numeric` takes and compares as equal to itself."""
    return CheckConstraint(f"NOT ('NaN' IN ({', '.join(columns)}))", name="finite")


def share(column: str = "weight") -> CheckConstraint:
    """Return the check of a weight."""
    return CheckConstraint(f"{column} > 0 AND {column} <= 1000", name=column)
