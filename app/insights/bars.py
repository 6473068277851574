"""The waits of a lane as bars: light up to what they should be, dark past it, their words above them."""

from app.insights.axis import Axis
from app.insights.lettering import display_px, text_px
from app.insights.marks import BAR_PX, Mark, Row, clock, plus_words
from app.insights.story import Lane, Story
from app.insights.words import WAIT_PATTERNS, should_be_words, wait_word, waited_words
from app.kit.filters import points
from app.scoring.entries import AWAY_WAITS


def bars_of(story: Story, lane: Lane, axis: Axis):
    """The waits of a lane, the words above them, and the room those words take on the pins' levels."""
    bars, words, taken, reach = [], [], {0: [], 1: []}, float("-inf")
    waits = sorted((w for v in lane.visits for w in v["waits"]), key=lambda w: w["from"])
    for wait in (story.wait_of[w["id"]] for w in waits):
        x, end = axis.x(wait["from"]), _end_of(axis, wait)
        away = wait["kind"] in AWAY_WAITS
        light = min(max(0, axis.x(wait["from"] + wait["should_be_ms"]) - x), end - x)
        name = f"{wait_word(wait['kind'])} {waited_words(wait)}"
        par = should_be_words(wait, lane.should_be(wait["part"]))
        bar = {"wait": wait, "x": x, "width": max(end - x, 2), "light": light, "away": away, "name": name,
               "par": par, "two_lines": False, "is_named": False}
        wide, narrow = display_px(name) + 8 + text_px(par), max(display_px(name), text_px(par))
        if not away and bar["width"] >= 36 and x >= reach:
            bar["two_lines"] = bar["width"] < wide
            room = narrow if bar["two_lines"] else wide
            bar["is_named"] = True
            start = max(0, min(x, axis.width - room))
            for level in ((0, 1) if bar["two_lines"] else (0,)):
                taken[level].append((start - 4, start + room))
            words.append({"x": start, "name": name, "par": par, "two_lines": bar["two_lines"],
                          "par_x": start if bar["two_lines"] else start + display_px(name) + 8})
            reach = start + room + 8
        bars.append(bar)
    return bars, words, taken


def _end_of(axis: Axis, wait: dict) -> float:
    return axis.x(wait["to"]) if wait["to"] else axis.x(axis.spans[-1][1])


def bar_mark(story: Story, bar: dict, row: Row, number: int) -> Mark:
    """The bar as a mark that opens its wait."""
    wait = bar["wait"]
    worth = story.worth(wait["id"])
    height = 8 if bar["away"] else BAR_PX
    y = row.y + 19 if bar["away"] else row.y - height / 2
    name = f"{clock(story, wait['from'])}: {bar['name']}, {bar['par']}{plus_words(worth)}, {row.lane.name}"
    return Mark(wait["id"], name, wait["from"], bar["x"], y, number, "wait", {
        "width": bar["width"], "height": height, "light": bar["light"], "over": bar["width"] - bar["light"],
        "pattern": WAIT_PATTERNS.get(wait["kind"]) if not bar["away"] else "slant",
        "notch": 0 < bar["light"] < bar["width"], "running": wait["to"] is None,
        "censored": wait["censored"] and wait["to"] is not None,
        "plus": f"+{points(worth)}" if bar["width"] > 60 and worth >= 500 and not bar["away"] else None})
