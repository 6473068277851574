"""What stands under the thread of a lane: names of narrow bars, +n of pins, photos, and what was said or noted."""

from app.insights.axis import Axis
from app.insights.lettering import cut, quoted, text_px
from app.insights.marks import Mark, Row, when
from app.insights.pins import Pin, place_rows
from app.insights.story import Story
from app.kit.filters import points
from app.scoring.entries import FRICTION

PHOTO_W, PHOTO_H = 72, 50
WORTH_A_LABEL = 3000  # ux.md 8: "+n" on pins worth at least three points


def words_below(story: Story, row: Row, bars: list[dict], pins: list[Pin]) -> float:
    """Words under the thread: names of bars too narrow to bear them, and +n of pins. How far down they reach."""
    items = []
    for bar in bars:
        if not bar["is_named"]:
            items.append((bar["x"], text_px(bar["name"]), {"name": bar["name"], "kind": "wait"}))
    for pin in pins:
        worth = sum(story.worth(m["id"]) for m in pin.members)
        if worth >= WORTH_A_LABEL:
            items.append((pin.tick - 10, 22, {"name": f"+{points(worth)}", "kind": "plus"}))
    lowest = 17.0 if bars else 4.0  # a bar reaches 14 down, its frame when chosen 3 more
    placed, _ = place_rows(sorted(items, key=lambda item: item[0]), 2, row_right(row, bars, pins), gap=6, shift=4)
    under = [any(bar["x"] < one.x + one.width and bar["x"] + bar["width"] > one.x for bar in bars) for one in placed]
    for one, is_low in zip(placed, under, strict=True):
        # A second line keeps off every first line, and one under a bar stands lower than its neighbours.
        y = row.y + (30 if is_low or one.row and any(under) else 22) + 16 * one.row
        row.texts.append({"x": one.x, "y": y, "name": one.what["name"], "kind": one.what["kind"]})
        lowest = max(lowest, y - row.y + 4)
    return lowest


def row_right(row: Row, bars: list[dict], pins: list[Pin]) -> float:
    """Words under a thread may run on to the right; nothing else stands there."""
    return max([1e5, *(bar["x"] for bar in bars), *(pin.x for pin in pins)])


def shots_of(here: list[dict], axis: Axis):
    """Where each photo stands, and which find no room."""
    items = [(axis.x(m["at"]) - 12, PHOTO_W, m) for m in here if m["kind"] == "photo"]
    return place_rows(items, 1, axis.width, gap=26, shift=120)


def hang(story: Story, placed: list, hidden: list, axis: Axis, row: Row, below: float, number: int) -> None:
    """Put the placed photos with their captions on the row; the last one counts those without room."""
    for one in placed:
        m = one.what
        caption = m["b"].get("caption") or ""
        room = _room_after(one, placed, axis.width)
        row.marks.append(Mark(m["id"], f"{when(story, m)}: photo{', ' + caption if caption else ''}, {row.lane.name}",
                              m["at"], one.x, below + 6, number, "photo",
                              {"photo": m["b"].get("photo"), "tick": axis.x(m["at"]), "thread": row.y}))
        more = f" +{len(hidden)}" if hidden and one is placed[-1] else ""
        words = cut(caption, room - 7 * len(more)) + more
        row.texts.append({"x": one.x, "y": below + 72, "name": words, "kind": "caption"})


def _room_after(one, placed: list, right: float) -> float:
    after = [other.x for other in placed if other.x > one.x]
    return min([*after, right]) - one.x - 8


def quotes_of(story: Story, here: list[dict], axis: Axis, shots: list[tuple[float, float]]):
    """What was said or noted: beside the photos, below them, and the ids of notes that must be a pin instead."""
    said = []
    for m in here:
        words = m["b"].get("words")
        kind = m["b"].get("kind")
        if m["b"].get("about") in story.moods:
            continue
        if words and (m["kind"] == "note" or kind in FRICTION and "“" in words):
            said.append({**m, "quote": cut(quoted(words), 430)})
    said.sort(key=lambda m: (m["kind"] != "note", m["at"]))
    notes = [m for m in said if m["kind"] == "note"]
    costly = sorted((m for m in said if m["kind"] != "note"), key=lambda m: -story.worth(m["id"]))[:2]
    chosen = sorted(notes or costly, key=lambda m: m["at"])
    items = [(axis.x(m["at"]), text_px(m["quote"]), m) for m in chosen]
    free = [_past(item, shots, axis.width) for item in items] if shots else []
    beside, _ = place_rows([item for item in free if item], 3, axis.width, gap=14, shift=30)
    near = [id(one.what) for one in beside]
    below, hidden = place_rows([item for item in items if id(item[2]) not in near], 3, axis.width, gap=14, shift=30)
    return beside, below, {m["id"] for m in hidden if m["kind"] == "note"}


def _past(item: tuple, shots: list[tuple[float, float]], right: float) -> tuple | None:
    """The words moved to the right of the photo they would cover; None where there is no room for that."""
    x, width, what = item
    for a, b in shots:
        if a - 10 < x < b + 10:
            x = b + 10
    covers = any(a - 10 < x + width and b + 10 > x for a, b in shots)
    return None if covers or x - item[0] > 100 or x + width > right - 40 else (x, width, what)
