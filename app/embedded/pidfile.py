"""What a Postgres says of itself in `postmaster.pid`."""

from pathlib import Path

NAME = "postmaster.pid"
PID, STATE = 0, 7  # lines


def lines_of(data: Path) -> list[str]:
    """Return its lines, or none."""
    try:
        return [line.strip() for line in (data / NAME).read_text().splitlines()]
    except OSError:
        return []


def written_pid(data: Path) -> int:
    """Return the process that it names, or 0."""
    first = lines_of(data)[PID : PID + 1]
    return int(first[0]) if first and first[0].isdecimal() else 0


def takes_connections(data: Path, pid: int) -> bool:
    """Say whether this very process has come up: another's file may still lie there."""
    lines = lines_of(data)
    return lines[PID : PID + 1] == [str(pid)] and lines[STATE : STATE + 1] == ["ready"]
