"""`okr org`: organizations, made by the operator where strangers may not register."""

from typing import Annotated

import typer
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cli.acting import acted, signed_in_as
from app.cli.passwords import chosen, hashed
from app.cli.refusals import read_options
from app.domain.actor import Caller
from app.embedded.errors import CannotRun
from app.features.accounts.commands import register
from app.features.accounts.schemas import Registration
from app.features.organizations.commands import found_organization
from app.features.sessions.commands import end_session
from app.features.sessions.queries import account_by_email
from app.tables import Organization
from app.tables.account import Locale

org = typer.Typer(help="Organizations.", no_args_is_help=True)

OPTIONS = {
    "/organization/name": "NAME",
    "/organization/slug": "--slug",
    "/organization/timezone": "--timezone",
    "/email": "--owner-email",
    "/name": "--owner-name",
    "/password": "The password",
}
HAS_ONE = "{email} has an account and keeps its password: leave --password-stdin out."
FOUNDED = "Organization  {slug} ({name}), time zone {timezone}\nOwner         {email}"
KEPT = "Password      the account was there before: it keeps its name and password"
GIVEN = "Password      the one that was given"
MADE = "Password      {password}   (shown this once; PUT /v1/me/password changes it)"
NEXT = "Next          okr token create --email {email} --name setup --scope admin --org {slug}"


@org.command()
def create(
    name: Annotated[str, typer.Argument(help="What people call it.")],
    owner_email: Annotated[str, typer.Option(help="Who owns it: an account is made if need be.")],
    owner_name: Annotated[str, typer.Option(help="The name of that person.")],
    slug: Annotated[str | None, typer.Option(help="Its name in addresses; else made up.")] = None,
    timezone: Annotated[str, typer.Option(help="Where its days begin and end.")] = "UTC",
    locale: Annotated[Locale, typer.Option(help="The language of its people.")] = Locale.en,
    password_stdin: Annotated[bool, typer.Option(help="Read the password from input.")] = False,
) -> None:
    """Make an organization with its first owner, as POST /v1/auth/register does."""
    place = {"name": name, "timezone": timezone, "locale": locale}
    place |= {"slug": slug} if slug else {}
    person = {"email": owner_email, "name": owner_name, "password": chosen(password_stdin)}
    new = read_options(Registration, person | {"organization": place}, OPTIONS)
    stored = hashed(new.password)

    async def act(session: AsyncSession, caller: Caller) -> tuple[Organization, bool]:
        return await founded(session, caller, new, stored, given=password_stdin)

    organization, known = acted("okr org create", act, OPTIONS)
    password = KEPT if known else GIVEN if password_stdin else MADE.format(password=new.password)
    said = organization.model_dump() | {"email": new.email}
    typer.echo("\n".join((FOUNDED.format_map(said), password, NEXT.format_map(said))))


async def founded(
    session: AsyncSession, caller: Caller, new: Registration, password_hash: str, *, given: bool
) -> tuple[Organization, bool]:
    """Found it, with a new account or with the one that has the address: say which."""
    account = await account_by_email(session, new.email)
    if account is None:
        signed_in, organization, _ = await register(session, caller, new, password_hash)
        await end_session(session, signed_in.session_id, caller.at)
        return organization, False
    if given:
        raise CannotRun(HAS_ONE.format(email=new.email))
    async with signed_in_as(session, account, caller) as founder:
        organization, _ = await found_organization(
            session, founder, account, new.organization, "/organization"
        )
    return organization, True
