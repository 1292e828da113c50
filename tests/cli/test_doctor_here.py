"""What the doctor finds on this machine."""

import json
import os
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from app.embedded.server import Postgres
from app.http.tokens import Keys
from app.main import create_app
from app.settings import Settings
from tests import tokens
from tests.cli.conftest import Okr
from tests.fuzz.service import served

OTHER_KIND = generate_private_key(SECP256R1()).private_bytes(
    Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
)
GIVEN = {"token_private_key": tokens.PEM, "cursor_secret": "0123456789abcdef" * 4}


def found(okr: Okr, check: str, **environment: object) -> dict[str, str]:
    """Return what one check found."""
    _, said, _ = okr("doctor", "--json", **{"port": 0} | environment)
    (one,) = [each for each in json.loads(said)["checks"] if each["check"] == check]
    return dict(one)


def test_a_person_reads_a_line_a_setting_and_a_line_a_check(okr: Okr, migrated: Postgres) -> None:
    status, said, _ = okr("doctor", port=0, database_url=migrated.app_url, **GIVEN)

    lines = said.splitlines()
    assert status == 0
    assert "  OKR_PORT                0  (environment)" in lines
    assert re.search(r"^  ok    database       PostgreSQL \d+", said, re.MULTILINE)
    assert re.search(r"^  ok    token key      Ed25519, fingerprint \w{16}$", said, re.MULTILINE)
    assert "\x1b" not in said  # no colours where nobody sees them


def test_keys_are_known_by_their_fingerprints(okr: Okr, tmp_path: Path) -> None:
    token, cursor = [found(okr, check, **GIVEN) for check in ("token key", "cursor secret")]

    assert token["said"] == f"Ed25519, fingerprint {Keys.of(tokens.PEM).id}"
    assert re.fullmatch(r"64 characters, fingerprint \w{8}", cursor["said"])
    assert not (tmp_path / "data").exists()  # it makes nothing


def test_keys_that_nobody_gave_are_those_of_the_data_folder(okr: Okr, tmp_path: Path) -> None:
    assert "the first start makes" in found(okr, "token key")["said"]

    keys = tmp_path / "data" / "keys"
    keys.mkdir(parents=True, mode=0o700)
    (keys / "token.pem").write_text(tokens.PEM)
    (keys / "token.pem").chmod(0o600)
    assert Keys.of(tokens.PEM).id in found(okr, "token key")["said"]

    (keys / "token.pem").chmod(0o640)
    open_to_others = found(okr, "token key")
    assert open_to_others["grade"] == "fail"
    assert "chmod 600" in open_to_others["remedy"]


@pytest.mark.parametrize("key", ["nonsense", OTHER_KIND.decode(), ""])
def test_a_key_that_signs_nothing_is_found_and_does_not_start(
    okr: Okr, migrated: Postgres, key: str
) -> None:
    assert found(okr, "token key", token_private_key=key)["grade"] == "fail"

    given = {"token_private_key": key, "database_url": migrated.app_url}
    status, _, complaint = okr("serve", **given)
    assert (status, complaint.count("\n")) == (2, 1)
    assert "OKR_TOKEN_PRIVATE_KEY" in complaint


def test_a_secret_that_can_be_guessed_is_warned_of(okr: Okr) -> None:
    assert found(okr, "cursor secret", cursor_secret="a" * 40)["grade"] == "warn"


def test_a_data_folder_that_others_may_enter_is_warned_of(okr: Okr, tmp_path: Path) -> None:
    assert "will be made" in found(okr, "data folder")["said"]

    (tmp_path / "data").mkdir(mode=0o755)
    (tmp_path / "data").chmod(0o755)
    assert found(okr, "data folder")["grade"] == "warn"

    (tmp_path / "data").chmod(0o700)
    assert found(okr, "data folder")["grade"] == "ok"
    assert list((tmp_path / "data").iterdir()) == []


def test_a_data_folder_that_cannot_be_written_fails(okr: Okr, tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    blocked = found(okr, "data folder", data_dir=tmp_path / "file")

    assert blocked["grade"] == "fail"
    assert "OKR_DATA_DIR" in blocked["remedy"]


@pytest.fixture
def somebody() -> Iterator[int]:
    """A port where something else listens and says nothing that we know."""
    with socket.create_server(("127.0.0.1", 0)) as other:

        def serve() -> None:
            while True:
                try:
                    taken, _ = other.accept()
                except OSError:
                    return
                taken.recv(1000)
                taken.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
                taken.close()

        thread = Thread(target=serve, daemon=True)
        thread.start()
        yield other.getsockname()[1]
        other.shutdown(socket.SHUT_RDWR)
        thread.join(5)


def test_a_port_that_somebody_else_has_fails_and_one_that_we_have_does_not(
    okr: Okr, migrated: Postgres, somebody: int
) -> None:
    assert found(okr, "port", port=somebody)["grade"] == "fail"

    here = Settings.model_validate(GIVEN | {"database_url": migrated.app_url, "log_level": "off"})
    with served(create_app(here)) as address:
        ours = found(okr, "port", port=address.rpartition(":")[2])
    assert ours["grade"] == "ok"
    assert "an OKR service answers there" in ours["said"]


def test_a_variable_that_means_nothing_is_named_with_what_was_meant(okr: Okr) -> None:
    typo = found(okr, "environment", registraton="open")

    assert typo["said"] == "OKR_REGISTRATON is no setting"
    assert typo["remedy"] == "Did you mean OKR_REGISTRATION?"


def test_a_file_of_settings_is_read_among_others_lines_and_is_nobody_else_s(
    okr: Okr, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("OKR_POOL_SIZE=7\nPOSTGRES_PASSWORD=of somebody else\n")
    (tmp_path / ".env").chmod(0o644)

    _, said, _ = okr("doctor", "--json", port=0)
    settings = {each["name"]: each for each in json.loads(said)["settings"]}
    assert settings["OKR_POOL_SIZE"] == {"name": "OKR_POOL_SIZE", "value": "7", "source": ".env"}
    assert settings["OKR_PORT"]["source"] == "environment"
    assert settings["OKR_HOST"]["source"] == "default"
    assert found(okr, "environment")["remedy"] == "chmod 600 .env"

    os.chmod(tmp_path / ".env", 0o600)
    assert found(okr, "environment")["grade"] == "ok"


def test_a_setting_that_cannot_be_is_a_finding_of_its_own(okr: Okr, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("OKR_REGISTRATON=open\n")

    status, said, _ = okr("doctor", "--json", port="many")

    assert status == 1
    wrong = [each["said"].partition(":")[0] for each in json.loads(said)["checks"]]
    assert sorted(wrong) == ["OKR_PORT", "OKR_REGISTRATON"]
    assert "many" not in said
