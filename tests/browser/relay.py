"""A wire with a meter: relays loopback connections to a server and counts every byte that comes back."""

import contextlib
import socket
import threading


class Relay:
    """url: where to ask instead of the server; back: bytes the server sent so far, headers and all."""

    def __init__(self, port: int):
        self._port, self.back, self._lock = port, 0, threading.Lock()
        self._door = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Take no further connection."""
        self._door.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, far = self._door.accept()[0], socket.create_connection(("127.0.0.1", self._port))
                threading.Thread(target=self._copy, args=(near, far, False), daemon=True).start()
                threading.Thread(target=self._copy, args=(far, near, True), daemon=True).start()

    def _copy(self, source, target, is_back) -> None:
        with contextlib.suppress(OSError):
            while content := source.recv(65536):
                with self._lock:
                    self.back += len(content) * is_back
                target.sendall(content)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
