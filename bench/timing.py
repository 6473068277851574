"""Does the time of an answer tell whether somebody, or something, is there? Known and unknown, in turns.

    make soak    or    SAMPLES=300 python -m bench.timing

Written down: the two medians and the Mann–Whitney test. It fails where medians are over 5 ms apart and p is under 0.01,
and where an answer is not the one somebody outside is meant to get: an error for both tells nothing about either.
"""

import math
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from app.accounts import commands, passwords
from app.accounts.models import OneTimeLink, Token, User
from app.kit import clock
from app.kit.db import Database
from app.kit.ids import digest, new_secret
from app.migrating import migrate
from app.settings import Settings
from bench.sender import Connection, tell
from tests import world
from tests.kit.edge import Edge

ORIGIN, APART_MS, CHANCE = "http://shoe.test", 5, 0.01
# What both sides are told: status, and words of the page.
RIGHT = {"login": (422, b"That e-mail and password do not fit together."), "forgotten": (200, b"a link is on its way"),
         "invite": (410, b"This invite is over"), "reset": (410, b"This link is over"),
         "token": (401, b"This token is not known here, or it has ended.")}


def rank_test(one: list[float], other: list[float]) -> float:
    """Two-sided p of the Mann–Whitney test by its normal approximation, ties and all. Source: Mann and Whitney 1947."""
    ranked, tied, at = sorted((value, side) for side, values in enumerate((one, other)) for value in values), 0.0, 0
    ranks = [0.0, 0.0]
    while at < len(ranked):
        end = at
        while end < len(ranked) and ranked[end][0] == ranked[at][0]:
            end += 1
        for _, side in ranked[at:end]:
            ranks[side] += (at + end + 1) / 2
        tied += (end - at) ** 3 - (end - at)
        at = end
    n, m = len(one), len(other)
    spread = math.sqrt(n * m / 12 * ((n + m + 1) - tied / ((n + m) * (n + m - 1))))
    away = abs(ranks[0] - n * (n + 1) / 2 - n * m / 2)
    return math.erfc(max(away - 0.5, 0) / spread / math.sqrt(2)) if spread else 1.0


def posted(path: str, **fields: str) -> bytes:
    """A form as a browser sends it."""
    body = urlencode(fields).encode()
    return (f"POST {path} HTTP/1.1\r\nHost: shoe.test\r\nOrigin: {ORIGIN}\r\nContent-Length: {len(body)}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n\r\n").encode() + body


def asked(token: str) -> bytes:
    """The catalogue, with a token."""
    return (f"GET /api/v1/catalogue HTTP/1.1\r\nHost: shoe.test\r\nAuthorization: Bearer {token}\r\n\r\n").encode()


def furnished(database: Database) -> dict[str, str]:
    """What is there and what is not: an account; an invite and a token that have ended."""
    held = {"invite": new_secret(), "reset": new_secret(), "token": f"sl_{new_secret()}"}
    ended = clock.now() - timedelta(days=1)
    with database.write() as session:
        cast = world.add_cast(session)
        for n in range(300):
            commands.add_user(session, f"p{n}@shoe.test", "walker", f"P {n}")
        mo = session.get(User, cast["mo"].id)
        mo.password_hash = passwords.hashed(world.PASSWORD)
        session.add(mo)
        for purpose in ("invite", "reset"):
            session.add(OneTimeLink(id=digest(held[purpose]), purpose=purpose, role="walker", made_at=ended,
                                    expires_at=ended, user_id="u-mo" if purpose == "reset" else None))
        session.add(Token(id=digest(held["token"]), user_id="u-mo", scope="read", created_at=ended, expires_at=ended))
    return held


def pairs(held: dict[str, str]) -> dict[str, tuple[Callable[[], bytes], Callable[[], bytes]]]:
    """name → (a request about what is there, one about what is not), each made anew."""
    def nobody() -> str:
        return f"{new_secret()[:8]}@shoe.test"
    new = {"name": "Ann", "email": "ann@shoe.test", "password": "a brand new way home"}
    return {
        "login": (lambda: posted("/login", email="mo@shoe.test", password="not the right one"),
                  lambda: posted("/login", email=nobody(), password="not the right one")),
        "forgotten": (lambda: posted("/forgotten", email="mo@shoe.test"), lambda: posted("/forgotten", email=nobody())),
        "invite": (lambda: posted("/join/account", secret=held["invite"], **new),
                   lambda: posted("/join/account", secret=new_secret(), **new)),
        "reset": (lambda: posted("/reset/password", secret=held["reset"], password=new["password"]),
                  lambda: posted("/reset/password", secret=new_secret(), password=new["password"])),
        "token": (lambda: asked(held["token"]), lambda: asked(f"sl_{new_secret()}"))}


def measured(port: int, pair: tuple, right: tuple[int, bytes], samples: int, chance: random.Random) -> dict:
    """Both in turns, the first of each pair by chance. right: the status and words of every answer."""
    times, wrong = ([], []), set()
    with closing(Connection(port)) as line:
        for n in range(samples + 10):
            for side in chance.sample((0, 1), 2):
                raw = pair[side]()
                began = time.perf_counter()
                status = line.ask(raw)
                took = (time.perf_counter() - began) * 1000
                if n >= 10:  # the first ones warm things up
                    times[side].append(took)
                if (status, right[1] in line.body) != (right[0], True):
                    wrong.add(status)
    apart, p = abs(median(times[0]) - median(times[1])), rank_test(*times)
    return {"samples": samples, "known_ms": round(median(times[0]), 2), "unknown_ms": round(median(times[1]), 2),
            "apart_ms": round(apart, 3), "p": round(p, 4), "wrong_answers": sorted(wrong),
            "state": "ok" if not wrong and (apart <= APART_MS or p > CHANCE) else "FAILED"}


def main() -> int:
    samples, failed = int(os.environ.get("SAMPLES", "300")), False
    folder = Path(tempfile.mkdtemp(prefix="sl-soak-"))
    settings = Settings(data_dir=folder, public_url=ORIGIN, worker=False, smtp_host="post.test",
                        mail_from="shoes@shoe.test", _env_file=None)
    database = Database(settings.database)
    migrate(database)
    held = furnished(database)
    database.dispose()
    commands.take_try = lambda *_: True  # the limits would answer after ten
    served = Edge(settings)
    try:
        for name, pair in pairs(held).items():
            said = measured(served.port, pair, RIGHT[name], samples, random.Random(1))
            tell({"soak": "timing", "of": name, **said})
            failed |= said["state"] != "ok"
    finally:
        served.stop()
        shutil.rmtree(folder)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
