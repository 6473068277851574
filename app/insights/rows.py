"""The table behind a timeline: everything on it in order, with points and the effort so far.

Pure. The last `so_far` equals the walk's milli. Not here: the drawing (chart.py).
"""

import csv
import io
from dataclasses import dataclass, field

from app.insights.changes import Change
from app.insights.story import Lane, Story
from app.insights.words import (
    FELT_WORDS,
    GLYPHS,
    MEASURE_WORDS,
    WAIT_PATTERNS,
    blind_spots,
    channel_icon,
    ended_words,
    mood_word,
    should_be_words,
    step_word,
    wait_said,
    wait_word,
    waited_words,
)
from app.kit.clock import from_ms
from app.kit.filters import duration
from app.kit.tables import guarded
from app.scoring.fold import in_display_order

UNSEEN = ("wait.end", "rating")  # told by the row of their wait, or of the leave


@dataclass
class Row:
    """One line of the table. worth, so_far: millipoints, None without a score; at_ms: time spent by then;
    place: its touchpoint's name."""

    entry: str
    kind: str
    at: int
    at_ms: int
    glyph: str
    word: str
    words: str = ""
    lasted: str = ""
    should_be: str = ""
    worth: int | None = None
    so_far: int | None = None
    voided: bool = False
    marks: list[str] = field(default_factory=list)
    photo: str | None = None
    wait: dict | None = None
    changes: list[Change] = field(default_factory=list)
    place: str = ""

    @property
    def is_told(self) -> bool:
        """Whether the thread on a phone shows it: arriving and handing in only where they cost something or say
        something else than they did."""
        return self.kind not in ("touchpoint.enter", "walk.begin", "walk.end") or (self.worth or 0) > 0 or bool(
            self.changes)


@dataclass
class Group:
    """A stay at one touchpoint, or what was logged between two."""

    lane: Lane | None
    visit: dict | None
    rows: list[Row] = field(default_factory=list)

    @property
    def is_told(self) -> bool:
        return any(row.is_told for row in self.rows)

    @property
    def name(self) -> str:
        if self.lane:
            return self.lane.name
        kinds = {row.kind for row in self.rows}
        return "Setting out" if "walk.begin" in kinds else "Handing in" if "walk.end" in kinds else "On the way"

    @property
    def icon(self) -> str:
        return channel_icon(self.lane.channel) if self.lane else "icon-walk"

    @property
    def says(self) -> str:
        """'10 points, should be 2; felt 5, hard; sent elsewhere', for the touchpoint's first stay."""
        if not self.lane:
            return ""
        says = []
        if self.lane.points is not None and self.visit is self.lane.visits[0]:
            says.append(f"{self.lane.whole} points, should be {round(self.lane.par / 1000)}")
        if self.visit["rating"]:
            says.append(f"felt {self.visit['rating']}, {FELT_WORDS[self.visit['rating']].lower()}")
        ended = ended_words(self.visit["outcome"], self.visit["code"])
        return "; ".join([*says, *([ended.lower()] if ended else []), *self.lane.marks])


def groups_of(story: Story) -> list[Group]:
    """The rows of a walk, grouped by stay, in the order the page shows."""
    groups: list[Group] = []
    visits = {visit["visit"]: visit for visit in story.fold["visits"]}
    for moment in in_display_order(story.fold["moments"]):
        if moment["kind"] in UNSEEN:
            continue
        visit = visits.get(moment["visit"])
        if not groups or groups[-1].visit is not visit:
            groups.append(Group(story.lane_of[visit["visit"]] if visit else None, visit))
        groups[-1].rows.append(_row(story, moment))
    return [group for group in groups if group.rows]


def rows_of(story: Story) -> list[Row]:
    """Every row, without its groups."""
    return [row for group in groups_of(story) for row in group.rows]


def shots_of(rows: list[Row]) -> list[Row]:
    """The photos among rows that stand."""
    return [row for row in rows if row.photo and not row.voided]


def row_of(story: Story, entry: str) -> Row | None:
    """The row of one entry; None when the walk has no such moment."""
    moment = story.moments.get(entry)
    return _row(story, moment) if moment else None


def _row(story: Story, moment: dict) -> Row:
    b, kind = moment["b"], moment["kind"]
    row = Row(moment["id"], kind, moment["at"], story.spent_by(moment["at"]), "icon-walk", "", voided=moment["voided"])
    TELL.get(kind, _other)(story, moment, row)
    row.changes = story.changes.get(moment["id"], [])
    lane = story.lane_of.get(moment["visit"])
    row.place = lane.name if lane else ""
    row.marks = [*row.marks, *_marks(moment, b, row.changes)]
    if story.earned["milli"] is not None and not row.voided:
        row.worth, row.so_far = story.worth(moment["id"]), story.earned["so_far"].get(moment["id"])
    return row


