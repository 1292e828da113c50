"""What an account may do, and how its credentials end."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from app.domain.actor import Account
from app.domain.errors import Conflict, Forbidden, NotValid
from app.domain.reach import ScopeTooLow
from app.domain.role import Scope

SESSION_LIFE = timedelta(days=30)  # however often it is renewed
IDLE_LIFE = timedelta(days=7)
GRACE = timedelta(seconds=10)  # an answer may get lost on its way
INVITATION_LIFE = timedelta(days=7)
TOKEN_DAYS, MOST_TOKEN_DAYS = 90, 366


class RegistrationClosed(Forbidden):
    """Strangers cannot register here."""

    code = "registration_closed"


class EmailTaken(Conflict):
    """Somebody has registered with this e-mail."""

    code = "email_taken"


class AccountExists(Conflict):
    """The e-mail of the invitation has an account, which alone can accept it."""

    code = "account_exists"


class WrongPassword(NotValid):
    """The present password is another one."""

    code = "wrong_password"


class PasswordRequired(NotValid):
    """A new account needs a password."""

    code = "password_required"


class ExpiryUnfit(NotValid):
    """A token ends within 366 days, and not before today."""

    code = "expiry_unfit"


def refresh_until(at: datetime, session_until: datetime) -> datetime:
    """Return how long a refresh token is good: it never outlives its session."""
    return min(at + IDLE_LIFE, session_until)


def is_lost_answer(used_at: datetime, at: datetime) -> bool:
    """Whether a used refresh token comes again because its answer got lost."""
    return at - used_at <= GRACE


def token_until(today: date, wanted: date | None) -> date:
    """Return the last day of a personal token, or raise where it is not one to choose."""
    last = wanted or today + timedelta(days=TOKEN_DAYS)
    if not today <= last <= today + timedelta(days=MOST_TOKEN_DAYS):
        raise ExpiryUnfit("/expires_on", days=MOST_TOKEN_DAYS)
    return last


def widest(scopes: Iterable[Scope]) -> Scope:
    """Return the scope that includes the others."""
    return max(scopes, key=list(Scope).index)


def included(scope: Scope) -> list[Scope]:
    """Return a scope with those that it includes."""
    every = list(Scope)
    return every[: every.index(scope) + 1]


def ensure_unbound(account: Account, least: Scope) -> None:
    """Raise where a credential reaches into one organization only, or not far enough."""
    if account.org_id is not None or widest([account.scope, least]) is not account.scope:
        raise ScopeTooLow(least=least)
