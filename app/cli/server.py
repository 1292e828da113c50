"""The HTTP server around the application."""

import asyncio
import gc
from collections.abc import Callable
from socket import socket
from types import FrameType

import uvicorn
from fastapi import FastAPI

PATIENCE = 3  # seconds that answers under way have when we are told to stop
YOUNG = 20_000  # new objects until garbage is looked for: more than a full pool of requests holds


def look_less_for_garbage() -> None:
    """Spare what was made to serve, which stays, and look less often among what requests leave.

    Hardly anything of a request is garbage that only a search finds, and each search stops all.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG)


class Server(uvicorn.Server):
    """A server that says when it listens, and tells what is open that it stops."""

    def __init__(self, app: FastAPI, ready: Callable[[], None]) -> None:
        """Serve the application, and nothing that uvicorn would add to it."""
        super().__init__(
            uvicorn.Config(
                app,
                loop="uvloop",
                http="httptools",
                ws="none",
                lifespan="on",
                access_log=False,
                log_config=None,
                server_header=False,
                proxy_headers=False,
                timeout_graceful_shutdown=PATIENCE,
            )
        )
        self.app, self.ready = app, ready
        self.loop: asyncio.AbstractEventLoop | None = None
        # An answer without end, as a stream of events, must wait for this too.
        app.state.stopping = asyncio.Event()

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Start, and say so."""
        self.loop = asyncio.get_running_loop()
        await super().startup(sockets)
        if self.started:
            look_less_for_garbage()
            self.ready()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop; the second time at once.

        Uvicorn's own way raises the signal anew when it is done, which would skip what is to be
        tidied up after it.
        """
        self.force_exit = self.should_exit
        self.stop()

    def stop(self) -> None:
        """Stop: any thread may say so."""
        self.should_exit = True
        self.app.state.draining = True  # `/readyz` says so
        if self.loop:
            self.loop.call_soon_threadsafe(self.app.state.stopping.set)

    def serve_on(self, listener: socket) -> None:
        """Serve until we are told to stop. The listener is closed at the end."""
        with listener:
            self.run(sockets=[listener])
