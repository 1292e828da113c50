"""Rows that belong to somebody."""

from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint

from app.domain.ownership import Owner
from app.tables.base import VersionedRow


class OwnedRow(VersionedRow):
    """A row of a member, of a team, or else of the organization itself."""

    owner_member_id: UUID | None = None
    owner_team_id: UUID | None = None

    @property
    def owner(self) -> Owner:
        """Whose it is, as the rules see it."""
        return Owner.of(self.owner_member_id, self.owner_team_id)

    def facts(self) -> dict[str, Any]:
        """Return what people wrote, with the owner under the name of the API."""
        facts = super().facts() | {"owner": self.owner._asdict()}
        return {name: each for name, each in facts.items() if name not in OwnedRow.__annotations__}


def one_owner() -> CheckConstraint:
    """Return the check that nothing belongs to a member and to a team."""
    return CheckConstraint("num_nonnulls(owner_member_id, owner_team_id) <= 1", name="owner")


def not_for_no_team() -> CheckConstraint:
    """Return the check that what is the organization's own is not for a team alone."""
    shown = "visibility <> 'team' OR num_nonnulls(owner_member_id, owner_team_id) = 1"
    return CheckConstraint(shown, name="whose_team")


def owner_columns(owner: Owner) -> dict[str, UUID | None]:
    """Return an owner as the columns of a row."""
    return {"owner_member_id": owner.member_id, "owner_team_id": owner.team_id}
