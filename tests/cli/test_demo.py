import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from app.cli.listen import listen_near
from app.cli.progress import progress
from app.settings import Settings
from tests.cli.conftest import Okr, Start
from tests.cli.process import free_port, said_until, stopped
from tests.served import announced

MEMBERS = {"base_url", "org", "email", "password", "token", "pid"}


def answers(url: str) -> bool:
    """Ask for what is not there: the service itself says so."""
    with pytest.raises(HTTPError) as refused:
        urlopen(f"{url}/v1/nothing")
    with refused.value as response:
        return response.headers["content-type"] == "application/problem+json"


def test_a_demo_serves_and_a_second_one_beside_it_outlives_it(start: Start, tmp_path: Path) -> None:
    data, port = tmp_path / "data", free_port()
    file = data / "demo.json"

    first = start("demo", data_dir=data, port=port)
    told = announced(file, first)

    assert told.keys() == MEMBERS
    assert told["base_url"] == f"http://127.0.0.1:{port}"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    keys = list((data / "keys").iterdir())
    assert {stat.S_IMODE(key.stat().st_mode) for key in keys} == {0o600}
    assert answers(told["base_url"])

    second = start("demo", data_dir=data, port=port)
    said = said_until(second, "Stop ")
    assert "shares its Postgres" in said.splitlines()[0]
    url = re.search(r"API +(\S+)/v1", said)
    assert url
    assert url[1] != told["base_url"]
    assert announced(file, first) == told

    assert re.search(r"Postgres +\d+.*data in ", stopped(first, signal.SIGTERM))
    assert announced(file, second)["base_url"] == url[1]
    assert answers(url[1])

    stopped(second, signal.SIGINT)
    assert not file.exists()
    assert not (data / "postgres" / "pgdata" / "postmaster.pid").exists()


def test_a_port_that_is_asked_for_and_taken_is_said_with_the_remedy(okr: Okr) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        status, _, complaint = okr("demo", port=port)

    assert status == 2
    assert f"port {port}" in complaint
    assert "OKR_PORT" in complaint


def test_of_ports_that_are_taken_the_next_free_one_is_found() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        with listen_near(Settings(port=port)) as listener:
            assert port < listener.getsockname()[1] <= port + 100


def test_another_size_than_the_one_that_is_there_is_refused_with_the_remedy(
    okr: Okr, tmp_path: Path
) -> None:
    kept = {"org": "warmisle", "email": "-", "password": "-", "token": "-", "size": "small"}
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "demo-credentials.json").write_text(json.dumps(kept))

    status, said, complaint = okr("demo", "--size", "large", "--quiet")

    assert (status, said) == (2, "")
    assert "--size large --reset" in complaint


def test_progress_is_told_by_quarters_where_nobody_looks_at_a_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with progress("Loading") as show:
        for hundredth in range(101):
            show(hundredth / 100)

    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines() == [f"Loading {part} %" for part in (25, 50, 75, 100)]
    with progress("Loading", quiet=True) as show:
        show(1)
    assert capsys.readouterr().err == ""


def test_progress_is_a_bar_on_a_terminal() -> None:
    ours, theirs = os.openpty()
    code = "from app.cli.progress import progress\nwith progress('Loading') as show: show(1)"

    subprocess.run([sys.executable, "-c", code], stderr=theirs, check=True)

    os.close(theirs)
    drawn = os.read(ours, 10_000).decode()
    assert "100%" in drawn
    assert "#" in drawn
