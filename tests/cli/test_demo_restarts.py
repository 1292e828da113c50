"""The demo's Postgres dies while people are served."""

import os
import signal
import time
from collections import Counter
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

from tests.cli.conftest import Start
from tests.cli.process import free_port, stopped
from tests.served import PATIENCE, announced

RECOVERY = 2.0  # seconds from when Postgres takes connections again to the first 2xx
Answer = tuple[int, str | None]  # the status, and when to come again


class Reader:
    """Somebody who reads the objectives over and over."""

    def __init__(self, told: dict[str, str]) -> None:
        self.address = urlsplit(told["base_url"]).netloc
        self.path = f"/v1/orgs/{told['org']}/objectives?limit=1"
        self.headers = {"Authorization": f"Bearer {told['token']}"}

    def ask(self) -> Answer:
        connection = HTTPConnection(self.address, timeout=10)
        connection.request("GET", self.path, headers=self.headers)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.status, answer.headers["retry-after"]

    def until(self, status: int) -> tuple[float, Counter[Answer]]:
        """Ask until this is the answer; return when it came, and all answers."""
        said: Counter[Answer] = Counter()
        patience = time.monotonic() + PATIENCE
        while time.monotonic() < patience:
            answer = self.ask()
            said[answer] += 1
            if answer[0] == status:
                return time.time(), said
        raise AssertionError(said)


def postmaster(data: Path) -> int:
    return int((data / "postmaster.pid").read_text().split()[0])


def checkpointer(server: int) -> int:
    """Return the child without which a server cannot be, and ends all others to begin anew."""
    children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    (found,) = [c for c in children if "checkpointer" in Path(f"/proc/{c}/cmdline").read_text()]
    return int(found)


def ready_since(data: Path, other: int) -> float:
    """Return when a server other than the one that was killed began to take connections."""
    file = data / "postmaster.pid"
    lines = file.read_text().splitlines()
    assert int(lines[0]) != other
    assert lines[7].strip() == "ready"
    return file.stat().st_mtime


def test_who_asks_while_it_is_away_is_told_when_to_come_again_and_soon_served(
    start: Start, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    demo = start("demo", data_dir=data, port=free_port(), log_level="off")
    reader = Reader(announced(data / "demo.json", demo))
    assert reader.ask() == (200, None)

    cluster = data / "postgres" / "pgdata"
    for _ in range(3):
        killed = postmaster(cluster)
        os.kill(killed, signal.SIGKILL)
        reader.until(503)
        back, said = reader.until(200)

        recovered = ready_since(cluster, killed)
        assert {answer for answer in said if answer[0] != 200} == {(503, "2")}
        assert back - recovered < RECOVERY

    os.kill(checkpointer(server := postmaster(cluster)), signal.SIGKILL)
    reader.until(503)
    reader.until(200)
    assert postmaster(cluster) == server

    said_of_it = stopped(demo, signal.SIGTERM)
    assert said_of_it.count("ended on its own (status -9) and is started again.") == 3
    assert said_of_it.count("takes connections again") == 3


def test_a_demo_whose_data_broke_ends_and_says_why(start: Start, tmp_path: Path) -> None:
    data = tmp_path / "data"
    demo = start("demo", data_dir=data, port=free_port(), log_level="off")
    announced(data / "demo.json", demo)
    cluster = data / "postgres" / "pgdata"

    (cluster / "global" / "pg_control").unlink()
    os.kill(postmaster(cluster), signal.SIGKILL)
    said = demo.communicate(timeout=PATIENCE)[0]

    assert demo.returncode == 2
    assert "Postgres does not start" in said
    assert "Traceback" not in said
    assert not (data / "demo.json").exists()
