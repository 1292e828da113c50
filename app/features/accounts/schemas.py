"""Accounts on the wire."""

from typing import Annotated
from uuid import UUID

from pydantic import MISSING
from pydantic import Field as Constraint
from sqlmodel import SQLModel

from app.domain.role import Role
from app.features.members.schemas import MemberPublic
from app.features.organizations.schemas import OrganizationCreate, OrganizationPublic
from app.features.sessions.schemas import TokenPublic
from app.tables.account import AccountFields, Locale
from app.tables.addresses import Email
from app.tables.values import RequestBody, Text, Title

Password = Annotated[
    Text, Constraint(min_length=8, max_length=128, json_schema_extra={"format": "password"})
]
Secret = Annotated[Text, Constraint(min_length=1, max_length=200)]


class Registration(RequestBody):
    """A new account, and the organization that it owns."""

    email: Email
    password: Password
    name: Title
    organization: OrganizationCreate


class InvitationAcceptance(RequestBody):
    """An invitation, and a password where the e-mail has no account yet."""

    token: Secret
    password: Password | None = None


class AccountUpdate(RequestBody):
    """A change. Leave a field out to keep it."""

    name: Title | MISSING = MISSING
    locale: Locale | MISSING = MISSING


class PasswordChange(RequestBody):
    """The present password, and the one to come."""

    current: Annotated[str, Constraint(max_length=128, json_schema_extra={"format": "password"})]
    new: Password


class SignedInPublic(TokenPublic):
    """What signs somebody in, and where they are."""

    organization: OrganizationPublic
    member: MemberPublic


class OrganizationNamed(SQLModel):
    """An organization, with the name to show."""

    id: UUID
    slug: str
    name: str


class MembershipPublic(SQLModel):
    """Where somebody is a member, and as what."""

    org: OrganizationNamed
    member_id: UUID
    role: Role


class MePublic(AccountFields):
    """The caller, and where they are a member."""

    id: UUID
    email: str
    memberships: list[MembershipPublic]
