"""A wire between browser and server that can be cut, mended, and made to swallow an answer that was already given."""

import asyncio
import threading
from contextlib import suppress


class Wire:
    """Listens on a loopback port and passes bytes on to `target`; the port stays the same through every cut.

    swallowed: answers taken away so far. Everything is done when a call returns.
    """

    def __init__(self, target: int):
        self.target, self.port, self.swallowed = target, 0, 0
        self._marker, self._left = b"", 0
        self._server, self._open = None, set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.mend()

    def mend(self) -> None:
        """Pass bytes on; again: a whole wire stays whole."""
        self._do(self._listen())

    def cut(self) -> None:
        """Refuse new connections and break those that are open."""
        self._do(self._break())

    def swallow(self, request_line: bytes, answers: int) -> None:
        """Take the next answers to such a request away and hang up: the server has done it, nobody hears of it."""
        self._marker, self._left = request_line, answers

    def close(self) -> None:
        """Cut for good."""
        self.cut()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=10)
        self._loop.close()

    def _do(self, work) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=20)

    async def _listen(self) -> None:
        if self._server is None:
            self._server = await asyncio.start_server(self._carry, "127.0.0.1", self.port)
            self.port = self._server.sockets[0].getsockname()[1]

    async def _break(self) -> None:
        if self._server is not None:
            self._server.close()
        self._server = None
        for writer in [*self._open]:
            writer.transport.abort()
        while self._open:  # noqa: ASYNC110 — every connection takes itself out
            await asyncio.sleep(0.01)

    async def _carry(self, reader, writer) -> None:
        self._open.add(writer)
        onward = None
        try:
            with suppress(OSError):
                onto, onward = await asyncio.open_connection("127.0.0.1", self.target)
                await _first(self._sent(reader, onward, asked := {}), self._told(onto, writer, asked))
        finally:
            for end in filter(None, (writer, onward)):
                end.transport.abort()
            self._open.discard(writer)

    async def _sent(self, reader, onward, asked: dict) -> None:
        while data := await reader.read(65536):
            asked["doomed"] = bool(self._left and self._marker in data) or asked.get("doomed", False)
            onward.write(data)
            await onward.drain()

    async def _told(self, onto, writer, asked: dict) -> None:
        while data := await onto.read(65536):
            if asked.get("doomed"):
                self._left, self.swallowed = self._left - 1, self.swallowed + 1
                return
            writer.write(data)
            await writer.drain()


async def _first(*works) -> None:
    """Until one of them ends; the others end with it."""
    tasks = [asyncio.ensure_future(work) for work in works]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
