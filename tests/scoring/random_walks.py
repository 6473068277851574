"""Seeded random walks as log lines: what a phone could write, with corrections, repeats and some rubbish."""

import random

from app.scoring.entries import (
    AWAY_WAITS,
    CHANNELS,
    CODES,
    FRICTION,
    HOWS,
    LIVE_WAITS,
    ORDINARY,
    OUTCOMES,
    STEP_KINDS,
)

T0 = 1_795_330_000_000
PLACES, NO_PLACES = ("store-1", "store-2", "nobody knows this one", None), (7, "", "x" * 65)


class Phone:
    """Writes the log of one random walk; `random` decides everything."""

    def __init__(self, rng: random.Random, walk: str, journey: dict):
        self.rng, self.walk, self.journey = rng, walk, journey
        self.wall, self.mono, self.boot, self.off = T0, 1000.5, "b0", rng.choice([None, 0, -1840, 200_000])
        self.seq, self.lines, self.visit = rng.randint(0, 5), [], None

    def write(self, kind: str, b: dict, **more) -> dict:
        self.pass_time()
        self.seq += 1
        t = {"wall": self.wall, "mono": round(self.mono, 1), "boot": self.boot, "tz": 60}
        entry = {
            "v": 1, "id": f"{self.walk}-{self.seq}", "dev": "d1", "seq": self.seq, "walk": self.walk,
            "kind": kind, "t": {**t, "off": self.off, "offe": 20}, "by": "u1", "journey": "j@1", "app": "t",
            "ref": None, "visit": self.visit, "fresh": "live", "tap": f"t{self.seq // 2}", "b": b, **more,
        }
        self.lines.append(entry)
        return entry

    def pass_time(self):
        ms = self.rng.choice([0, 1, 900, 7_300, 61_000, 425_000])
        self.wall, self.mono = self.wall + ms, self.mono + ms
        chance = self.rng.random()
        if chance < 0.02:
            self.wall += self.rng.choice([3_600_000, -3_600_000, 90_000])
        elif chance < 0.04:
            self.boot, self.mono = f"b{self.rng.randint(1, 9)}", self.rng.random() * 1000
        elif chance < 0.05:
            self.off = self.rng.choice([None, 0, -1840, 5000])

    def touchpoint(self):
        rng, after = self.rng, self.visit
        planned = rng.random() < 0.8
        self.visit = f"{self.walk}-v{self.seq}"
        place = rng.choice(self.journey["touchpoints"])
        where = {"touchpoint": place["id"]} if planned else {"name": "Extra", "channel": rng.choice(CHANNELS)}
        why = rng.choice(["planned", "repeated", "sent"]) if planned else rng.choice(["added", "sent"])
        at = {} if rng.random() < 0.5 else {"place": rng.choice(PLACES if rng.random() < 0.9 else NO_PLACES)}
        self.write("touchpoint.enter", {"visit": self.visit, **where, "why": why, "after": after, **at})
        for _ in range(rng.randint(0, 9)):
            self.something()
        if rng.random() < 0.9:
            flags = {name: rng.choice([True, True, False, None]) for name in ("steps", "waits", "friction")}
            if rng.random() < 0.8:
                self.write("rating", {"value": rng.randint(1, 7)})
            self.write("touchpoint.leave", {
                "outcome": rng.choice([*OUTCOMES, None]), "code": rng.choice([*CODES, None]),
                "measured": rng.choice([flags, flags, flags, None]),
            })

    def something(self):
        rng = self.rng
        draw = rng.random()
        if draw < 0.45:
            tags = rng.choice([[], [], ["our_job"], ["jargon", "our_job"]])
            kind = rng.choice(ORDINARY if rng.random() < 0.6 else STEP_KINDS)
            self.write("step", {"kind": kind, "tags": tags, "employees": rng.choice([None, None, 0, 1, 2])})
        elif draw < 0.65:
            self.wait()
        elif draw < 0.72:
            self.write("mood", {"value": rng.randint(-2, 2)})
        elif draw < 0.78:
            self.write("note", {"words": "so it goes", "tags": ["our_job"]})
        elif draw < 0.82:
            self.write("photo", {"photo": f"p{self.seq}", "caption": rng.choice([None, "sign"])})
        elif draw < 0.87:
            self.write(rng.choice(["walk.pause", "walk.resume"]), {})
        elif draw < 0.92:
            self.write("clock", {"event": rng.choice(["hide", "show", "jump"])})
        else:
            self.correct()

    def wait(self):
        rng = self.rng
        kind = rng.choice(AWAY_WAITS if rng.random() < 0.2 else LIVE_WAITS)
        start = self.write("wait.start", {"kind": kind, "people_ahead": rng.choice([None, 3])})
        if rng.random() < 0.3:
            self.write("step", {"kind": rng.choice(FRICTION)})
        if rng.random() < 0.85:
            flags = [True, False, None]
            self.write("wait.end", {
                "start": start["id"], "how": rng.choice(HOWS), "occupied": rng.choice(flags),
                "explained": rng.choice(flags), "kind": rng.choice([None, None, "queue"]),
            })

    def correct(self):
        rng, target = self.rng, self.rng.choice(self.lines)
        draw = rng.random()
        if draw < 0.5:
            self.write("void", {}, ref=target["id"])
        elif draw < 0.75:
            self.write("amend", {"at": target["t"]["wall"] + rng.randint(-90_000, 90_000)}, ref=target["id"])
        else:
            b = {**target["b"], "kind": rng.choice(STEP_KINDS), "value": rng.randint(-3, 8)}
            b = {**b, "place": rng.choice(PLACES)}
            self.write("amend", {"b": b}, ref=target["id"])


