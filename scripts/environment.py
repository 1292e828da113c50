"""Makes .venv, and keeps it current. Standard library only: it runs before anything is installed.

There is one environment. `make run` installs requirements/run.txt; the first `make test` adds
requirements/dev.txt, which is locked to the same versions and contains it. A stamp says what was
installed: the hash of the requirements, of pyproject.toml, of the Python and of the place. Where it
is current nothing is done; where the Python or the place has changed, .venv is made anew.

What generates a client is not the project and needs other versions: it has one of its own.
"""

import fcntl
import shutil
import subprocess
import sys
import venv
from hashlib import sha256
from pathlib import Path

VENV, CLIENTS = Path(".venv"), Path(".clients/venv")
PIP = ("-m", "pip", "--disable-pip-version-check", "--no-input", "install", "-qq")
# Compiled on import, and then only what is imported: half of the time of an installation.
LOCKED = ("--require-hashes", "--no-deps", "--no-compile")
EDITABLE = ("--no-deps", "--no-build-isolation", "--no-compile", "--editable", ".")
CONTAINED = {"run": ("run", "dev")}  # what satisfies a wish beside itself


def environment(kind: str) -> Path:
    """Return the folder to install into."""
    return CLIENTS if kind == "clients" else VENV


def stamp(kind: str) -> Path:
    """Return the file that says what was installed."""
    return environment(kind) / f"okr-{kind}.stamp"


def place(folder: Path) -> str:
    """Return what an environment cannot be moved away from."""
    return f"{sys.version}\n{sys.base_prefix}\n{folder.resolve()}\n"


def wanted(kind: str) -> str:
    """Return what the stamp says of a current environment."""
    files = (Path("requirements", f"{kind}.txt"), Path("pyproject.toml"))
    hashes = (sha256(file.read_bytes()).hexdigest() for file in files)
    return place(environment(kind)) + "\n".join(hashes)


def is_current(kind: str) -> bool:
    """Say whether this was installed, from these very files."""
    return stamp(kind).exists() and stamp(kind).read_text() == wanted(kind)


def make_venv(folder: Path) -> None:
    """Make it, unless it is there and was made here by this Python."""
    made_by = folder / "okr-place.stamp"
    if made_by.exists() and made_by.read_text() == place(folder):
        return
    shutil.rmtree(folder, ignore_errors=True)
    venv.create(folder, with_pip=True)
    made_by.write_text(place(folder))


def install(kind: str) -> None:
    """Install what is locked, and into .venv the project itself as it lies here."""
    python = str(environment(kind) / "bin" / "python")
    locked = (*LOCKED, "-r", f"requirements/{kind}.txt")
    for what in [locked] if kind == "clients" else [locked, EDITABLE]:
        subprocess.run([python, *PIP, *what], check=True)
    stamp(kind).write_text(wanted(kind))


def is_satisfied(kind: str) -> bool:
    """Say whether nothing is to be done."""
    return any(is_current(one) for one in CONTAINED.get(kind, (kind,)))


def main(kind: str) -> None:
    """Bring .venv up to date. Of two at once, the second waits."""
    with open("pyproject.toml", "rb") as project:
        fcntl.flock(project, fcntl.LOCK_EX)
        if not is_satisfied(kind):
            folder = environment(kind)
            print(f"Installing what requirements/{kind}.txt lists into {folder} ...", flush=True)
            make_venv(folder)
            install(kind)


if __name__ == "__main__":
    if "current" in sys.argv:
        sys.exit(not is_satisfied(sys.argv[1]))
    try:
        main(sys.argv[1])
    except subprocess.CalledProcessError:
        sys.exit("The packages could not be installed: see above, then run it again.")
