import os
import stat
from pathlib import Path

import pytest

from app.embedded import identity
from app.embedded.binaries import find_binaries
from app.embedded.errors import CannotRun
from app.embedded.folder import Folder
from app.private_files import kept, write_private


@pytest.mark.parametrize("name", ["deep" * 30, "one, two"])
def test_a_path_that_no_socket_can_have_has_its_sockets_elsewhere(
    tmp_path: Path, name: str
) -> None:
    near, far = Folder(tmp_path), Folder(tmp_path / name)

    assert near.sockets == tmp_path / "run"
    assert far.sockets == Folder(far.root).sockets
    assert len(str(far.sockets)) < 50
    far.open()
    assert stat.S_IMODE(far.sockets.stat().st_mode) == 0o700
    far.sockets.rmdir()


def test_a_folder_of_sockets_that_others_may_enter_is_refused(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run").chmod(0o755)

    with pytest.raises(CannotRun, match="open to others"):
        Folder(tmp_path).open()


def test_root_becomes_somebody_else_and_a_person_stays_themselves(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(identity, "geteuid", lambda: 1234)
    assert identity.acceptable("postgres") == ["postgres"]

    monkeypatch.setattr(identity, "geteuid", lambda: 0)
    monkeypatch.setattr(identity, "namespaces_work", lambda: True)
    assert identity.acceptable("postgres")[:2] == ["unshare", "--user"]


def test_root_is_told_the_remedy_where_namespaces_are_forbidden(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(identity, "geteuid", lambda: 0)
    monkeypatch.setattr(identity, "namespaces_work", lambda: False)

    with pytest.raises(CannotRun, match="normal user, or name a database in OKR_DATABASE_URL"):
        identity.acceptable("postgres")


def test_a_named_folder_of_programs_is_the_one_or_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    found = find_binaries()
    monkeypatch.setenv("OKR_PG_BIN", str(found.folder))
    assert find_binaries() == found

    monkeypatch.setenv("OKR_PG_BIN", str(tmp_path))
    with pytest.raises(CannotRun, match="OKR_PG_BIN"):
        find_binaries()


def test_a_secret_is_made_once_and_is_nobody_else_s(tmp_path: Path) -> None:
    file = tmp_path / "keys" / "secret"

    assert kept(file, lambda: "first") == "first"
    assert kept(file, lambda: "second") == "first"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert os.listdir(file.parent) == ["secret"]

    write_private(file, "third")
    assert file.read_text() == "third"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
