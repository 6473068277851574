"""The edges of the web, by raw bytes: slow clients, hosts and proxies that lie, broken HTTP, paths that climb."""

import gzip
import shutil
import socket
import ssl
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.responses import Response, StreamingResponse
from sqlmodel import select

from app.accounts.models import Bucket
from app.care.authority import certificate_for
from app.settings import Settings
from tests import world
from tests.kit.edge import Edge, heard

PUBLIC = "http://shoe.test"
EVIL = "evil.example"
CANARY = "canary-5f1d"


@pytest.fixture(scope="module")
def edge(sqlite_template, tmp_path_factory):
    folder = tmp_path_factory.mktemp("edge")
    shutil.copy(sqlite_template, folder / "shoeleather.db")
    for place in ("canary.txt", "blobs/canary.txt"):
        (folder / place).parent.mkdir(exist_ok=True)
        (folder / place).write_text(CANARY)
    served = Edge(Settings(data_dir=folder, public_url=PUBLIC, worker=False, head_seconds=1.5, body_grace=0.5,
                           body_rate=500, body_seconds=3, _env_file=None))
    yield served
    served.stop()


@pytest.fixture(scope="module")
def una(edge) -> tuple[str, ...]:
    """Header fields of an admin's browser."""
    with edge.app.state.database.write() as session:
        cast = world.add_cast(session)
        cookies = world.credentials(session, cast["una"], None)[1]
    return f"Cookie: sl={cookies['sl']}", f"Origin: {PUBLIC}"


# Slow clients

def drip(line, first: bytes, drop: bytes) -> None:
    """Send a byte again and again until the other side ends it."""
    over = threading.Event()
    try:
        line.sendall(first)
        while drop and not over.wait(0.1):
            line.sendall(drop)
    except OSError:
        pass


SLOW = {"silent": (b"", b""), "half a head": (b"GET /up HTTP/1.1\r\nX-Slow: ", b"a"),
        "half a body": (b"POST /login HTTP/1.1\r\nHost: shoe.test\r\nOrigin: http://shoe.test\r\nContent-Type: "
                        b"application/x-www-form-urlencoded\r\nContent-Length: 9999\r\n\r\nemail=", b"a"),
        "a body after the answer": (b"POST /login HTTP/1.1\r\nHost: shoe.test\r\nContent-Length: 9999\r\n\r\n", b"a")}


def test_slow_clients_are_cut_off_and_others_do_not_notice(edge):
    lines = [(kind, edge.dial()) for kind in SLOW for _ in range(10)]
    threads = [threading.Thread(target=drip, args=(line, *SLOW[kind]), daemon=True) for kind, line in lines]
    for thread in threads:
        thread.start()
    with ThreadPoolExecutor(len(lines)) as ears:
        endings = [(kind, ears.submit(heard, line)) for kind, line in lines]
        others = [edge.ask("GET", "/up").status for _ in range(50)]
        said = [(kind, ending.result()) for kind, ending in endings]
    for _, line in lines:
        line.close()
    for thread in threads:
        thread.join(timeout=30)
    assert set(others) == {200}
    assert {answer.status for kind, answer in said if kind in ("silent", "half a head")} == {0}
    assert {answer.status for kind, answer in said if kind == "half a body"} == {408}
    assert all("came too slowly" in answer.body and "connection: close" in answer.head
               for kind, answer in said if kind == "half a body")
    assert {answer.status for kind, answer in said if kind == "a body after the answer"} == {403}
    while edge.connections:
        time.sleep(0.01)


def test_a_kept_connection_may_rest_between_two_requests(edge):
    with edge.dial() as line:
        for _ in range(3):
            line.sendall(b"GET /up HTTP/1.1\r\nHost: shoe.test\r\n\r\n")
            assert heard(line).status == 200


