"""How long a connection may do nothing of use: uvicorn itself never ends one that is silent, sends half a head, or does
not take its answer.

What is counted is the time until a head is complete, from the connection's beginning and from each answer's end; bytes
that come meanwhile do not lengthen it. An answer that waits to be taken is looked at again and again: each time enough
of it must have gone. A body's own pace is watched where it is read (kit/steady.py).
"""

import fcntl
import struct
import termios
from asyncio import AbstractEventLoop, Transport
from collections.abc import Callable

from uvicorn.loops.auto import auto_loop_factory
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from app.settings import Settings

HEAD_BYTES = 64 * 1024


def _no(status: str, words: str) -> bytes:
    return (f"HTTP/1.1 {status}\r\ncontent-type: text/plain; charset=utf-8\r\nx-content-type-options: nosniff\r\n"
            f"content-length: {len(words)}\r\nconnection: close\r\n\r\n{words}").encode()


TOO_MUCH = _no("431 Request Header Fields Too Large", "The head of this request is too large.")
TWO_HOSTS = _no("400 Bad Request", "This request names two hosts.")


class Patience(HttpToolsProtocol):
    """uvicorn's protocol with an end to waiting. seconds: how long a head may take, and the pause between two looks at
    an answer; rate: bytes a second of it that must have been taken."""

    seconds: float = 20
    rate: float = 1024
    _timer = None
    _look = None
    _head = 0
    _in_head = True

    def connection_made(self, transport) -> None:
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc) -> None:
        self._stop()
        self._unwatch()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._in_head:
            self._head += len(data)
        super().data_received(data)
        if self._in_head and self._head > HEAD_BYTES and not self.transport.is_closing():
            self._refuse(TOO_MUCH)

    def on_message_begin(self) -> None:
        self._in_head, self._fields, self._hosts = True, 0, 0
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        self._fields += len(name) + len(value)
        self._hosts += name.lower() == b"host"
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._in_head, self._head = False, 0
        self._stop()
        if not self.flow.write_paused:
            self._unwatch()
        if self._hosts > 1:  # whose it is would be a matter of taste (RFC 9112, 3.2)
            self._refuse(TWO_HOSTS)
            return
        if self._fields + len(self.url) > HEAD_BYTES:
            self._refuse(TOO_MUCH)
            return
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        if self.cycle is not None:
            super().on_body(body)

    def on_message_complete(self) -> None:
        if self.cycle is not None:
            super().on_message_complete()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._watch()

    def resume_writing(self) -> None:
        super().resume_writing()
        if not self._is_answered():
            self._unwatch()  # more is written from now on, and what is left says nothing of what was taken

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self._is_answered():
            self._watch()

    def _is_answered(self) -> bool:
        return self.cycle is not None and self.cycle.response_complete and not self.pipeline

    def _watch(self) -> None:
        """From now on what waits to be taken must go; when it has gone, a head may be waited for again."""
        self._unwatch()
        if self.transport.get_write_buffer_size():
            self._left = untaken(self.transport)
            self._look = self.loop.call_later(self.seconds, self._looked)
        elif self._is_answered() and not self.transport.is_closing():
            self._wait()

    def _looked(self) -> None:
        if self._left - untaken(self.transport) < min(self._left, self.rate * self.seconds):
            self._end()
        else:
            self._watch()

    def _unwatch(self) -> None:
        if self._look is not None:
            self._look.cancel()
            self._look = None

    def _wait(self) -> None:
        self._stop()
        self._timer = self.loop.call_later(self.seconds, self._end)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _end(self) -> None:
        self.transport.abort()  # close() would wait for whatever the other side does not take

    def _refuse(self, answer: bytes) -> None:
        self._stop()
        if self.cycle is not None and not self.cycle.response_complete:
            self.transport.abort()  # an answer to an earlier request is still on its way
            return
        self.transport.write(answer)
        self.transport.close()


def untaken(transport: Transport) -> int:
    """Bytes of answers the other side has not confirmed: ours, and on Linux those the kernel holds for it."""
    ours = transport.get_write_buffer_size()
    try:
        line = transport.get_extra_info("socket").fileno()
        return ours + struct.unpack("i", fcntl.ioctl(line, termios.TIOCOUTQ, bytes(4)))[0]
    except (OSError, ValueError):
        return ours


def patience(settings: Settings) -> type[Patience]:
    """The protocol with this much of it."""
    return type("Patience", (Patience,), {"seconds": settings.head_seconds, "rate": settings.body_rate})


def patient_loop(settings: Settings) -> Callable[[], AbstractEventLoop]:
    """Makes the event loop uvicorn would, in which shaking hands for TLS takes no longer than a head may: no protocol
    of ours is asked before, and asyncio itself waits a minute."""
    def made() -> AbstractEventLoop:
        loop = auto_loop_factory()()
        opened = loop.create_server

        def create_server(*about, ssl=None, **more):
            return opened(*about, ssl=ssl, **more, **({"ssl_handshake_timeout": settings.head_seconds} if ssl else {}))
        loop.create_server = create_server
        return loop
    return made
