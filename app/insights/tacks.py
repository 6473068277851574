"""The pins of a lane as marks: what each glyph means and says, and the mark where a visit ended."""

from app.insights.axis import Axis
from app.insights.marks import LEVEL_PX, Mark, Row, clock, ended_shape, plus_words, when
from app.insights.pins import Pin
from app.insights.story import Lane, Story
from app.insights.words import GLYPHS, step_word


def is_pin(story: Story, moment: dict) -> bool:
    """A step is a pin, and so is an arrival that cost points."""
    return moment["kind"] == "step" or (moment["kind"] == "touchpoint.enter" and story.worth(moment["id"]) > 0)


def pin_mark(story: Story, pin: Pin, row: Row, number: int) -> Mark:
    """The pin as a mark; several in one place count."""
    first, y = pin.members[0], row.y - 28 - LEVEL_PX * pin.level
    extra = {"tick": pin.tick, "thread": row.y, "count": len(pin.members)}
    if pin.is_count:
        names = "; ".join(f"{when(story, m)} {_pin_word(m)}" for m in pin.members)
        return Mark(",".join(m["id"] for m in pin.members), f"{len(pin.members)} together: {names}",
                    first["at"], pin.x, y, number, "count", extra)
    worth = story.worth(first["id"])
    said = first["b"].get("words")
    name = f"{when(story, first)}: {_pin_word(first)}{', ' + said if said else ''}{plus_words(worth)}"
    return Mark(first["id"], f"{name}, {row.lane.name}", first["at"], pin.x, y, number, "pin",
                {**extra, "glyph": _glyph(first), "worth": worth})


def _pin_word(moment: dict) -> str:
    return {"note": "Note", "touchpoint.enter": "Came back"}.get(moment["kind"]) or step_word(moment["b"]["kind"])


def _glyph(moment: dict) -> str:
    if moment["kind"] == "note":
        return "icon-note"
    if moment["kind"] == "touchpoint.enter":
        return "glyph-repeat"
    return f"glyph-{GLYPHS.get(moment['b']['kind'], 'step')}"


def leaves(story: Story, lane: Lane, axis: Axis, row: Row, number: int) -> list[Mark]:
    """The mark where each visit ended: hollow sent on, filled solved, cross bar gave up."""
    marks = []
    for visit in lane.visits:
        if visit["left_at"] is None:
            continue
        leave = next((m["id"] for m in reversed(story.fold["moments"]) if m["kind"] == "touchpoint.leave"
                      and m["visit"] == visit["visit"] and not m["voided"]), None)
        felt = f"felt {visit['rating']} of 7" if visit["rating"] else "not rated"
        ended = lane.ended if visit is lane.visits[-1] else None
        name = (f"{clock(story, visit['left_at'])}: left {lane.name}, {felt}{', ' + ended.lower() if ended else ''}"
                f"{plus_words(story.worth(leave) if leave else 0)}")
        marks.append(Mark(leave or f"lane:{number}", name, visit["left_at"], axis.x(visit["left_at"]), row.y,
                          number, ended_shape(visit)))
    return marks
