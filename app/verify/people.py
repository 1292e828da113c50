"""Who belongs to an organization: somebody always answers for it."""

from collections.abc import Iterator

from app.domain.membership import MemberState
from app.domain.role import Role
from app.verify.company import Company


def wrong_people(company: Company) -> Iterator[str]:
    """Yield what is wrong with members and invitations."""
    active = [m for m in company.members.values() if m.state is MemberState.active]
    if not any(member.role is Role.owner for member in active):
        yield f"organization {company.organization.id}: it has no active owner."
    for member in active:
        if member.account_id is None:
            yield f"member {member.id}: it is active and has no account."
    for invitation in company.invitations:
        member = company.members[invitation.member_id]
        if member.state is not MemberState.invited:
            yield f"invitation: it lets in member {member.id}, who is {member.state} already."
