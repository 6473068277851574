"""How long a connection may say nothing of use: uvicorn itself never ends one that is silent, or sends half a head.

What is counted is the time until a head is complete, from the connection's beginning and from each answer's end; bytes
that come meanwhile do not lengthen it. A body's own pace is watched where it is read (kit/steady.py).
"""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_BYTES = 64 * 1024


def _no(status: str, words: str) -> bytes:
    return (f"HTTP/1.1 {status}\r\ncontent-type: text/plain; charset=utf-8\r\nx-content-type-options: nosniff\r\n"
            f"content-length: {len(words)}\r\nconnection: close\r\n\r\n{words}").encode()


TOO_MUCH = _no("431 Request Header Fields Too Large", "The head of this request is too large.")
TWO_HOSTS = _no("400 Bad Request", "This request names two hosts.")


class Patience(HttpToolsProtocol):
    """uvicorn's protocol with an end to waiting. head_seconds: how long a head may take."""

    head_seconds: float = 20
    _timer = None
    _head = 0
    _in_head = True

    def connection_made(self, transport) -> None:
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc) -> None:
        self._stop()
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

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if not self.transport.is_closing() and self.cycle.response_complete and not self.pipeline:
            self._wait()

    def _wait(self) -> None:
        self._stop()
        self._timer = self.loop.call_later(self.head_seconds, self._end)

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


def patience(head_seconds: float) -> type[Patience]:
    """The protocol with this much of it."""
    return type("Patience", (Patience,), {"head_seconds": head_seconds})