def _marks(moment: dict, b: dict, changes: list[Change]) -> list[str]:
    marks = blind_spots(b)
    if any(change.after_hand_in and not change.taken_back for change in changes):
        marks.append("edited after handing in")
    elif moment["edited"] or any(not change.taken_back for change in changes):
        marks.append("edited")
    if moment["fresh"] == "later":
        marks.append("added later")
    return [*marks, "taken back"] if moment["voided"] else marks


def _begin(story, moment, row):
    row.word, row.words, row.glyph = "Began", story.plan.get("name", ""), "icon-walk"


def _enter(story, moment, row):
    lane = story.lane_of.get(moment["visit"])
    row.word, row.glyph = "Arrived", channel_icon(lane.channel) if lane else "icon-walk"
    row.words = {"repeated": "Came back", "sent": "Sent here", "added": "Added on the way"}.get(
        moment["b"].get("why"), lane.name if lane else "")
    if story.worth(moment["id"]) > 0:
        row.words = (row.words + ", counted as a snag").strip(", ")


def _leave(story, moment, row):
    visit = next((v for v in story.fold["visits"] if v["visit"] == moment["visit"]), None)
    ended = ended_words(moment["b"].get("outcome"), moment["b"].get("code"))
    rating = visit and visit["rating"]
    felt = f"Felt {rating}, {FELT_WORDS[rating].lower()}" if rating else "Not rated"
    row.word, row.glyph = "Done here", "icon-check"
    row.words = "; ".join([felt, *([ended.lower()] if ended else [])])
    missing = [name for name, kept in (visit["measured"] if visit else {}).items() if not kept]
    row.marks = [f"{', '.join(MEASURE_WORDS[name] for name in missing)} not measured"] if missing else []


def _step(story, moment, row):
    kind = moment["b"]["kind"]
    row.word, row.glyph = step_word(kind), f"glyph-{GLYPHS.get(kind, 'step')}"
    key = moment["b"].get("key")
    row.words = moment["b"].get("words") or (f"Pressed {key}" if key else "")
    helped = moment["b"].get("can_help")
    if helped is not None:
        row.marks = ["could help" if helped else "could not help"]


def _wait(story, moment, row):
    wait = story.wait_of.get(moment["id"])
    row.word, row.glyph = f"Wait, {wait_word(moment['b']['kind']).lower()}", "glyph-wait"
    if wait is None:
        return
    row.word = f"Wait, {wait_word(wait['kind']).lower()}" if wait_word(wait["kind"]) != "Wait" else "Wait"
    row.wait, row.lasted = {**wait, "pattern": WAIT_PATTERNS.get(wait["kind"])}, waited_words(wait)
    row.should_be = should_be_words(wait, wait["lane"].should_be(wait["part"])).removeprefix("should be ")
    row.words = _wait_words(wait) or "Waited"


def _wait_words(wait: dict) -> str:
    words = [*(["ended by leaving"] if wait["to"] and wait["how"] is None else []), *wait_said(wait)]
    return "; ".join(words).capitalize()


def _mood(story, moment, row):
    value = moment["b"]["value"]
    row.word, row.glyph, row.words = "Mood", f"face-{value + 3}", mood_word(value)


def _note(story, moment, row):
    row.word, row.glyph, row.words = "Note", "icon-note", moment["b"].get("words") or ""


def _photo(story, moment, row):
    row.word, row.glyph, row.words = "Photo", "icon-photo", moment["b"].get("caption") or ""
    row.photo = moment["b"].get("photo")


def _pause(story, moment, row):
    row.word, row.glyph = ("Paused" if moment["kind"] == "walk.pause" else "Went on"), "icon-pause"


def _end(story, moment, row):
    row.word, row.glyph = "Handed in", "icon-check"
    row.words = ended_words(moment["b"].get("outcome")) or ""


def _other(story, moment, row):
    row.word = moment["kind"].replace(".", " ").capitalize()


TELL = {"walk.begin": _begin, "walk.end": _end, "walk.pause": _pause, "walk.resume": _pause,
        "touchpoint.enter": _enter, "touchpoint.leave": _leave, "step": _step, "wait.start": _wait,
        "mood": _mood, "note": _note, "photo": _photo}

HEADS = ("At", "Time (UTC)", "Touchpoint", "Kind", "What happened", "Lasted", "Should be", "Points", "So far",
         "Marks")


def csv_of(story: Story) -> str:
    """The table as CSV. Cells that a spreadsheet would calculate are made plain text."""
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    writer.writerow(HEADS)
    for group in groups_of(story):
        for row in group.rows:
            writer.writerow([guarded(cell) for cell in _cells(group, row)])
    return sheet.getvalue()


def _cells(group: Group, row: Row) -> tuple[str, ...]:
    worth, so_far = ("" if milli is None else f"{milli / 1000:.3f}" for milli in (row.worth, row.so_far))
    return (duration(row.at_ms), from_ms(row.at).strftime("%Y-%m-%d %H:%M:%S"), group.name, row.word, row.words,
            row.lasted, row.should_be, worth, so_far,
            "; ".join([*row.marks, *(f"before: {change.words}" for change in row.changes if change.words)]))
