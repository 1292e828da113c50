"""What the environment decides. Read once, at start; passed, never looked up."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

ROOT = Path(__file__).parents[1]  # the checkout
PREFIX = "OKR_"
Port = Annotated[int, Field(ge=0, le=65535)]


def through_asyncpg(url: str) -> str:
    """Take the URL as people write it. It may name a folder of sockets, which no DSN type reads."""
    scheme, separator, rest = url.partition("://")
    if not separator or scheme not in {"postgres", "postgresql", "postgresql+asyncpg"}:
        raise ValueError("Write it as postgresql://role:password@host/database.")
    return f"postgresql+asyncpg://{rest}"


def of_the_web(url: str) -> str:
    """Take an address that browsers reach: its path, where it has one, is in front of ours."""
    known = urlsplit(url)
    if known.scheme not in {"http", "https"} or not known.hostname or known.query or known.fragment:
        raise ValueError("Write it as https://okr.example.com.")
    return url.rstrip("/")


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


class OurLines(DotEnvSettingsSource):
    """The lines of `.env` that are ours: others read the file too, as Docker Compose does."""

    def __call__(self) -> dict[str, Any]:
        """Leave others' lines out. One of ours that means nothing is refused."""
        fields, prefix = self.settings_cls.model_fields, PREFIX.lower()
        lines = super().__call__()
        return {n: v for n, v in lines.items() if n in fields or n.startswith(prefix)}


class Settings(BaseSettings):
    """The service's configuration: `OKR_DATABASE_URL` and so on.

    What stands under each is its description: `okr doctor` and docs/operators.md show it.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", frozen=True, use_attribute_docstrings=True
    )

    host: str = "127.0.0.1"
    """Address to listen on; `0.0.0.0` for all."""
    port: Port = 8000
    """Port to listen on. The demo takes the next free one unless this is set."""
    data_dir: Path = ROOT / ".okr"
    """Folder of what the service keeps itself: keys that were not given, the demo's Postgres."""
    database_url: DatabaseUrl | None = Field(default=None, repr=False)
    """The database, as the role that owns nothing (`okr_app`). Without it only the demo runs."""
    owner_database_url: DatabaseUrl | None = Field(default=None, repr=False)
    """The same database as the role that owns its tables: for `okr migrate` and `okr verify`."""
    token_private_key: SecretStr | None = None
    """Ed25519 key (PEM) that signs access tokens; else one is made and kept in the data folder."""
    cursor_secret: Annotated[SecretStr, Field(min_length=32)] | None = None
    """What keeps cursors from being forged, 32 characters or more; else made and kept likewise."""
    registration: Registration = Registration.closed
    """Whether strangers may register an organization: `open` or `closed`. The demo's is open."""
    rate_limit: Annotated[int, Field(ge=0)] = 600
    """Requests a token and minute, counted in each process; 0 for no limit, as in the demo."""
    public_url: Annotated[str, AfterValidator(of_the_web)] | None = None
    """Address under which people reach the service, for links; else that which a request names."""
    pool_size: Annotated[int, Field(ge=1, le=200)] = 10
    """Connections of each of two pools, in each process."""
    log_level: LogLevel = LogLevel.info
    """Which requests are logged: `info` all, `warning` refused, `error` failed, `off` none."""
    cors_origins: str = ""
    """Origins of browsers that may call, separated by commas."""

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], *sources: PydanticBaseSettingsSource, **more: Any
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read what is passed, then the environment, then our lines of `.env`."""
        return more["init_settings"], more["env_settings"], OurLines(settings_cls)
