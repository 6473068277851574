"""A small server that speaks capture.md section 3 to the letter and fails on command; for the phone's modules only.

It keeps everything in memory: `entries` (id → line and hash), `photos` (id → bytes), and `calls`, the request log.
"""

import contextlib
import gzip
import hashlib
import http.server
import json
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TYPES = {".js": "text/javascript", ".html": "text/html; charset=utf-8", ".json": "application/json"}
TOKEN = "device-token"


def shell_csp(origin: str) -> str:
    """Policy A of reliability.md 4.1."""
    return (f"default-src 'none'; script-src {origin}/static/; style-src {origin}/static/; font-src {origin}/static/; "
            "img-src 'self' blob:; connect-src 'self'; manifest-src 'self'; worker-src "
            f"{origin}/sw.js; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'; "
            "require-trusted-types-for 'script'; trusted-types sw")


def refusal(code: str, sentence: str) -> dict:
    """The body of every refusal."""
    return {"shoeleather": 1, "error": {"code": code, "sentence": sentence}}


class Fake:
    """State and faults. A fault is a function (handler, path) → True when it has dealt with the request."""

    def __init__(self):
        self.lock = threading.RLock()
        self.reset()

    def reset(self):
        self.entries, self.photos, self.conflicts, self.calls = {}, {}, [], []
        self.epoch, self.token, self.fault = "epoch-1", TOKEN, None
        self.order, self.headers, self.wanted = [], [], []
        self.skew_ms = 0
        self.pages, self.release, self.shell, self.later = {}, "r1", ["/capture", "/offline"], []
        self.fork, self.promised = False, {}
        self.worker = lambda words: words

    def seqs(self, dev):
        held = [json.loads(row["line"]) for row in self.entries.values()]
        return {entry["seq"] for entry in held if entry["dev"] == dev}

    def shell_sha(self, url):
        """The hash the build promises; `promised` overrides what the page really holds."""
        return hashlib.sha256(self.promised.get(url) or self.pages.get(url, b"")).hexdigest()

    def count(self, method, start):
        return sum(1 for m, p in self.calls if m == method and p.startswith(start))


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    fake: Fake

    def log_message(self, *args):
        pass

    def do_GET(self):
        self._any()

    do_POST = do_PUT = do_PATCH = do_HEAD = do_GET

    def _any(self):
        self.body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = self.path.split("?")[0]
        with self.fake.lock:
            self.fake.calls.append((self.command, path))
        fault = self.fake.fault
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            if not (fault and fault(self, path)):
                self._route(path)

    def _route(self, path):
        if path == "/api/v1/sync":
            return self._authorised(self._sync)
        if path.startswith("/api/v1/photos/"):
            return self._authorised(lambda: self._photo(path.rsplit("/", 1)[1]))
        if path == "/api/v1/ping":
            return self.json(200, {"shoeleather": 1, "server_time": self.now()})
        if path == "/devices":
            return self.json(201, {"shoeleather": 1, "token": self.fake.token, "epoch": self.fake.epoch,
                                   "user": {"id": "u_1", "name": "Ada", "initials": "A"}})
        return self._file(path)

    def now(self):
        wall = time.time() + self.fake.skew_ms / 1000
        return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(wall)) + f".{int(wall * 1000) % 1000:03d}Z"

    def json(self, status, what, headers=()):
        self.send(status, json.dumps(what).encode(), "application/json", headers)

    def send(self, status, body, kind, headers=()):
        self.send_response(status)
        if status != 204:
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD" and status != 204:
            self.wfile.write(body)

    def cut(self):
        """Close without an answer."""
        self.close_connection = True
        self.connection.close()

    def _authorised(self, then):
        if self.headers.get("Authorization") != f"Bearer {self.fake.token}":
            return self.json(401, refusal("token", "Sign in again."))
        return then()

    def _sync(self):
        body = gzip.decompress(self.body) if self.headers.get("Content-Encoding") == "gzip" else self.body
        head, *lines = body.decode().split("\n")[:-1]
        header = json.loads(head)
        with self.fake.lock:
            self.fake.headers.append(header)
            results = [self._store(line, n) for n, line in enumerate(lines)]
            answer = self._ledger(header, results)
        return self.json(200, answer)

    def _store(self, line, n):
        entry, digest = json.loads(line), hashlib.sha256(line.encode()).hexdigest()
        held = self.fake.entries.get(entry["id"])
        self.fake.order.append(entry["id"])
        if held is None:
            self.fake.entries[entry["id"]] = {"line": line, "sha": digest}
        elif held["sha"] != digest:
            self.fake.conflicts.append(line)
            return {"n": n, "id": entry["id"], "s": "conflict_kept", "h": digest, "why": None}
        return {"n": n, "id": entry["id"], "s": "duplicate" if held else "stored", "h": digest, "why": None}

    def _ledger(self, header, results):
        seqs = self.fake.seqs(header["dev"])
        through = 0
        while through + 1 in seqs:
            through += 1
        missing = [seq for seq in range(1, max(seqs, default=0)) if seq not in seqs][:500]
        return {"shoeleather": 1, "server_time": self.now(), "epoch": self.fake.epoch, "results": results,
                "device": {"through": through, "missing": missing, "fork": self.fake.fork},
                "photos_wanted": self.fake.wanted,
                "limits": {"batch": 262144, "chunk": 262144}, "min_client": "2026.6"}

    def _photo(self, name):
        held = self.fake.photos.get(name)
        if self.command == "PUT":
            return self._put(name, held)
        if held is None:
            return self.json(404, refusal("not_found", "Not here."))
        offset = ("Upload-Offset", str(len(held["bytes"])))
        if self.command == "HEAD":
            return self.send(200, b"", "application/octet-stream", [offset])
        return self._patch(held, offset)

    def _put(self, name, held):
        size, sha = int(self.headers["Size"]), self.headers["Sha256"]
        if held is None:
            held = self.fake.photos[name] = {"bytes": b"", "size": size, "sha": sha, "entry": self.headers["Entry"]}
        if held["sha"] != sha:
            return self.json(409, refusal("other", "Another picture is here."))
        if self.body and len(held["bytes"]) < size:
            if hashlib.sha256(self.body).hexdigest() != sha:
                return self.json(422, refusal("hash", "Not what was announced."))
            held["bytes"] = self.body
        return self.json(200, {"shoeleather": 1, "offset": len(held["bytes"]), "complete": len(held["bytes"]) == size})

    def _patch(self, held, offset):
        if int(self.headers["Upload-Offset"]) != len(held["bytes"]) or len(held["bytes"]) >= held["size"]:
            return self.send(409, b"{}", "application/json", [offset])
        if hashlib.sha256(self.body).hexdigest() != self.headers["Chunk-Sha256"]:
            return self.send(422, b"{}", "application/json", [offset])
        held["bytes"] += self.body
        if len(held["bytes"]) == held["size"] and hashlib.sha256(held["bytes"]).hexdigest() != held["sha"]:
            held["bytes"] = b""
        return self.send(204, b"", "", [("Upload-Offset", str(len(held["bytes"])))])

    def _file(self, path):
        origin = f"http://{self.headers['Host']}"
        csp = ("Content-Security-Policy", shell_csp(origin))
        if path in self.fake.pages:
            kind = TYPES.get(Path(path).suffix, "text/html; charset=utf-8")
            return self.send(200, self.fake.pages[path], kind, [csp, ("Cache-Control", "no-cache")])
        if path == "/blank":
            return self.send(200, b"<!doctype html><meta charset=utf-8><title>blank</title>", TYPES[".html"], [csp])
        if path == "/sw.js":
            return self._worker()
        found = ROOT / path.lstrip("/")
        if path.startswith("/static/") and found.is_file():
            return self.send(200, found.read_bytes(), TYPES.get(found.suffix, "application/octet-stream"),
                             [("Cache-Control", "max-age=3600")])  # a phone that dies fourteen times asks once
        return self.send(404, b"no", "text/plain")

    def _worker(self):
        shell, later = ([{"url": url, "sha256": self.fake.shell_sha(url)} for url in urls]
                        for urls in (self.fake.shell, self.fake.later))
        head = f"const RELEASE = {json.dumps(self.fake.release)};\nconst SHELL = {json.dumps(shell)};\n" \
               f"const LATER = {json.dumps(later)};\n"
        csp = ("Content-Security-Policy", "default-src 'none'; script-src 'self'; connect-src 'self'")
        self.send(200, (head + self.fake.worker((ROOT / "static/sw.js").read_text())).encode(), "text/javascript",
                  [csp, ("Cache-Control", "no-cache")])


@contextlib.contextmanager
def running(port=0):
    """(the state, the origin) of a fake server on loopback."""
    fake = Fake()
    handler = type("Bound", (Handler,), {"fake": fake})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield fake, f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
