"""The secrets of the service: whether they are what they should be, and nobody else's."""

import os
import stat
from hashlib import sha256
from pathlib import Path

from pydantic import SecretStr

from app.cli.doctor.finding import Finding, fail, ok, warn
from app.cli.keys import CURSOR, TOKEN, UNREADABLE
from app.http.tokens import Keys
from app.settings import Settings

LEAST, VARIED = 32, 10  # characters, and how many different ones
NEW_KEY = "Make one: openssl genpkey -algorithm ed25519; or leave it out, and one is made."
NEW_SECRET = "Make one: openssl rand -base64 48; or leave it out, and one is made."


def examine_token_key(settings: Settings) -> Finding:
    """Say whether access tokens can be signed."""
    check = "token key"
    secret = found(check, settings.token_private_key, settings.data_dir / TOKEN)
    if isinstance(secret, Finding):
        return secret
    try:
        return ok(check, f"Ed25519, fingerprint {Keys.of(secret).id}")
    except UNREADABLE:
        return fail(check, "is no private Ed25519 key in PEM", NEW_KEY)


def examine_cursor_secret(settings: Settings) -> Finding:
    """Say whether cursors cannot be forged."""
    check = "cursor secret"
    secret = found(check, settings.cursor_secret, settings.data_dir / CURSOR)
    if isinstance(secret, Finding):
        return secret
    print_of_it = sha256(f"okr cursor secret {secret}".encode()).hexdigest()[:8]
    said = f"{len(secret)} characters, fingerprint {print_of_it}"
    if len(secret) < LEAST:
        return fail(check, said, f"It needs {LEAST} at least. {NEW_SECRET}")
    if len(set(secret)) < VARIED:
        return warn(check, f"{said}, few of them different", NEW_SECRET)
    return ok(check, said)


def found(check: str, given: SecretStr | None, file: Path) -> str | Finding:
    """Return the secret that is in effect, or what is to be said of its file."""
    if given is not None:
        return given.get_secret_value()
    try:
        if (mode := stat.S_IMODE(file.stat().st_mode)) & 0o077:
            remedy = f"chmod 600 {file}; where others are on this machine, remove it: one is made."
            return fail(check, f"others may read {file} (mode {mode:o})", remedy)
        return file.read_text()
    except FileNotFoundError:
        return ok(check, f"none yet: the first start makes {file}")
    except OSError as error:
        remedy = f"Give the file to whoever runs this: chown {os.geteuid()} {file}"
        return fail(check, f"{file} cannot be read: {error.strerror}", remedy)
