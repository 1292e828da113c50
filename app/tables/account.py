"""A person who signs in, in whatever organizations."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel import Field, SQLModel

from app.tables.base import new_id, now
from app.tables.constraints import one_of
from app.tables.values import Title


class Locale(StrEnum):
    """A language that we speak."""

    en = "en"
    zh = "zh"


class AccountFields(SQLModel):
    """What a person writes about themselves."""

    name: Title
    locale: Locale = Field(sa_type=one_of(Locale))


class Account(AccountFields, SQLModel, table=True):
    """One e-mail address and its password. Of no tenant: reached by address or by its own id."""

    id: UUID = Field(default_factory=new_id, primary_key=True)
    created_at: datetime = Field(default_factory=now)
    updated_at: datetime = Field(default_factory=now)
    version: int = 1
    email: str = Field(max_length=254, unique=True)  # lower case
    password_hash: str = Field(max_length=255)
