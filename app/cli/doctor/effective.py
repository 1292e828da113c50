"""The settings as they are in effect, without what must not be seen."""

from collections.abc import Iterator
from dataclasses import dataclass
from os import environ

from pydantic import SecretStr
from sqlalchemy.engine import make_url

from app.settings import PREFIX, Settings

HIDDEN = "***"
SECRETS = {"password", "sslpassword", "passfile"}  # of the query of a database's address


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting, its value as it may be shown, and where it comes from."""

    name: str
    value: str
    source: str


def effective(settings: Settings) -> Iterator[Setting]:
    """Yield every setting."""
    for field in type(settings).model_fields:
        name = f"{PREFIX}{field.upper()}"
        yield Setting(name, shown(getattr(settings, field)), source_of(name, field, settings))


def shown(value: object) -> str:
    """Return a value without its secret."""
    if isinstance(value, SecretStr):
        return f"{HIDDEN} ({len(value.get_secret_value())} characters)"
    text = "" if value is None else str(value)
    return without_password(text) if text.startswith("postgresql") else text


def without_password(address: str) -> str:
    """Return the address of a database as people write it, its password hidden."""
    url = make_url(address).set(drivername="postgresql")
    query = {name: HIDDEN if name in SECRETS else value for name, value in url.query.items()}
    return url.set(query=query).render_as_string(hide_password=True).replace("%2F", "/")


def source_of(name: str, field: str, settings: Settings) -> str:
    """Say who decided it."""
    if name in {known.upper() for known in environ}:
        return "environment"
    return ".env" if field in settings.model_fields_set else "default"
