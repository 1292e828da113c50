"""What goals say, as it is searched."""

from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, Index
from sqlmodel import Field, SQLModel


class Wording(SQLModel, table=True):
    """The letters of one goal, and the pairs of them. Triggers keep it: see the migration.

    It stands apart so that a check-in, which writes the row of a goal anew, leaves the index of
    its words alone. An element of `grams` begins with the organization, hashed into it.
    """

    __table_args__ = (Index("ix_wording_grams", "grams", postgresql_using="gin"),)

    org_id: UUID = Field(primary_key=True, foreign_key="organization.id", ondelete="CASCADE")
    kind: str = Field(primary_key=True, max_length=24)
    id: UUID = Field(primary_key=True)
    grams: list[int] = Field(sa_type=ARRAY(BigInteger))