def random_journey(rng: random.Random, n: int = 5) -> dict:
    """A catalogue journey of `n` touchpoints, some without a par, some with only a part of one."""
    places = []
    for i in range(n):
        par = {"steps": rng.randint(1, 20), "live_ms": rng.randint(1, 300_000)}
        par["away_ms"] = rng.randint(1, 10**8)
        kept = {name: value for name, value in par.items() if rng.random() < 0.7}
        places.append({
            "id": f"t{i}", "position": i, "name": f"Place {i}", "channel": rng.choice(CHANNELS),
            "importance": rng.choice([1, 1, 1, 2, 3, 0.5]), "par": rng.choice([kept, kept, None]),
        })
    return {"id": "j", "revision": 1, "touchpoints": places}


def random_walk(seed: int) -> tuple[list[dict], dict]:
    """(log lines in some order, the journey) of walk number `seed`."""
    rng = random.Random(seed)
    journey = random_journey(rng, rng.randint(1, 6))
    phone = Phone(rng, f"w{seed}", journey)
    prediction = {
        "steps": rng.randint(0, 40), "wait_ms": rng.choice([0, 60_000, 900_000]),
        "outcome": rng.choice(OUTCOMES),
        "touchpoints": {place["id"]: rng.randint(1, 7) for place in journey["touchpoints"]},
    }
    if rng.random() < 0.97:
        phone.write("walk.begin", {
            "journey": "j", "revision": 1, "persona": "p", "mode": "be",
            "prediction": rng.choice([prediction, prediction, None]),
        })
    for _ in range(rng.randint(0, 7)):
        phone.touchpoint()
    if rng.random() < 0.8:
        phone.visit = None
        phone.write("walk.end", {"outcome": rng.choice([*OUTCOMES, None]), "recognised": True})
    for _ in range(rng.randint(0, 3)):
        phone.correct()
    lines = phone.lines + rng.sample(phone.lines, min(3, len(phone.lines)))
    if rng.random() < 0.3:
        for line in lines[len(lines) // 2:]:
            line["dev"] = rng.choice(["d1", "d2"])
    if rng.random() < 0.1:
        lines += [None, {"id": "rubbish"}, {**phone.lines[-1], "id": "odd", "kind": "dance"}]
    rng.shuffle(lines)
    return lines, journey
