"""The log in order and read with its corrections: what each entry says now, and whether it was taken back.

Not here: what the entries mean together (fold.py).
"""

from dataclasses import dataclass

from app.scoring.entries import body_problem, corrected_at, malformed

CORRECTIONS = ("amend", "void")


@dataclass
class Line:
    """One entry as it now reads. `place` counts in fold order; `at` is corrected UTC ms."""

    entry: dict
    place: int
    at: int
    b: dict
    moved: bool = False
    edited: bool = False
    voided: bool = False

    def __getattr__(self, name):
        return self.entry.get(name)


def in_order(entries: list) -> tuple[list[dict], list]:
    """The readable entries of one walk, each id once, in fold order; and the ids passed over.

    Within a device by seq; between devices by corrected time, then device: the heads of the devices' queues
    are merged, so no clock can turn one phone's own order around.
    """
    readable, odd = _readable(entries)
    queues: dict[str, list[dict]] = {}
    for entry in sorted(readable, key=lambda e: (e["dev"], e["seq"], e["id"])):
        queues.setdefault(entry["dev"], []).append(entry)
    heads = dict.fromkeys(queues, 0)
    ordered = []
    while heads:
        dev = min(heads, key=lambda d: (corrected_at(queues[d][heads[d]]), d))
        ordered.append(queues[dev][heads[dev]])
        heads[dev] += 1
        if heads[dev] == len(queues[dev]):
            del heads[dev]
    walk = _walk_of(ordered)
    odd += [e["id"] for e in ordered if e.get("walk") not in (walk, None)]
    return [e for e in ordered if e.get("walk") in (walk, None)], odd


def _readable(entries: list) -> tuple[list[dict], list]:
    seen, readable, odd = set(), [], []
    for entry in entries:
        if malformed(entry):
            name = entry.get("id") if isinstance(entry, dict) else None
            odd.append(name if isinstance(name, str) else None)
        elif entry["id"] not in seen:
            seen.add(entry["id"])
            readable.append(entry)
    return readable, odd


def _walk_of(ordered: list[dict]) -> str | None:
    begun = [e["walk"] for e in ordered if e["kind"] == "walk.begin"]
    return (begun + [e["walk"] for e in ordered if e.get("walk")] + [None])[0]


def corrected(ordered: list[dict]) -> tuple[list[Line], list]:
    """Every entry as it now reads, in fold order; and the ids of amends that cannot be applied."""
    lines = [Line(e, place, corrected_at(e), e.get("b", {})) for place, e in enumerate(ordered)]
    by_id = {line.id: line for line in lines}
    odd = _apply_voids(lines, by_id)
    amends = [line for line in lines if line.kind == "amend" and not line.voided]
    # Per field the highest (dev, seq) wins, so that new words do not lose a time chosen earlier.
    for line in sorted(amends, key=lambda a: (a.dev, a.seq)):
        target = by_id.get(line.ref)
        if target and not _amend(target, line):
            odd.append(line.id)
    return lines, odd


def _apply_voids(lines: list[Line], by_id: dict[str, Line]) -> list:
    """Marks what is taken back. A void counts unless a counting void takes it back; a ring counts nothing."""
    voids = [line for line in lines if line.kind == "void"]
    waiting = {line.id: 0 for line in voids}
    for line in voids:
        if line.ref in waiting:
            waiting[line.ref] += 1
    ready = [line for line in voids if waiting[line.id] == 0]
    for line in ready:  # grows while it is read
        target = by_id.get(line.ref)
        if target is None:
            continue
        target.voided = target.voided or not line.voided
        if target.kind == "void":
            waiting[target.id] -= 1
            if waiting[target.id] == 0:
                ready.append(target)
    settled = {line.id for line in ready}
    return [line.id for line in voids if line.id not in settled]


def _amend(target: Line, amend: Line) -> bool:
    body, at = amend.b.get("b"), amend.b.get("at")
    if target.kind in (*CORRECTIONS, "clock") or (body is not None and body_problem(target.kind, body)):
        return False
    if body is not None:
        target.b = body
    if at is not None:
        target.at, target.moved = int(at), True
    own_tap = amend.tap is not None and amend.tap == target.tap
    target.edited = target.edited or ((body is not None or at is not None) and not own_tap)
    return True
