"""Where a service listens."""

import socket

from app.embedded.errors import CannotRun
from app.settings import Settings

TRIES = 100


def listen(host: str, port: int) -> socket.socket:
    """Take the port, or raise OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=2048)


def listen_there(settings: Settings) -> socket.socket:
    """Take the port that is asked for and no other."""
    try:
        return listen(settings.host, settings.port)
    except OSError as error:
        raise CannotRun(
            f"Cannot listen on {settings.host} port {settings.port} ({error.strerror}): "
            "end what runs there, or choose another with OKR_PORT."
        ) from None


def listen_near(settings: Settings) -> socket.socket:
    """Take the port, or the next free one."""
    for port in range(settings.port, min(settings.port + TRIES, 65536)):
        try:
            return listen(settings.host, port)
        except OSError:
            continue
    return listen_there(settings)  # which says what is wrong


def address(listener: socket.socket) -> str:
    """Return the URL under which somebody on this machine gets there."""
    host, port = listener.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
