"""A line to Postgres that can be cut, and worse: a line that takes everything and says nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from sqlalchemy.engine import URL


class Line:
    """Forwards what it is given, as long as it is `alive`."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port  # a host that is a folder holds a socket
        self.alive = True
        self.era = 0  # calls of an era that is over are dead for good
        self.listener: asyncio.Server | None = None
        self.mine = 0
        self.writers: set[asyncio.StreamWriter] = set()
        self.tasks: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Take calls, always under the same number."""
        self.listener = await asyncio.start_server(self.take, "127.0.0.1", self.mine)
        self.mine = self.listener.sockets[0].getsockname()[1]

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take a call; swallowed from the start, it leads nowhere."""
        self.writers.add(writer)
        if not self.alive:
            self.spawn(reader, None)
            return
        theirs, to_them = await self.dial()
        self.writers.add(to_them)
        self.spawn(reader, to_them)
        self.spawn(theirs, writer)

    async def dial(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Call the far end."""
        if self.host.startswith("/"):
            return await asyncio.open_unix_connection(f"{self.host}/.s.PGSQL.{self.port}")
        return await asyncio.open_connection(self.host, self.port)

    def spawn(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter | None) -> None:
        task = asyncio.create_task(self.carry(reader, writer))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def carry(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter | None
    ) -> None:
        """Carry one direction; what comes while the line is dead is lost for good."""
        era = self.era
        with suppress(OSError):
            while data := await reader.read(65536):
                if self.alive and writer and era == self.era:
                    writer.write(data)
                    await writer.drain()
            while not self.alive:  # noqa: ASYNC110  (an end that hangs up is not heard either)
                await asyncio.sleep(0.02)
        if writer:
            writer.close()

    def swallow(self) -> None:
        """Keep every connection, and lose what is sent: packets dropped, no reset."""
        self.alive = False

    def strand(self) -> None:
        """Lose what is sent on the calls there are, and carry new ones: a firewall forgot us."""
        self.era += 1

    def heal(self) -> None:
        """Forward again. What was lost stays lost."""
        self.alive = True

    async def cut(self) -> None:
        """Hang up on everybody, and take no calls."""
        if self.listener is not None:
            self.listener.close()
            self.listener = None
        for task in list(self.tasks):
            task.cancel()
        for writer in self.writers:
            writer.transport.abort()
        self.writers.clear()
        await asyncio.sleep(0)


@asynccontextmanager
async def line_to(url: URL) -> AsyncIterator[tuple[Line, URL]]:
    """Yield a line to a server, and the address at its near end."""
    host, port = url.query.get("host", url.host), url.query.get("port", url.port or 5432)
    line = Line(str(host), int(str(port)))
    await line.open()
    try:
        yield line, url.set(host="127.0.0.1", port=line.mine, query={})
    finally:
        await line.cut()
