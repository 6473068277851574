"""Write a walk as the log lines a phone would have sent: one call a tap, times as m:ss of the visit."""

import json
import uuid
from datetime import datetime
from zoneinfo import ZoneInfo

from app.kit.clock import to_ms

NAMESPACE = uuid.UUID("5c0e1ea7-4e12-5d3a-9a57-0de3a0de3a00")
APP = "demo"


def demo_id(*names: object) -> str:
    """The same id for the same names, on every server: seeding twice changes nothing."""
    return str(uuid.uuid5(NAMESPACE, "/".join(str(name) for name in names)))


def minutes(clock: str | int) -> int:
    """'4:10' → 250,000 ms; '1:02:03' → h:mm:ss; a number is ms already."""
    if isinstance(clock, int):
        return clock
    seconds = 0
    for part in clock.split(":"):
        seconds = seconds * 60 + int(part)
    return seconds * 1000


class Script:
    """One walk being written; its ids are fixed by its name."""

    def __init__(self, name: str, by: str, journey: tuple[str, int], persona: tuple[str, int] | None,
                 mode: str = "be", zone: str = "Europe/London"):
        self.name, self.by, self.journey, self.persona = name, by, journey, persona
        self.walk, self.dev = demo_id("walk", name), f"demo-{name}"
        self.mode, self.zone = mode, ZoneInfo(zone)
        self._taps: list[dict] = []
        self.photos: list[tuple[str, str, str]] = []
        self.visit: str | None = None
        self.visits: dict[str, str] = {}
        self.base = self.last = 0

    @property
    def lines(self) -> list[str]:
        """The exact JSON texts, in the order of their times, as a phone would have numbered them."""
        taps = sorted(self._taps, key=lambda tap: tap["t"]["wall"])
        return [json.dumps({**tap, "seq": number}, ensure_ascii=False) for number, tap in enumerate(taps, 1)]

    def at(self, day: str) -> "Script":
        """Start a stretch: '2026-11-10 13:36'; later times count from here."""
        moment = datetime.strptime(day, "%Y-%m-%d %H:%M").replace(tzinfo=self.zone)
        self.base = to_ms(moment)
        return self

    def begin(self, prediction: dict | None = None, own_reason: dict | None = None) -> "Script":
        """Pick up the shoes; the guess is sealed here."""
        journey, revision = self.journey
        persona = ({"persona": self.persona[0], "persona_revision": self.persona[1]} if self.persona
                   else {"persona": None, "own_reason": own_reason})
        return self._write("walk.begin", 0, {"journey": journey, "revision": revision, "mode": self.mode,
                                             "prediction": prediction, **persona}, visit=None)

    def enter(self, touchpoint: str, time: str = "0:00", why: str = "planned", after: str | None = None,
              mood: int | None = None, place: str | None = None) -> "Script":
        """Arrive at a touchpoint. place: key of a place of the demo world."""
        key = f"{touchpoint}#{sum(name.startswith(touchpoint) for name in self.visits)}"
        self.visit = self.visits[key] = demo_id("visit", self.name, key)
        self._write("touchpoint.enter", minutes(time), {
            "visit": self.visit, "touchpoint": demo_id("touchpoint", self.journey[0], touchpoint), "why": why,
            "after": self.visits.get(f"{after}#0") if after else None,
            **({"place": demo_id("place", place)} if place else {})})
        return self.mood(time, mood) if mood is not None else self

    def step(self, time: str, kind: str = "plain", words: str | None = None, **more) -> "Script":
        """One tap: a step of any kind."""
        return self._write("step", minutes(time), {"kind": kind, **({"words": words} if words else {}), **more})

    def wait(self, time: str, kind: str, lasts: str, how: str | None = "answered", occupied: bool | None = None,
             explained: bool | None = None, **more) -> "Script":
        """A wait from its start to its end."""
        start = self._write("wait.start", minutes(time), {"kind": kind, **more}).last_id
        return self._write("wait.end", minutes(time) + minutes(lasts), {
            "start": start, "how": how, "occupied": occupied, "explained": explained})

    def mood(self, time: str, value: int, words: str | None = None) -> "Script":
        """A face, −2 … +2; words become a note about it."""
        self._write("mood", minutes(time), {"value": value})
        return self.note(time, words, about=self.last_id) if words else self

    def note(self, time: str, words: str, **more) -> "Script":
        """A sentence."""
        return self._write("note", minutes(time), {"words": words, **more})

    def photo(self, time: str, drawing: str, caption: str) -> "Script":
        """A photo; drawing names the picture made for the demo."""
        photo = demo_id("photo", self.name, drawing)
        self._write("photo", minutes(time), {"photo": photo, "caption": caption})
        self.photos.append((photo, self.last_id, drawing))
        return self

    def leave(self, time: str, rating: int | None, outcome: str | None, code: str | None = None,
              steps: bool = True, waits: bool = True, friction: bool = True) -> "Script":
        """Rate and go."""
        if rating is not None:
            self._write("rating", minutes(time), {"value": rating})
        self._write("touchpoint.leave", minutes(time), {
            "outcome": outcome, **({"code": code} if code else {}),
            "measured": {"steps": steps, "waits": waits, "friction": friction}})
        self.visit = None
        return self

    def end(self, time: str, outcome: str | None, recognised=False, shortcut=False, insider=False,
            own_department=False) -> "Script":
        """Hand it in."""
        return self._write("walk.end", minutes(time), {
            "outcome": outcome, "recognised": recognised, "shortcut": shortcut, "insider": insider,
            "own_department": own_department}, visit=None)

    def _write(self, kind: str, offset: int, body: dict, visit: str | None = "") -> "Script":
        wall, number = self.base + offset, len(self._taps)
        self.last_id = demo_id("entry", self.name, number)
        self._taps.append({
            "v": 1, "id": self.last_id, "dev": self.dev, "seq": 0, "walk": self.walk, "kind": kind,
            "t": {"wall": wall, "mono": wall - self.base + 1000, "boot": f"{self.name}-{self.base}",
                  "tz": _minutes_east(self.zone, wall), "off": 0, "offe": 0},
            "by": self.by, "journey": f"{self.journey[0]}@{self.journey[1]}", "app": APP, "ref": None,
            "visit": self.visit if visit == "" else visit, "fresh": "live",
            "tap": demo_id("tap", self.name, number), "b": body})
        return self


def _minutes_east(zone: ZoneInfo, wall_ms: int) -> int:
    return int(datetime.fromtimestamp(wall_ms / 1000, zone).utcoffset().total_seconds() // 60)
