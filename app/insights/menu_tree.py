"""The phone menu, or any way to a person, as walkers tapped it: choices, people and dead ends merged into one tree.

Pure: folds in, a tree out. Which walks: ways.py.
"""

import re
from collections import Counter
from dataclasses import dataclass, field

from app.insights.words import CODE_WORDS
from app.kit.filters import duration

_KEY = re.compile(r"^(?:press(?:ed)?\s+)?([0-9*#])(?![0-9:])[\s,.:]*+(.*)$", re.IGNORECASE)
CHOICE, PERSON, DEAD_END, END = "choice", "person", "dead_end", "end"


@dataclass(frozen=True)
class Stop:
    """One stop on one walk's way. key: what was pressed, "" when only words were kept; helps: True, False or None for
    a person; ms: since entering; waited_ms: since the stop before; at_least: a wait before it had no seen end."""

    kind: str
    words: str
    entry: str
    ms: int
    key: str = ""
    helps: bool | None = None
    waited_ms: int = 0
    at_least: bool = False

    @property
    def name(self) -> tuple:
        return (self.kind, self.key or self.words.casefold(), self.helps)


@dataclass
class Node:
    """Stops of many walks that are the same. walks: walk id → the stop there."""

    kind: str
    key: str
    helps: bool | None
    walks: dict[str, Stop] = field(default_factory=dict)
    after: dict[tuple, "Node"] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """As most walkers wrote it; the first in the alphabet of equals."""
        said = Counter(stop.words for stop in self.walks.values() if stop.words)
        default = f"Pressed {self.key}" if self.key else "A person" if self.kind == PERSON else "No words kept"
        return max(sorted(said), key=said.__getitem__) if said else default

    @property
    def nodes(self) -> list["Node"]:
        """What came after, by key, then what most walked."""
        return sorted(self.after.values(), key=lambda node: (node.key or "~", -len(node.walks), node.words))

    @property
    def waits(self) -> list[Stop]:
        return sorted((stop for stop in self.walks.values() if stop.waited_ms), key=lambda stop: stop.waited_ms)

    @property
    def waited(self) -> str:
        """'waited 4:10', 'waited 1:50 to at least 11:40'; "" when nobody waited before it."""
        if not self.waits:
            return ""
        low, high = self.waits[0], self.waits[-1]
        said = [("at least " if one.at_least else "") + duration(one.waited_ms) for one in (low, high)]
        return f"waited {said[0]}" if low.waited_ms == high.waited_ms else f"waited {said[0]} to {said[1]}"

    def on(self, walk_id: str) -> bool:
        return walk_id in self.walks

    def link(self, walk_id: str) -> str:
        """The recording or words behind it: of this walk where it passed here, else of the first."""
        walk = walk_id if walk_id in self.walks else min(self.walks)
        return f"/walks/{walk}?of={self.walks[walk].entry}#behind"


def way_of(fold: dict, touchpoint: str) -> list[Stop]:
    """The stops of a walk's first stay at a touchpoint that has any: choices, people, dead ends, and how it ended."""
    for visit in (one for one in fold["visits"] if one["touchpoint"] == touchpoint):
        stops = _stops(fold, visit)
        if any(stop.kind != END for stop in stops):
            return stops
    return []


def _stops(fold: dict, visit: dict) -> list[Stop]:
    told = sorted((m for m in fold["moments"] if m["visit"] == visit["visit"] and not m["voided"]),
                  key=lambda m: m["at"])
    waits = [wait for wait in visit["waits"] if wait["ms"] is not None]
    stops, since = [], visit["entered_at"]
    for moment in told:
        stop = _stop(moment, visit["entered_at"])
        if stop is None:
            continue
        between = [wait for wait in waits if since <= wait["from"] < moment["at"]]
        stops.append(Stop(**stop, waited_ms=sum(wait["ms"] for wait in between),
                          at_least=any(wait["censored"] for wait in between)))
        since = moment["at"]
    if visit["code"] in ("gave_up", "closed", "no_answer", "cut_off", "refused"):
        rest = [wait for wait in waits if wait["from"] >= since]
        stops.append(Stop(END, CODE_WORDS[visit["code"]], visit["visit"],
                          (visit["left_at"] or since) - visit["entered_at"],
                          waited_ms=sum(wait["ms"] for wait in rest), at_least=any(w["censored"] for w in rest)))
    return stops


def _stop(moment: dict, entered: int) -> dict | None:
    b, common = moment["b"], {"entry": moment["id"], "ms": max(0, moment["at"] - entered)}
    if moment["kind"] != "step":
        return None
    words = str(b.get("words") or "")
    if b["kind"] == "menu_choice":
        found = _KEY.match(words)
        key = str(b.get("key") or (found[1] if found else ""))
        words = (found[2] if found else words).strip("“” ")
        return {"kind": CHOICE, "key": key, "words": words[:1].upper() + words[1:], **common}
    if (b.get("employees") or 0) > 0:
        return {"kind": PERSON, "words": words, "helps": b.get("can_help"), **common}
    return {"kind": DEAD_END, "words": words, **common} if b["kind"] == DEAD_END else None


def tree_of(ways: dict[str, list[Stop]]) -> Node:
    """One tree of all ways; its root is where everybody enters. ways: walk id → stops."""
    root = Node("root", "", None)
    for walk_id, stops in ways.items():
        node = root
        for stop in stops:
            node = node.after.setdefault(stop.name, Node(stop.kind, stop.key, stop.helps))
            node.walks.setdefault(walk_id, stop)
    return root
