"""A walk drawn small: lanes, waits and mood over minutes spent, so that several stand side by side on one scale. Pure.

Units: x in minutes until drawn; the drawing is 320 wide and stretches with its frame.
"""

from dataclasses import dataclass

from app.insights.story import Story
from app.insights.words import channel_icon, mood_word
from app.kit.filters import duration, spell
from app.scoring.entries import AWAY_WAITS

WIDTH, LEFT, LANE, MOOD = 320, 26, 26, 44


@dataclass(frozen=True)
class Small:
    """One persona's middle walk. lanes: (y, icon, name); threads: (y, x from, x to); jumps: (x, y from, y to); waits:
    (y, x, width, width up to should-be); moods: (x, y)."""

    lanes: list[tuple[float, str, str]]
    threads: list[tuple[float, float, float]]
    jumps: list[tuple[float, float, float]]
    waits: list[tuple[float, float, float, float]]
    moods: list[tuple[float, float]]
    ticks: list[tuple[float, str]]
    words: str

    @property
    def height(self) -> float:
        return self.bottom + MOOD + 24

    @property
    def bottom(self) -> float:
        return len(self.lanes) * LANE + 4

    @property
    def mood_line(self) -> str:
        return " ".join(f"{x},{y}" for x, y in self.moods)


def minutes_of(story: Story) -> float:
    return story.spent_ms / 60_000


def small_of(story: Story, places: list[dict], minutes: float) -> Small:
    """The story on these lanes. minutes: the length of the shared scale."""
    scale = (WIDTH - LEFT - 8) / max(minutes, 1)
    rows = {place["id"]: n * LANE + LANE / 2 for n, place in enumerate(places)}

    def x(at: int) -> float:
        return round(LEFT + story.spent_by(at) / 60_000 * scale, 1)
    end = story.spans[-1][1] if story.spans else 0
    stays = [visit for visit in story.fold["visits"] if visit["touchpoint"] in rows]
    threads = [(rows[one["touchpoint"]], x(one["entered_at"]), x(one["left_at"] or end)) for one in stays]
    jumps = [(after[1], before[0], after[0]) for before, after in zip(threads, threads[1:], strict=False)]
    waits = []
    for visit in stays:
        for wait in visit["waits"]:
            if wait["kind"] in AWAY_WAITS or not wait["ms"]:
                continue
            start, stop = x(wait["from"]), x(wait["to"] or end)
            should = story.wait_of[wait["id"]]["should_be_ms"] / 60_000 * scale
            waits.append((rows[visit["touchpoint"]], start, max(1.0, round(stop - start, 1)),
                          round(min(should, stop - start), 1)))
    top = len(places) * LANE + 12
    moods = [(x(m["at"]), round(top + (2 - m["b"]["value"]) * MOOD / 4, 1)) for m in story.moods.values()]
    lanes = [(rows[place["id"]], channel_icon(place["channel"]), place["name"]) for place in places]
    return Small(lanes, threads, jumps, waits, moods, _ticks(minutes, scale), _words(story))


def _ticks(minutes: float, scale: float) -> list[tuple[float, str]]:
    step = next((one for one in (1, 2, 5, 10, 15, 30, 60, 120) if one * scale >= 44), 240)
    return [(round(LEFT + n * step * scale, 1), str(n * step)) for n in range(int(minutes // step) + 1)]


def _words(story: Story) -> str:
    """The drawing for those who hear it."""
    least = "at least " if story.waited_at_least else ""
    moods = [m["b"]["value"] for m in story.moods.values()]
    mood = f"; mood from {mood_word(moods[0]).lower()} to {mood_word(moods[-1]).lower()}" if moods else ""
    way = ", ".join(lane.name for lane in story.lanes)
    return f"{spell(story.spent_ms)}, {least}{duration(story.waited_ms)} of it waiting; {way}{mood}"
