"""What an entry said before it was corrected: the log keeps every version, and the row shows them. Pure.

A correction with the entry's own tap is part of writing it and is no change. The sealed guess is never told here, nor
a place to a reader who may not know it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from app.insights.words import FELT_WORDS, blind_spots, ended_words, mood_word, step_word, wait_said, wait_word
from app.kit.filters import duration
from app.scoring.corrections import CORRECTIONS, corrected, in_order
from app.scoring.entries import body_problem, corrected_at

UNTOLD = ("walk.begin", "clock", "amend", "void")


@dataclass(frozen=True)
class Change:
    """One correction. entry: what it corrects; at: when it was made, UTC ms; words: what stood there before; moved_ms:
    how much later the entry is placed than before; after_hand_in: made when the walk was already handed in."""

    entry: str
    at: int
    words: str
    moved_ms: int = 0
    after_hand_in: bool = False
    taken_back: bool = False

    def told(self, clock) -> str:
        """'Until Tue 10 Nov, 13:55 it said “Hold”; changed after handing in.' clock: UTC ms → words."""
        late = ", after handing in" if self.after_hand_in else ""
        if self.taken_back:
            return f"Taken back {clock(self.at)}{late}."
        said = [f"it said “{self.words}”"] if self.words else []
        if abs(self.moved_ms) >= 1000:
            said.append(f"it stood {duration(abs(self.moved_ms))} {'earlier' if self.moved_ms > 0 else 'later'}")
        return f"Until {clock(self.at)} {' and '.join(said)}; changed{late.removeprefix(',') or ' before handing in'}."


def changes_of(entries: list[dict], where: Callable[[str], str] | None = None) -> dict[str, list[Change]]:
    """entry → its changes as they were made. A rating's stand with its leave, those of a wait's end with its start.
    where: place → its name; None for a reader who may not know where this was walked."""
    ordered, _ = in_order(entries)
    lines, odd = corrected(ordered)
    by_id = {line.id: line for line in lines}
    handed_in = next((line.place for line in lines if line.kind == "walk.end" and not line.voided), None)
    body = {line.id: line.entry.get("b", {}) for line in lines}
    stood = {line.id: corrected_at(line.entry) for line in lines}
    told: dict[str, list[Change]] = {}
    for line in lines:
        target = by_id.get(line.ref)
        if target is None or target.kind in UNTOLD or line.kind not in CORRECTIONS or line.voided or line.id in odd:
            continue
        late = handed_in is not None and line.place > handed_in
        words, moved = _before(target.kind, body[target.id], where), 0
        if line.kind == "amend":
            new, at = line.b.get("b"), line.b.get("at")
            if new is not None and body_problem(target.kind, new):
                continue
            moved = int(at) - stood[target.id] if at is not None else 0
            own = line.tap is not None and line.tap == target.tap
            is_same = new is None or _before(target.kind, new, where) == words
            body[target.id], stood[target.id] = new if new is not None else body[target.id], stood[target.id] + moved
            if own or is_same and abs(moved) < 1000:
                continue
            words = "" if is_same else words
        change = Change(target.id, line.at, words, moved, late, line.kind == "void")
        told.setdefault(_shown_with(target, lines), []).append(change)
    return told


def _shown_with(target, lines) -> str:
    """The entry whose row tells it."""
    if target.kind == "wait.end":
        return target.b.get("start") or target.id
    if target.kind == "rating":
        leaves = [line.id for line in lines if line.kind == "touchpoint.leave" and line.visit == target.visit]
        return leaves[-1] if leaves else target.id
    return target.id


def _before(kind: str, b: dict, where: Callable[[str], str] | None) -> str:
    """What the entry said, in words that change when anything a reader sees changes."""
    if kind == "touchpoint.enter" and where:
        said = [b["name"]] if b.get("name") else []
        return ", ".join([*said, f"at {where(b['place'])}" if b.get("place") else "no place"])
    if kind == "step":
        said = [step_word(b.get("kind") or "plain"), b.get("words") or "", b.get("key") or ""]
        said += [{True: "could help", False: "could not help"}.get(b.get("can_help"), "")]
        return ", ".join(one for one in [*said, *blind_spots(b)] if one)
    if kind in ("wait.start", "wait.end"):
        said = [f"wait, {wait_word(b['kind']).lower()}"] if b.get("kind") else []
        return ", ".join([*said, *wait_said(b)]) or "a wait"
    if kind == "mood":
        return mood_word(b.get("value"))
    if kind == "rating":
        return f"felt {b['value']}, {FELT_WORDS[int(b['value'])].lower()}"
    if kind in ("touchpoint.leave", "walk.end"):
        return ended_words(b.get("outcome"), b.get("code")) or "nothing said of how it ended"
    words = b.get("words") or b.get("caption") or b.get("name") or ""
    return ", ".join([*([words] if words else []), *blind_spots(b)]) or {
        "note": "an empty note", "photo": "no caption"}.get(kind, kind.replace(".", " "))
