"""The secrets of a service: the environment's, or our own, made once and kept."""

import secrets

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pydantic import SecretStr

from app.private_files import kept, private_folder
from app.settings import Settings


def with_keys(settings: Settings) -> Settings:
    """Return settings that have every secret. Several instances must be given the same ones."""
    keys = settings.data_dir / "keys"
    made = {"token_private_key": (keys / "token.pem", new_token_key)}
    made |= {"cursor_secret": (keys / "cursor", new_cursor_secret)}
    missing = {name: how for name, how in made.items() if getattr(settings, name) is None}
    if missing:
        private_folder(settings.data_dir)
    return settings.model_copy(
        update={name: SecretStr(kept(path, make)) for name, (path, make) in missing.items()}
    )


def new_token_key() -> str:
    """Return the key that access tokens are signed with."""
    key = Ed25519PrivateKey.generate()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def new_cursor_secret() -> str:
    """Return what keeps cursors from being forged."""
    return secrets.token_urlsafe(48)
