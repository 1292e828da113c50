"""Who to be in the demo: kept in the data folder, so that what is printed opens the door."""

import json
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from secrets import token_urlsafe
from uuid import UUID

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import sql, tenant
from app.demo.cast import Company
from app.domain.account import MOST_TOKEN_DAYS
from app.domain.actor import Account as Person
from app.domain.actor import Caller
from app.domain.role import Scope
from app.domain.secrets import digest
from app.features.sessions.commands import keep_hash
from app.features.tokens.commands import create_token
from app.features.tokens.schemas import TokenCreate
from app.http.passwords import Passwords
from app.private_files import write_private
from app.settings import Settings
from app.tables import Account
from app.tables.base import now

FILE = "demo-credentials.json"
PASSWORD_BYTES = 12
KEPT = ("org", "email", "password", "token")


@dataclass(frozen=True)
class Demo:
    """Who to be in the demo, and whether this was the first time."""

    org: str
    email: str
    password: str
    token: str
    loaded: bool
    summary: str
    size: str = ""  # unknown where the file was lost


def read(settings: Settings) -> dict[str, str] | None:
    """Return what is kept of the demo, if it is all there."""
    try:
        kept = json.loads(file_of(settings).read_text())
        return {name: str(kept[name]) for name in KEPT} | {"size": str(kept.get("size", ""))}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def file_of(settings: Settings) -> Path:
    """Return where it is kept."""
    return settings.data_dir / FILE


def keep(settings: Settings, demo: Demo) -> None:
    """Keep it, readable by nobody else."""
    kept = {name: value for name, value in asdict(demo).items() if name in (*KEPT, "size")}
    write_private(file_of(settings), json.dumps(kept, indent=2) + "\n")


async def new_password() -> tuple[str, str]:
    """Return a password, and what is stored of it."""
    password = token_urlsafe(PASSWORD_BYTES)
    return password, await Passwords().hash(password)


async def is_open(session: AsyncSession, token: str, slug: str) -> bool:
    """Whether a token still opens the organization."""
    caller = Caller(now(), org=slug, token_hash=digest(token))
    try:
        async with session.begin_nested():
            await tenant.enter(session, caller, writes=False)
    except Exception:  # 401, 404: whatever it is, it does not open
        return False
    return True


async def account_of(session: AsyncSession, company: Company) -> Account | None:
    """Return the account that the demo is seen with, if there is one."""
    email = company.email(company.people[0])
    wanted = select(Account).where(sql.account.email == email)
    return (await session.exec(wanted)).one_or_none()


async def new_token(session: AsyncSession, account_id: UUID) -> str:
    """Return a new token of somebody, as good for as long as any."""
    person = Person(account_id, Scope.admin, now())
    until = person.at.date() + timedelta(days=MOST_TOKEN_DAYS)
    new = TokenCreate(name="Demo", scopes=[Scope.admin], expires_on=until)
    _, secret = await create_token(session, person, new)
    return secret


async def renew(session: AsyncSession, company: Company, account: Account) -> Demo:
    """Give the owner of the demo another password and another token: the old ones are lost."""
    password, hashed = await new_password()
    await keep_hash(session, account, hashed)
    token = await new_token(session, account.id)
    return Demo(company.slug, account.email, password, token, loaded=False, summary="")
