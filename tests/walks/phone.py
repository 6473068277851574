"""A phone as the tests play it: it numbers its lines, packs batches, and knows the hash of what it sent."""

import hashlib
import json
import uuid

from sqlmodel import Session

from app.journeys import commands as journeys
from app.journeys.forms import JourneyIn
from app.kit.ids import new_id

JOURNEY = "j-return"
WALL = 1_795_330_000_000


def add_journey(session: Session) -> None:
    """A journey of one touchpoint, at revision 1."""
    journeys.make_journey(session, JourneyIn(name="Return a coat", touchpoints=[
        {"id": "tp-web", "name": "Website", "channel": "web"}]), journey_id=JOURNEY)


class Phone:
    """One device. `walk` is the walk it is on."""

    def __init__(self, dev: str | None = None, by: str | None = None):
        self.dev, self.by, self.seq, self.walk = dev or str(uuid.uuid4()), by, 0, new_id()

    def entry(self, kind: str = "step", b: dict | None = None, **over) -> dict:
        self.seq += 1
        body = {"kind": "click"} if b is None and kind == "step" else b or {}
        return {"v": 1, "id": new_id(), "dev": self.dev, "seq": self.seq, "walk": self.walk, "kind": kind,
                "t": {"wall": WALL + self.seq * 1000, "mono": self.seq * 1000.0, "boot": "b1", "tz": 0, "off": 0,
                      "offe": 0},
                "by": self.by, "journey": f"{JOURNEY}@1", "app": "2026.11.0", "ref": None, "visit": None,
                "fresh": "live", "tap": new_id(), "b": body, **over}

    def begin(self, **over) -> dict:
        body = {"journey": JOURNEY, "revision": 1, "persona": None, "own_reason": {"issue": "x"}, "mode": "be",
                "practice": False, "prediction": None, **over}
        return self.entry("walk.begin", body)

    def line(self, *args, **over) -> bytes:
        return packed(self.entry(*args, **over))

    def batch(self, *lines: bytes | dict, **header) -> bytes:
        said = {"proto": 1, "dev": self.dev, "batch": new_id(), "t0": {"wall": WALL, "mono": 0},
                "last_seq": self.seq, "pending": {"entries": len(lines), "photos": 0}, **header}
        return b"\n".join([packed(said), *(packed(line) for line in lines)]) + b"\n"


def packed(line: bytes | dict) -> bytes:
    return line if isinstance(line, bytes) else json.dumps(line, separators=(",", ":")).encode()


def sha(line: bytes | dict) -> str:
    return hashlib.sha256(packed(line)).hexdigest()


def send(client, body: bytes, **headers):
    return client.post("/api/v1/sync", content=body, headers={
        "content-type": "application/x-ndjson", **{name.replace("_", "-"): value for name, value in headers.items()}})


def ends(answer) -> list[str]:
    """How each line ended."""
    assert answer.status_code == 200, answer.text
    return [result["s"] for result in answer.json()["results"]]


def whys(answer) -> list[str | None]:
    return [result["why"] and result["why"]["code"] for result in answer.json()["results"]]
