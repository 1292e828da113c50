"""What the strategy comes down to."""

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from app.tables.base import LONG, VersionedRow
from app.tables.values import LongText, Position, Title


class ThemeFields(SQLModel):
    """What a person writes."""

    name: Title
    description: LongText | None = Field(sa_type=LONG)
    position: Position


class Theme(ThemeFields, VersionedRow, table=True):
    """A strategic theme, in the order in which people read them."""

    __table_args__ = (CheckConstraint("position >= 0", name="position"),)
