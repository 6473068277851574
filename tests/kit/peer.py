"""A machine on loopback that answers as a test wants, over TLS when asked to, and remembers who called."""

import socket
import ssl
import threading
from datetime import timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.kit import clock


class Peer:
    """`with Peer(answer) as peer:` answer(connection) writes raw bytes. heard: what each caller sent first."""

    def __init__(self, answer=None, context: ssl.SSLContext | None = None):
        self.answer, self.context, self.heard, self.calls = answer or ok(b"{}"), context, [], 0
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]
        self._threads = []

    def __enter__(self) -> "Peer":
        self._threads.append(threading.Thread(target=self._listen, daemon=True))
        self._threads[0].start()
        return self

    def __exit__(self, *_) -> None:
        self.door.shutdown(socket.SHUT_RDWR)
        self.door.close()
        for each in self._threads:
            each.join(5)

    def _listen(self) -> None:
        while True:
            try:
                caller, _ = self.door.accept()
            except OSError:
                return
            self.calls += 1
            self._threads.append(threading.Thread(target=self._serve, args=(caller,), daemon=True))
            self._threads[-1].start()

    def _serve(self, caller: socket.socket) -> None:
        with caller:
            try:
                with self.context.wrap_socket(caller, server_side=True) if self.context else caller as line:
                    self.heard.append(_whole(line))
                    self.answer(line)
            except OSError:
                pass  # the caller hung up, as several tests want


def _whole(line: socket.socket) -> bytes:
    """A request with its body: a caller who is left unread would be hung up on."""
    said = line.recv(65536)
    head, _, body = said.partition(b"\r\n\r\n")
    due = next((int(each.split(b":")[1]) for each in head.lower().split(b"\r\n")
                if each.startswith(b"content-length")), 0)
    while len(body) < due:
        body += line.recv(65536)
    return head + b"\r\n\r\n" + body


def ok(body: bytes, status: str = "200 OK", more: str = ""):
    head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n{more}\r\n".encode()
    return lambda line: line.sendall(head + body)


@cache
def certified(name: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """(for the peer, for whoever is to believe it) of a certificate for this name, made here and now."""
    key, now = ec.generate_private_key(ec.SECP256R1()), clock.now()
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (x509.CertificateBuilder().subject_name(who).issuer_name(who).public_key(key.public_key())
            .serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
            .sign(key, hashes.SHA256()))
    return _serving(made, key), ssl.create_default_context(cadata=made.public_bytes(
        serialization.Encoding.PEM).decode())


def _serving(made: x509.Certificate, key) -> ssl.SSLContext:
    import tempfile
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.NamedTemporaryFile() as both:
        both.write(made.public_bytes(serialization.Encoding.PEM) + key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
        both.flush()
        context.load_cert_chain(both.name)
    return context