def test_a_body_that_keeps_its_pace_is_taken(edge):
    body = b"email=a&password=" + b"b" * 200
    said = edge.say(b"POST /login HTTP/1.1\r\nHost: shoe.test\r\nOrigin: http://shoe.test\r\nConnection: close\r\n"
                    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n" % len(body),
                    *(body[at:at + 20] for at in range(0, len(body), 20)))
    assert said.status == 422


# Slow readers

ASK = b"GET /much HTTP/1.1\r\nHost: shoe.test\r\n%s\r\n"
MUCH = 200_000
UNREAD = {"alone": (ASK % b"", b""), "nothing more to ask": (ASK % b"Connection: close\r\n", b""),
          "three at once": ((ASK % b"") * 3, b""), "asks again": (ASK % b"", ASK % b""),
          "half a head behind it": (ASK % b"", b"GET /up HTT")}


@pytest.fixture(scope="module")
def much(edge):
    """An answer larger than what kernels hold for a narrow reader, in one piece and in many."""
    edge.app.add_api_route("/much", lambda: Response(b"m" * MUCH))
    edge.app.add_api_route("/more", lambda: StreamingResponse(b"m" * 10_000 for _ in range(MUCH // 10_000)))


def narrow(edge) -> socket.socket:
    """A connection whose own kernel takes a few KB at most."""
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    line.settimeout(60)
    line.connect(("127.0.0.1", edge.port))
    return line


def test_an_answer_nobody_takes_is_not_kept_for_ever(edge, much):
    kinds = [[each.replace(b"/much", address) for each in kind]
             for kind in UNREAD.values() for address in (b"/much", b"/more", b"/up")]
    lines = [narrow(edge) for _ in kinds]
    for line, (asked, _) in zip(lines, kinds, strict=True):
        line.sendall(asked)
    for line, (_, more) in zip(lines, kinds, strict=True):
        assert line.recv(100).startswith(b"HTTP/1.1 200 OK")
        line.sendall(more)
    assert edge.ask("GET", "/up").status == 200
    while edge.connections:
        time.sleep(0.01)
    for line in lines:
        with line:
            assert len(heard(line).body) < MUCH


def test_an_answer_taken_slowly_comes_whole(edge, much):
    def taken(address: bytes) -> bytes:
        with narrow(edge) as line:
            line.sendall((ASK % b"Connection: close\r\n").replace(b"/much", address))
            got, pause = b"", threading.Event()
            while chunk := line.recv(10_000):
                got += chunk
                pause.wait(0.08)  # longer in all than two looks of the server
            return got
    with ThreadPoolExecutor() as readers:
        for got in readers.map(taken, (b"/much", b"/more")):
            assert got.count(b"m" * 1000) == MUCH // 1000


HANDSHAKES = {"silent": b"", "half a hello": b"\x16\x03\x01\x02\x00\x01\x00", "no TLS": b"GET /up HTTP/1.1\r\n\r\n"}


def test_hands_that_are_never_shaken_are_let_go(edge, sqlite_template, tmp_path):
    shutil.copy(sqlite_template, tmp_path / "shoeleather.db")
    certificate, key, trusted = certificate_for(tmp_path / "tls", ["127.0.0.1"])
    sealed = Edge(Settings(data_dir=tmp_path, public_url="https://127.0.0.1", worker=False, head_seconds=1.5,
                           _env_file=None), ssl_certfile=str(certificate), ssl_keyfile=str(key))
    lines = [sealed.dial() for _ in HANDSHAKES]
    for line, said in zip(lines, HANDSHAKES.values(), strict=True):
        line.sendall(said)
    with ssl.create_default_context(cafile=trusted).wrap_socket(sealed.dial(), server_hostname="127.0.0.1") as line:
        line.sendall(b"GET /up HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        assert heard(line).status == 200
    for line in lines:
        with line:
            while line.recv(4096):  # half a minute at most: asyncio itself waits a whole one
                pass
    sealed.stop()


# Hosts and proxies that lie

LIES = [(f"Host: {EVIL}",), ("Host: shoe.test", f"Host: {EVIL}"), ("Host: shoe.test", f"X-Forwarded-Host: {EVIL}"),
        ("Host: shoe.test", "X-Forwarded-Proto: gopher"), ("Host: shoe.test", f"Forwarded: host={EVIL};proto=ftp"),
        ("Host: shoe.test", "X-Forwarded-For: 203.0.113.9"), (f"Host: {EVIL}:99999",), ("Host: ",)]


@pytest.mark.parametrize("fields", LIES, ids=range(len(LIES)))
def test_a_link_leads_to_our_own_address_whatever_a_request_says(edge, una, fields):
    for target in ("/people/u-zoe/reset", f"http://{EVIL}/people/u-zoe/reset"):
        head = "\r\n".join([f"POST {target} HTTP/1.1", *fields, *una, "Content-Length: 0", "Connection: close"])
        said = edge.say(head.encode() + b"\r\n\r\n")
        assert EVIL not in said.head + said.body
        assert said.status == 400 or f"{PUBLIC}/reset#" in said.body


def test_an_address_somebody_claims_is_not_the_one_that_is_counted(edge):
    for field in ("X-Forwarded-For: 203.0.113.9", "Forwarded: for=203.0.113.9", "X-Real-IP: 203.0.113.9"):
        said = edge.ask("POST", "/login", field, f"Origin: {PUBLIC}",
                        "Content-Type: application/x-www-form-urlencoded", body=b"email=x&password=y")
        assert said.status == 422
    with edge.app.state.database.read() as session:
        names = set(session.exec(select(Bucket.id)))
    assert "login-ip:127.0.0.1" in names and not any("203.0.113.9" in name for name in names)


# Broken HTTP

FORM = "Content-Type: application/x-www-form-urlencoded"
JSON = "Content-Type: application/json"
HEAD = b"POST /login HTTP/1.1\r\nHost: shoe.test\r\nOrigin: http://shoe.test\r\nConnection: close\r\n"
BROKEN = {
    "length and chunks": HEAD + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "two lengths": HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
    "two lengths in one": HEAD + b"Content-Length: 5, 6\r\n\r\nhello",
    "a length below nought": HEAD + b"Content-Length: -1\r\n\r\n",
    "a length with a sign": HEAD + b"Content-Length: +5\r\n\r\nhello",
    "another coding": HEAD + b"Transfer-Encoding: gzip\r\n\r\n",
    "chunked twice": HEAD + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    "a space before the colon": HEAD + b"Content-Length : 5\r\n\r\nhello",
    "a field with a NUL": HEAD + b"X-Odd: a\0b\r\n\r\n",
    "a folded field": HEAD + b"X-Odd: a\r\n b\r\nContent-Length: 0\r\n\r\n",
    "no HTTP": b"hello there\r\n\r\n",
    "another version": b"GET /up HTTP/9.9\r\nHost: shoe.test\r\n\r\n",
    "a head of 64 KB": b"GET /up HTTP/1.1\r\nHost: shoe.test\r\nX-Long: " + b"a" * 70_000 + b"\r\n\r\n",
    "a head without end": b"GET /up HTTP/1.1\r\nHost: shoe.test\r\nX-Long: " + b"a" * 200_000,
    "an address of 70 KB": b"GET /up?" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: shoe.test\r\n\r\n",
    "10,000 cookies": b"GET /account HTTP/1.1\r\nHost: shoe.test\r\n" + b"Cookie: a=b\r\n" * 10_000 + b"\r\n",
    "two hosts": b"GET /up HTTP/1.1\r\nHost: shoe.test\r\nHost: evil.example\r\n\r\n",
    "lines without a return": HEAD.replace(b"\r\n", b"\n") + b"Content-Length: 0\n\n",
    "a chunk of a strange size": HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n",
}


@pytest.mark.parametrize("raw", BROKEN.values(), ids=BROKEN)
def test_broken_http_is_refused(edge, raw):
    assert edge.say(raw).status in (400, 431)


ODD = {
    "10,000 fields": (FORM, b"&".join(b"a%d=b" % n for n in range(10_000))),
    "10,000 parts": ("Content-Type: multipart/form-data; boundary=x", b"".join(
        b'--x\r\nContent-Disposition: form-data; name="a%d"\r\n\r\nb\r\n' % n for n in range(10_000)) + b"--x--\r\n"),
    "no boundary": ("Content-Type: multipart/form-data", b"--x\r\n\r\n"),
    "another charset": ("Content-Type: application/x-www-form-urlencoded; charset=utf-16", b"\xff\xfee\0"),
    "a squeezed body": (f"{FORM}\r\nContent-Encoding: gzip", gzip.compress(b"email=a&password=" + b"b" * 10_000_000)),
    "nothing": (FORM, b""), "no UTF-8": (FORM, b"email=\xff\xfe&password=%ff%fe"),
    "a lone surrogate": (FORM, b"email=%ed%a0%80&password=x"), "a NUL": (FORM, b"email=a%00b&password=x"),
}


@pytest.mark.parametrize(("kind", "body"), ODD.values(), ids=ODD)
def test_odd_forms_are_refused(edge, kind, body):
    assert edge.ask("POST", "/login", kind, f"Origin: {PUBLIC}", body=body).status in (400, 413, 415, 422, 429)


NUMBERS = {"deep": b"[" * 100_000 + b"]" * 100_000, "not a number": b'{"dev": NaN}', "endless": b'{"dev": Infinity}',
           "a key twice": b'{"dev": "a", "dev": "b"}', "4,301 digits": b'{"dev": ' + b"9" * 4301 + b"}",
           "a lone surrogate": b'{"dev": "\\ud800aaaaaaaa"}', "no UTF-8": b'{"dev": "\xff\xfe"}', "nothing": b"",
           "cut short": b'{"dev": "'}


@pytest.mark.parametrize("body", NUMBERS.values(), ids=NUMBERS)
def test_odd_json_is_refused(edge, una, body):
    said = edge.ask("POST", "/devices", JSON, *una, body=body)
    assert said.status in (400, 422) and '"sentence"' in said.body


def test_a_thousand_ranges_are_one_file(edge):
    ranges = ",".join(f"{n}-{n}" for n in range(1000))
    said = edge.ask("GET", "/sw.js", f"Range: bytes={ranges}")
    assert said.status in (200, 400, 416) and len(said.body) < 100_000


def test_chunks_without_end_meet_the_limit(edge):
    chunk = b"10000\r\n" + b"a" * 65536 + b"\r\n"
    said = edge.say(HEAD + f"{FORM}\r\nTransfer-Encoding: chunked\r\n\r\n".encode(), *[chunk] * 40)
    assert said.status in (0, 413)


# Paths that climb

STEPS = ("..", "%2e%2e", ".%2e", "%2e.", "..%2f..", "%2e%2e%2f%2e%2e", "..%5c..", "..\\..", "....//", "%252e%252e",
         "..%c0%af..", "..;", "%00/..", "..%00")
CLIMBS = [f"{base}{step}/{step}/{name}" for base in ("/static/", "/photos/", "/exports/", "/walks/")
          for step in STEPS for name in ("canary.txt",)] + [
    "/photos/../canary.txt/thumb.jpg", "/photos/..%2f..%2fcanary.txt/thumb.jpg", "/exports/..%2fcanary.txt",
    "/exports/print/..%2f..%2fcanary.txt", "//canary.txt", "/static//etc/passwd", "/static/%2fetc%2fpasswd",
    "/../../../../etc/passwd"]


def test_no_path_climbs_out(edge, una):
    for path in CLIMBS:
        said = edge.ask("GET", path, *una)
        assert said.status in (303, 307, 400, 403, 404, 405, 422), (path, said.status)
        assert CANARY not in said.body and "root:" not in said.body, path


