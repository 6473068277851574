"""What stands behind a number: the taps, the photo and the sentence it was made from. Pure."""

from dataclasses import dataclass, field
from fractions import Fraction

from app.insights.rows import Row, row_of
from app.insights.story import Story
from app.kit.filters import duration, points
from app.scoring.entries import FRICTION
from app.scoring.exact import shared_by_name

PART_WORDS = {"steps": "Steps", "wait": "Waiting", "friction": "Snags", "felt": "How it felt",
              "outcome": "How it ended", "mood": "Mood", "not_measured": "Not measured"}
NEAR_MS = 20_000


@dataclass
class Behind:
    """The panel: a heading, a sentence, rows; parts: the score's parts when nothing was picked."""

    title: str
    says: str = ""
    rows: list[Row] = field(default_factory=list)
    parts: list[dict] = field(default_factory=list)
    is_open: bool = True


def behind(story: Story, of: str = "") -> Behind | None:
    """The panel for `of`: nothing, a part's name, lane:<number>, or entry ids with commas between.

    None when it names nothing of this walk.
    """
    if not of:
        return _parts(story)
    if of.startswith("lane:"):
        return _lane(story, of)
    if of in GROUPS:
        return _group(story, of)
    rows = [row for row in (row_of(story, entry) for entry in of.split(",")[:60]) if row]
    if not rows:
        return None
    if len(rows) > 1:
        return Behind(f"{len(rows)} taps close together", rows=rows)
    return Behind(_title(rows[0]), _says(rows[0]), _with_near_photo(story, rows))


def _title(row: Row) -> str:
    return f"{row.word} {row.lasted}" if row.lasted else row.word


def _says(row: Row) -> str:
    if row.worth is None:
        return "This walk has no score, so nothing here has points."
    if row.worth == 0:
        return "It cost no points."
    return f"{points(row.worth)} of the walk’s points come from here."


def _with_near_photo(story: Story, rows: list[Row]) -> list[Row]:
    """A step's own photo is the one taken right after it at the same touchpoint."""
    moment = story.moments[rows[0].entry]
    if moment["kind"] == "photo":
        return rows
    near = [p for p in story.fold["photos"] if p["visit"] == moment["visit"]
            and 0 <= p["at"] - moment["at"] <= NEAR_MS]
    return rows + [row for row in (row_of(story, photo["entry"]) for photo in near[:1]) if row]


def _parts(story: Story) -> Behind:
    contributions = story.score["contributions_milli"]
    if not contributions:
        low, high = round(story.score["low"]), round(story.score["high"])
        return Behind("Not enough was recorded for a score", f"Whatever was not recorded, it lies between {low} and "
                      f"{high} of 100. Pick a mark on the timeline to see what is behind it.", is_open=False)
    whole = shared_by_name({name: Fraction(part, 1000) for name, part in contributions.items()}, story.score["bin"])
    most = max([*contributions.values(), 1])
    parts = [{"of": name, "words": PART_WORDS[name], "points": whole[name], "milli": contributions[name],
              "width": round(contributions[name] / most * 100, 1)}
             for name in PART_WORDS if contributions.get(name)]
    return Behind(f"Where the {story.score['bin']} points come from",
                  "Pick a part here, or a mark on the timeline, to see the taps behind it.", parts=parts,
                  is_open=False)


def _lane(story: Story, of: str) -> Behind | None:
    number = of.removeprefix("lane:")
    if not number.isascii() or not number.isdigit() or int(number) >= len(story.lanes):
        return None
    lane = story.lanes[int(number)]
    visits = {visit["visit"] for visit in lane.visits}
    rows = [row_of(story, m["id"]) for m in story.fold["moments"] if m["visit"] in visits and not m["voided"]]
    costly = sorted((row for row in rows if row.worth), key=lambda row: -row.worth)
    return Behind(f"{lane.name}: where its points come from",
                  f"{points(lane.points)} points, should be {points(lane.par)}." if lane.points is not None
                  else "Not enough was recorded here for points.", costly or rows)


def _of_kind(story: Story, wanted) -> list[Row]:
    return [row_of(story, m["id"]) for m in story.fold["moments"] if wanted(m) and not m["voided"]]


def _is_step(m: dict) -> bool:
    return m["kind"] == "step" and m["b"]["kind"] not in (*FRICTION, "bright_spot")


def _is_snag(story: Story):
    return lambda m: (m["kind"] == "step" and m["b"]["kind"] in FRICTION
                      or m["kind"] == "touchpoint.enter" and story.worth(m["id"]) > 0)


GROUPS = {
    "steps": ("{n} steps", lambda story: _is_step),
    "wait": ("{n} waits, {waited} tied up in them", lambda story: lambda m: m["kind"] == "wait.start"),
    "friction": ("{n} snags", _is_snag),
    "felt": ("How hard it felt, touchpoint by touchpoint", lambda story: lambda m: m["kind"] == "touchpoint.leave"),
    "outcome": ("How each touchpoint ended", lambda story: lambda m: m["kind"] == "touchpoint.leave"),
    "mood": ("How the mood went", lambda story: lambda m: m["kind"] == "mood"),
    "bright": ("Bright spots", lambda story: lambda m: m["b"].get("kind") == "bright_spot"),
    "not_measured": ("What was not measured", lambda story: lambda m: m["kind"] == "touchpoint.leave"),
}
EXPLAINED = {
    "not_measured": "Where a part was not kept track of, it takes the average of the other parts, and says so.",
    "felt": "The rating is what the walker felt, 1 effortless to 7 exhausting. These points fall on leaving.",
    "outcome": "Partly solved costs half, not solved all of the points for the outcome. They fall on leaving.",
}


def _group(story: Story, of: str) -> Behind:
    words, picks = GROUPS[of]
    rows = _of_kind(story, picks(story))
    waited = ("at least " if story.waited_at_least else "") + duration(story.waited_ms)
    title = words.format(n=len(rows), waited=waited)
    if len(rows) == 1:
        title = title.replace("1 steps", "1 step").replace("1 waits", "1 wait").replace("1 snags", "1 snag")
    part = story.score["contributions_milli"].get(of)
    says = f"{points(part)} of the walk’s points. " if part else ""
    return Behind(title, says + EXPLAINED.get(of, ""), rows)
