"""What the environment decides. Read once, at start; passed, never looked up."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).parents[1]  # the checkout
Port = Annotated[int, Field(ge=0, le=65535)]


def through_asyncpg(url: str) -> str:
    """Take the URL as people write it. It may name a folder of sockets, which no DSN type reads."""
    scheme, separator, rest = url.partition("://")
    if not separator or scheme not in {"postgres", "postgresql", "postgresql+asyncpg"}:
        raise ValueError("Write it as postgresql://role:password@host/database.")
    return f"postgresql+asyncpg://{rest}"


DatabaseUrl = Annotated[str, AfterValidator(through_asyncpg)]


class Registration(StrEnum):
    """Whether strangers may register an organization."""

    open = "open"
    closed = "closed"


class LogLevel(StrEnum):
    """How much the service says: all requests, those that were refused, those that failed."""

    info = "info"
    warning = "warning"
    error = "error"
    off = "off"


class Settings(BaseSettings):
    """The service's configuration: `OKR_DATABASE_URL` and so on."""

    model_config = SettingsConfigDict(env_prefix="OKR_", env_file=".env", frozen=True)

    host: str = "127.0.0.1"
    port: Port = 8000
    data_dir: Path = ROOT / ".okr"  # data, sockets and keys of what we start ourselves
    database_url: DatabaseUrl | None = Field(
        default=None, repr=False
    )  # as the role that owns nothing
    owner_database_url: DatabaseUrl | None = Field(
        default=None, repr=False
    )  # as the owner of the tables: migrates
    token_private_key: SecretStr | None = None  # Ed25519, PEM; else one in the data folder
    cursor_secret: Annotated[SecretStr, Field(min_length=32)] | None = None  # the same
    registration: Registration = Registration.closed
    rate_limit: Annotated[int, Field(ge=0)] = 600  # requests a token and minute; 0: no limit
    pool_size: Annotated[int, Field(ge=1, le=200)] = 10
    log_level: LogLevel = LogLevel.info
    cors_origins: str = ""  # of browsers that may call, separated by commas
