"""Files that are nobody else's business: mode 0600, and never half written."""

import os
from collections.abc import Callable
from pathlib import Path
from tempfile import NamedTemporaryFile


def private_folder(path: Path) -> Path:
    """Make a folder that only we can enter."""
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def write_private(path: Path, content: str) -> None:
    """Write a file at once: a reader finds the old one or the new one, whole."""
    os.replace(beside(path, content), path)


def kept(path: Path, make: Callable[[], str]) -> str:
    """Return what the file holds. Where there is none, it is made: of two at once, one wins."""
    if not path.exists():
        draft = beside(path, make())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # somebody was faster, and both of us go on with theirs
        finally:
            draft.unlink()
    return path.read_text()


def beside(path: Path, content: str) -> Path:
    """Write a draft in the same folder, with the mode 0600 that such drafts are born with."""
    private_folder(path.parent)
    with NamedTemporaryFile("w", dir=path.parent, prefix=f".{path.name}-", delete=False) as draft:
        draft.write(content)
    return Path(draft.name)
