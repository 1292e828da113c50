"""What a member may do, and how far a credential reaches."""

from enum import StrEnum


class Role(StrEnum):
    """What a member may do, from least to most."""

    viewer = "viewer"
    member = "member"
    manager = "manager"
    admin = "admin"
    owner = "owner"

    @property
    def rank(self) -> int:
        """How much a role may do, for comparison."""
        return RANK[self]


RANK = {role: rank for rank, role in enumerate(Role)}


class Scope(StrEnum):
    """How far a credential reaches; each includes those before it."""

    read = "read"
    write = "write"
    admin = "admin"


REACH = {Scope.read: Role.manager, Scope.write: Role.manager, Scope.admin: Role.owner}


def reached(role: Role, scope: Scope) -> Role:
    """Return the role that a credential lets its member act in: never more than their own."""
    return min(role, REACH[scope], key=lambda each: each.rank)
