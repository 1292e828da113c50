"""`okr token`: personal tokens, made by the operator for somebody's scripts."""

from typing import Annotated

import typer
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cli.acting import acted, signed_in_as
from app.cli.refusals import read_options
from app.db import tenant
from app.domain.actor import Account, Caller
from app.domain.role import Scope
from app.embedded.errors import CannotRun
from app.features.accounts.queries import memberships_of
from app.features.sessions.queries import account_by_email
from app.features.tokens.commands import create_token
from app.features.tokens.schemas import TokenCreate
from app.tables import PersonalToken

token = typer.Typer(help="Personal tokens.", no_args_is_help=True)

OPTIONS = {"/name": "--name", "/scopes": "--scope", "/expires_on": "--expires-on"}
NO_ACCOUNT = (
    "Nobody has an account with this e-mail. The first owner of an organization gets one from "
    "`okr org create`, everybody else by accepting an invitation."
)
NOT_THERE = "--org: they are no active member there; of these they are: {slugs}."
MADE = "{name}: a token of {email}, scope {scope}, for {where}, good until {until}."


@token.command()
def create(
    email: Annotated[str, typer.Option(help="Whose token it is.")],
    name: Annotated[str, typer.Option(help="What it is for.")],
    scope: Annotated[list[Scope], typer.Option(help="How far it reaches; the widest counts.")],
    org: Annotated[str | None, typer.Option(help="The only organization it acts in.")] = None,
    expires_on: Annotated[str | None, typer.Option(help="Last day; else 90 days.")] = None,
) -> None:
    """Make a token for a script, and print it alone: TOKEN=$(okr token create ...)."""
    said = {"name": name, "scopes": scope, "expires_on": expires_on}
    new = read_options(TokenCreate, said, OPTIONS)

    async def act(session: AsyncSession, caller: Caller) -> tuple[PersonalToken, str]:
        return await made(session, caller, email, org, new)

    kept, secret = acted("okr token create", act, OPTIONS)
    where = org or "every organization of theirs"
    about = {"name": kept.name, "scope": kept.scope, "until": kept.expires_on}
    typer.echo(MADE.format(email=email, where=where, **about), err=True)
    typer.echo(secret)


async def made(
    session: AsyncSession, caller: Caller, email: str, org: str | None, new: TokenCreate
) -> tuple[PersonalToken, str]:
    """Make it in the name of the account."""
    account = await account_by_email(session, email)
    if account is None:
        raise CannotRun(NO_ACCOUNT)
    async with signed_in_as(session, account, caller) as signed_in:
        person = await tenant.authenticate(session, signed_in, writes=True)
        bound = {} if org is None else {"org_id": await id_of(session, person, org)}
        return await create_token(session, person, new.model_copy(update=bound))


async def id_of(session: AsyncSession, person: Account, slug: str) -> object:
    """Return the organization of theirs that has this slug."""
    known = {m["org"]["slug"]: m["org"]["id"] for m in await memberships_of(session, person)}
    if slug not in known:
        raise CannotRun(NOT_THERE.format(slugs=", ".join(known) or "none"))
    return known[slug]
