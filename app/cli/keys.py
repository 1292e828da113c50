"""The secrets of a service: the environment's, or our own, made once and kept."""

import secrets
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pydantic import SecretStr

from app.embedded.errors import CannotRun
from app.http.tokens import Keys
from app.private_files import kept, private_folder
from app.settings import Settings

TOKEN, CURSOR = Path("keys", "token.pem"), Path("keys", "cursor")  # in the data folder
UNREADABLE = (ValueError, TypeError, UnsupportedAlgorithm)  # no PEM, locked, of an odd kind
UNFIT = "OKR_TOKEN_PRIVATE_KEY is no private Ed25519 key in PEM: `okr doctor` says how to make one."


def with_keys(settings: Settings) -> Settings:
    """Return settings that have every secret. Several instances must be given the same ones."""
    made = {"token_private_key": (settings.data_dir / TOKEN, new_token_key)}
    made |= {"cursor_secret": (settings.data_dir / CURSOR, new_cursor_secret)}
    missing = {name: how for name, how in made.items() if getattr(settings, name) is None}
    if missing:
        private_folder(settings.data_dir)
    kept_ones = {name: SecretStr(kept(path, make)) for name, (path, make) in missing.items()}
    complete = settings.model_copy(update=kept_ones)
    ensure_it_signs(complete.token_private_key)
    return complete


def ensure_it_signs(key: SecretStr | None) -> None:
    """Refuse a key that no token can be signed with, before anybody is served."""
    try:
        Keys.of(key.get_secret_value() if key else "")
    except UNREADABLE:
        raise CannotRun(UNFIT) from None


def new_token_key() -> str:
    """Return the key that access tokens are signed with."""
    key = Ed25519PrivateKey.generate()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def new_cursor_secret() -> str:
    """Return what keeps cursors from being forged."""
    return secrets.token_urlsafe(48)
