"""A plain http page beside the app that hands phones the authority's certificate, and words on what to tap."""

import http.server
import threading
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import NameOID

from app.kit.web import ENVIRONMENT, STATIC

CSS = ("tokens", "reset", "base", "layout", "buttons", "cards", "utilities")
FONT = "fonts/besley-600.woff2"
POLICY = ("default-src 'none'; style-src 'self'; font-src 'self'; "
          "frame-ancestors 'none'; base-uri 'none'; form-action 'none'")


def pages(authority: Path, app_address: str) -> dict[str, tuple[str, bytes]]:
    """Every page of this door: path → (content type, bytes)."""
    made = x509.load_pem_x509_certificate(authority.read_bytes())
    der = made.public_bytes(serialization.Encoding.DER)
    words = ENVIRONMENT.get_template("care/trust.html").render(
        app_address=app_address, name=made.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value,
        fingerprint=made.fingerprint(hashes.SHA256()).hex(":").upper().split(":"))
    css = b"\n".join((STATIC / "css" / f"{name}.css").read_bytes() for name in CSS)
    return {"/": ("text/html; charset=utf-8", words.encode()), "/css/page.css": ("text/css; charset=utf-8", css),
            f"/{FONT}": ("font/woff2", (STATIC / FONT).read_bytes()),
            "/shoeleather-authority.crt": ("application/x-x509-ca-cert", der)}


def open_door(host: str, port: int, served: dict[str, tuple[str, bytes]]) -> http.server.ThreadingHTTPServer:
    """Serve these pages until the process ends; nothing else, and nothing can be sent to it."""
    server = http.server.ThreadingHTTPServer((host, port), type("TrustDoor", (_Door,), {"served": served}))
    threading.Thread(target=server.serve_forever, daemon=True, name="trust-door").start()
    return server


class _Door(http.server.BaseHTTPRequestHandler):
    served: dict[str, tuple[str, bytes]] = {}
    timeout = 10
    server_version, sys_version = "", ""

    def do_GET(self) -> None:
        kind, content = self.served.get(self.path, ("text/plain; charset=utf-8", b"There is no such page."))
        self.send_response(200 if self.path in self.served else 404)
        for name, value in (("Content-Type", kind), ("Content-Length", str(len(content))),
                            ("Content-Security-Policy", POLICY), ("X-Content-Type-Options", "nosniff"),
                            ("Referrer-Policy", "no-referrer"), ("Cache-Control", "no-store")):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_) -> None:
        """Say nothing: these lines would bury the address."""
