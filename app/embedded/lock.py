"""One keeper a folder: the kernel forgets the lock when its holder is gone, however that ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event


@contextmanager
def turn(path: Path, stopping: Event) -> Iterator[bool]:
    """Wait until the lock is ours, which is true, or until we stop, which is false."""
    handle = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        yield wait_for(handle, stopping)
    finally:
        os.close(handle)


def wait_for(handle: int, stopping: Event) -> bool:
    """Ask again and again, for a wait in the kernel could not be called off."""
    while not stopping.is_set():
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            stopping.wait(0.1)
    return False
