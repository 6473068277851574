"""The drawing of a timeline: a Story laid out in pixels. Pure; templates/insights/_chart.html only prints it.

Source of every measure: ux.md 8. Units: px, y downwards, x from the left edge of the plot.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from app.insights.axis import Axis
from app.insights.curves import one_a_place, scale_top, smooth, stairs
from app.insights.pins import Pin, place_pins, place_rows
from app.insights.story import Lane, Story
from app.insights.words import (
    GLYPHS,
    WAIT_PATTERNS,
    channel_icon,
    mood_word,
    rough,
    should_be_words,
    step_word,
    wait_word,
    waited_words,
)
from app.kit.filters import duration, points
from app.scoring.entries import AWAY_WAITS, FRICTION

LABEL_PX = 200
HEAD_PX = 56
LEVEL_PX = 22
BAR_PX = 28
PHOTO_W, PHOTO_H = 72, 50
BULLET_PX = 140
MOOD_PX, EFFORT_PX = 118, 214
WORTH_A_LABEL = 3000  # ux.md 8: "+n" on pins worth at least three points


@dataclass
class Mark:
    """Something a person can stand on. of: what its link opens; name: what a screen reader says."""

    of: str
    name: str
    at: int
    x: float
    y: float
    row: int
    shape: str
    extra: dict = field(default_factory=dict)


@dataclass
class Row:
    """A lane as drawn: `top`, `height`, the thread's `y`, its marks, and the words in its label column."""

    lane: Lane
    top: float
    y: float = 0
    height: float = 0
    tints: list[tuple[float, float]] = field(default_factory=list)
    ticks: list[float] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    texts: list[dict] = field(default_factory=list)
    label: dict = field(default_factory=dict)


@dataclass
class Chart:
    """Everything the template prints."""

    axis: Axis
    rows: list[Row]
    days: list[dict]
    thread: str
    folds: list[dict]
    mood: dict | None
    effort: dict | None
    width: float
    height: float
    lanes_bottom: float
    label_width: int = LABEL_PX

    @property
    def marks(self) -> list[Mark]:
        """Every mark in time, as the arrow keys walk them."""
        every = [mark for row in self.rows for mark in row.marks] + (self.mood["marks"] if self.mood else [])
        return sorted(every, key=lambda mark: (mark.at, mark.row))

    @property
    def wait_patterns(self) -> list[str]:
        return sorted({mark.extra["pattern"] for row in self.rows for mark in row.marks
                       if mark.extra.get("pattern")})


def chart_of(story: Story, zones: list[tuple[int, int]] = (), zoom: float | None = None) -> Chart:
    """The chart of a story. zones: (ms, minutes east of UTC) as the phone stamped them, in order."""
    axis = Axis(story.spans, story.fold["pauses"], zoom)
    rows, top = [], float(HEAD_PX)
    for number, lane in enumerate(story.lanes):
        row = _row(story, lane, axis, top, number)
        rows.append(row)
        top += row.height
    lanes_bottom = top
    mood = _mood(story, axis, top, len(rows))
    top += MOOD_PX if mood else 0
    effort = _effort(story, axis, top, rows)
    top += EFFORT_PX if effort else 0
    return Chart(axis, rows, _days(axis, zones), _thread(story, axis, rows), _folds(axis), mood, effort,
                 axis.width, top + 8, lanes_bottom)


# --- one lane ---------------------------------------------------------------------------------------------

def _row(story: Story, lane: Lane, axis: Axis, top: float, number: int) -> Row:
    row = Row(lane, top, label=_label(story, lane))
    visits = {v["visit"] for v in lane.visits}
    here = [m for m in story.fold["moments"] if m["visit"] in visits and not m["voided"]]
    bars, above, taken = _bars(story, lane, axis)
    shots, hidden = _shots(here, axis)
    beside, quotes, unheard = _quotes(story, here, axis, [(one.x, one.x + PHOTO_W) for one in shots])
    pins = place_pins([(axis.x(m["at"]), m) for m in here if _is_pin(story, m) or m["id"] in unheard], taken)
    level = max([pin.level for pin in pins] + [1 if bar["two_lines"] else 0 for bar in bars], default=0)
    row.y = top + 46 + LEVEL_PX * level
    row.tints = [(axis.x(v["entered_at"]), _end_x(axis, v) - axis.x(v["entered_at"])) for v in lane.visits]
    row.ticks = sorted({axis.x(m["at"]) for m in here if m["kind"] in ("step", "touchpoint.enter")})
    row.marks = [*(_bar_mark(story, bar, row, number) for bar in bars),
                 *(_pin_mark(story, pin, row, number) for pin in pins),
                 *_leaves(story, lane, axis, row, number)]
    row.texts = above
    below = row.y + _below(story, row, bars, pins)
    _photos(story, shots, hidden, axis, row, below, number)
    for placed in [*beside, *quotes]:
        y = below + (18 if placed in beside else 92 if shots else 16) + 18 * placed.row
        row.marks.append(Mark(placed.what["id"], f"{_when(story, placed.what)}: {placed.what['quote']}",
                              placed.what["at"], placed.x, y, number, "quote", {"words": placed.what["quote"]}))
    below += 74 if shots else 0
    below += 18 * (max((p.row for p in quotes), default=-1) + 1)
    row.height = max(below + 14 - top, row.label["height"] + 16)
    return row


def _is_pin(story: Story, moment: dict) -> bool:
    return moment["kind"] == "step" or (moment["kind"] == "touchpoint.enter" and story.worth(moment["id"]) > 0)


def _end_x(axis: Axis, visit: dict) -> float:
    return axis.x(visit["left_at"]) if visit["left_at"] else axis.x(axis.spans[-1][1])


def _bars(story: Story, lane: Lane, axis: Axis):
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
        wide, narrow = _display_px(name) + 8 + _text_px(par), max(_display_px(name), _text_px(par))
        if not away and bar["width"] >= 36 and x >= reach:
            bar["two_lines"] = bar["width"] < wide
            room = narrow if bar["two_lines"] else wide
            bar["is_named"] = True
            start = max(0, min(x, axis.width - room))
            for level in ((0, 1) if bar["two_lines"] else (0,)):
                taken[level].append((start - 4, start + room))
            words.append({"x": start, "name": name, "par": par, "two_lines": bar["two_lines"],
                          "par_x": start if bar["two_lines"] else start + _display_px(name) + 8})
            reach = start + room + 8
        bars.append(bar)
    return bars, words, taken


def _end_of(axis: Axis, wait: dict) -> float:
    return axis.x(wait["to"]) if wait["to"] else axis.x(axis.spans[-1][1])


def _bar_mark(story: Story, bar: dict, row: Row, number: int) -> Mark:
    wait = bar["wait"]
    worth = story.worth(wait["id"])
    height = 8 if bar["away"] else BAR_PX
    y = row.y + 19 if bar["away"] else row.y - height / 2
    name = f"{_clock(story, wait['from'])}: {bar['name']}, {bar['par']}{_plus_words(worth)}, {row.lane.name}"
    return Mark(wait["id"], name, wait["from"], bar["x"], y, number, "wait", {
        "width": bar["width"], "height": height, "light": bar["light"], "over": bar["width"] - bar["light"],
        "pattern": WAIT_PATTERNS.get(wait["kind"]) if not bar["away"] else "slant",
        "notch": 0 < bar["light"] < bar["width"], "running": wait["to"] is None,
        "censored": wait["censored"] and wait["to"] is not None,
        "plus": f"+{points(worth)}" if bar["width"] > 60 and worth >= 500 and not bar["away"] else None})


def _pin_mark(story: Story, pin: Pin, row: Row, number: int) -> Mark:
    first, y = pin.members[0], row.y - 28 - LEVEL_PX * pin.level
    extra = {"tick": pin.tick, "thread": row.y, "count": len(pin.members)}
    if pin.is_count:
        names = "; ".join(f"{_when(story, m)} {_pin_word(m)}" for m in pin.members)
        return Mark(",".join(m["id"] for m in pin.members), f"{len(pin.members)} together: {names}",
                    first["at"], pin.x, y, number, "count", extra)
    worth = story.worth(first["id"])
    said = first["b"].get("words")
    name = f"{_when(story, first)}: {_pin_word(first)}{', ' + said if said else ''}{_plus_words(worth)}"
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


def _leaves(story: Story, lane: Lane, axis: Axis, row: Row, number: int) -> list[Mark]:
    """The mark where each visit ended: hollow sent on, filled solved, cross bar gave up."""
    marks = []
    for visit in lane.visits:
        if visit["left_at"] is None:
            continue
        shape = "gave_up" if visit["code"] == "gave_up" else "solved" if visit["outcome"] == "reached" else "sent_on"
        leave = next((m["id"] for m in reversed(story.fold["moments"]) if m["kind"] == "touchpoint.leave"
                      and m["visit"] == visit["visit"] and not m["voided"]), None)
        felt = f"felt {visit['rating']} of 7" if visit["rating"] else "not rated"
        ended = lane.ended if visit is lane.visits[-1] else None
        name = (f"{_clock(story, visit['left_at'])}: left {lane.name}, {felt}{', ' + ended.lower() if ended else ''}"
                f"{_plus_words(story.worth(leave) if leave else 0)}")
        marks.append(Mark(leave or f"lane:{number}", name, visit["left_at"], axis.x(visit["left_at"]), row.y,
                          number, shape))
    return marks


def _below(story: Story, row: Row, bars: list[dict], pins: list[Pin]) -> float:
    """Words under the thread: names of bars too narrow to bear them, and +n of pins. How far down they reach."""
    items = []
    for bar in bars:
        if not bar["is_named"]:
            items.append((bar["x"], _text_px(bar["name"]), {"name": bar["name"], "kind": "wait"}))
    for pin in pins:
        worth = sum(story.worth(m["id"]) for m in pin.members)
        if worth >= WORTH_A_LABEL:
            items.append((pin.tick - 10, 22, {"name": f"+{points(worth)}", "kind": "plus"}))
    lowest = 10.0 if bars else 4.0
    placed, _ = place_rows(sorted(items, key=lambda item: item[0]), 2, row_right(row, bars, pins), gap=6, shift=4)
    for one in placed:
        under = 30 if any(bar["x"] < one.x + one.width and bar["x"] + bar["width"] > one.x for bar in bars) else 22
        y = row.y + under + 16 * one.row
        row.texts.append({"x": one.x, "y": y, "name": one.what["name"], "kind": one.what["kind"]})
        lowest = max(lowest, y - row.y + 4)
    return lowest


def row_right(row: Row, bars: list[dict], pins: list[Pin]) -> float:
    """Words under a thread may run on to the right; nothing else stands there."""
    return max([1e5, *(bar["x"] for bar in bars), *(pin.x for pin in pins)])


def _shots(here: list[dict], axis: Axis):
    """Where each photo stands, and which find no room."""
    items = [(axis.x(m["at"]) - 12, PHOTO_W, m) for m in here if m["kind"] == "photo"]
    return place_rows(items, 1, axis.width, gap=26, shift=120)


def _photos(story: Story, placed: list, hidden: list, axis: Axis, row: Row, below: float, number: int) -> None:
    for one in placed:
        m = one.what
        caption = m["b"].get("caption") or ""
        room = _room_after(one, placed, axis.width)
        row.marks.append(Mark(m["id"], f"{_when(story, m)}: photo{', ' + caption if caption else ''}, {row.lane.name}",
                              m["at"], one.x, below + 6, number, "photo",
                              {"photo": m["b"].get("photo"), "tick": axis.x(m["at"]), "thread": row.y}))
        more = f" +{len(hidden)}" if hidden and one is placed[-1] else ""
        words = _cut(caption, room - 7 * len(more)) + more
        row.texts.append({"x": one.x, "y": below + 72, "name": words, "kind": "caption"})


def _room_after(one, placed: list, right: float) -> float:
    after = [other.x for other in placed if other.x > one.x]
    return min([*after, right]) - one.x - 8


def _quotes(story: Story, here: list[dict], axis: Axis, shots: list[tuple[float, float]]):
    """What was said or noted: beside the photos, below them, and the ids of notes that must be a pin instead."""
    said, moods = [], _moods(story)
    for m in here:
        words = m["b"].get("words")
        kind = m["b"].get("kind")
        if m["b"].get("about") in moods:
            continue
        if words and (m["kind"] == "note" or kind in FRICTION and "“" in words):
            said.append({**m, "quote": _cut(_quoted(words), 430)})
    said.sort(key=lambda m: (m["kind"] != "note", m["at"]))
    notes = [m for m in said if m["kind"] == "note"]
    costly = sorted((m for m in said if m["kind"] != "note"), key=lambda m: -story.worth(m["id"]))[:2]
    chosen = sorted(notes or costly, key=lambda m: m["at"])
    items = [(axis.x(m["at"]), _text_px(m["quote"]), m) for m in chosen]
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


def _moods(story: Story) -> dict[str, dict]:
    return {m["id"]: m for m in story.fold["moments"] if m["kind"] == "mood" and not m["voided"]}


def _quoted(words: str) -> str:
    words = " ".join(words.split())
    return words if words.startswith(("“", "\"", "'")) or "“" in words else f"“{words}”"


def _label(story: Story, lane: Lane) -> dict:
    """The words left of a lane, line by line, and how high they stand."""
    most = max([(one.points or 0) for one in story.lanes] + [(one.par or 0) for one in story.lanes] + [1])
    lines = wrapped(lane.name, 17)
    y = 26 + 21 * len(lines)
    label = {"names": lines, "icon": channel_icon(lane.channel), "points_y": y + 10, "notes": []}
    if lane.points is not None:
        scale = BULLET_PX / most
        label |= {"points": lane.whole, "par": round(lane.par / 1000),
                  "bullet": {"y": y + 27, "width": max(lane.points * scale, 1), "par": lane.par * scale}}
    y += 47
    label["felt_y"] = y
    label["felt"], label["felt_words"], label["ended"] = lane.felt, lane.felt_words, (lane.ended or "").lower()
    y += 36
    for people in lane.to_people:
        label["notes"].append({"y": y, "words": f"to a person: {people['steps']} step"
                               f"{'' if people['steps'] == 1 else 's'}, {duration(people['ms'])}", "mark": False})
        y += 17
    for mark in lane.marks:
        for line in wrapped(mark, 28):
            label["notes"].append({"y": y, "words": line, "mark": True})
            y += 17
    label["height"] = y - 8
    return label


# --- the thread, the folds, the days ----------------------------------------------------------------------

def _thread(story: Story, axis: Axis, rows: list[Row]) -> str:
    """The dashed line from touchpoint to touchpoint; it drops at the moment of the change."""
    ys = {v["visit"]: row.y for row in rows for v in row.lane.visits}
    path, before = "", None
    for visit in story.fold["visits"]:
        x, y, end = axis.x(visit["entered_at"]), ys[visit["visit"]], _end_x(axis, visit)
        if before is None:
            path = f"M{x:g} {y:g}"
        else:
            drop = before if x - before < 12 else before + min((x - before) / 2, 22)
            path += f"H{drop:g}V{y:g}H{x:g}"
        path += f"H{end:g}"
        before = max(end, x)
    return path


def _folds(axis: Axis) -> list[dict]:
    words = {"paused": "paused", "gap": "folded"}
    return [{"x": fold.x, "mid": fold.x + 23, "words": f"{rough(fold.ms)} {words[fold.why]}"} for fold in axis.folds]


def _days(axis: Axis, zones) -> list[dict]:
    """Day and clock time at the start of each stretch, where there is room for it."""
    days, reach = [], {0: float("-inf"), 1: float("-inf")}
    for start, _ in axis.spans:
        x, words = axis.x(start), local(start, zones).strftime("%a %-d %b, %H:%M")
        width = _text_px(words) + 12
        at = max(0, min(x, axis.width - width))
        row = next((row for row in (0, 1) if at >= reach[row]), None)
        if row is not None:
            days.append({"x": at, "words": words, "row": row})
            reach[row] = at + width
    return days


def local(at: int, zones) -> datetime:
    """The instant as the phone's own clock would have said it."""
    east = next((minutes for ms, minutes in reversed(zones) if ms <= at), zones[0][1] if zones else 0)
    return datetime.fromtimestamp(at / 1000, UTC) + timedelta(minutes=east)


# --- the two curves ---------------------------------------------------------------------------------------

def _mood(story: Story, axis: Axis, top: float, number: int) -> dict | None:
    taps = [m for m in story.fold["moments"] if m["kind"] == "mood" and not m["voided"]]
    if not taps:
        return None

    def y(value: int) -> float:
        return top + 26 + (2 - value) * 16
    marks = [Mark(m["id"], f"{_when(story, m)}: mood {mood_word(m['b']['value']).lower()}", m["at"],
                  axis.x(m["at"]), y(m["b"]["value"]), number, "mood") for m in sorted(taps, key=lambda m: m["at"])]
    points_ = one_a_place([(mark.x, mark.y) for mark in marks])
    words = [{"y": y(value), "words": mood_word(value).lower(), "face": f"face-{value + 3}"} for value in (2, 0, -2)]
    marks += _mood_quotes(story, axis, top, number)
    return {"top": top, "height": MOOD_PX, "marks": marks, "path": smooth(points_), "words": words,
            "taps": len(taps), "held": (points_[-1][0], points_[-1][1], axis.x(axis.spans[-1][1]))}


def _mood_quotes(story: Story, axis: Axis, top: float, number: int) -> list[Mark]:
    """Notes that belong to a mood: under the curve where the mood was low, above it where it was high."""
    moods = _moods(story)
    notes = [m for m in story.fold["moments"] if m["kind"] == "note" and not m["voided"]
             and m["b"].get("about") in moods and m["b"].get("words")]
    marks = []
    for low in (True, False):
        here = [m for m in notes if (moods[m["b"]["about"]]["b"]["value"] <= 0) == low]
        items = [(axis.x(m["at"]) - 8, _text_px(_quoted(m["b"]["words"])), m) for m in here]
        placed, _ = place_rows(sorted(items, key=lambda item: item[0]), 1, axis.width, shift=60)
        marks += [Mark(one.what["id"], f"{_when(story, one.what)}: {_quoted(one.what['b']['words'])}",
                       one.what["at"], one.x, top + (108 if low else 16), number, "quote",
                       {"words": _quoted(one.what["b"]["words"])}) for one in placed]
    return marks


def _effort(story: Story, axis: Axis, top: float, rows: list[Row]) -> dict | None:
    milli = story.earned["milli"]
    if milli is None:
        return None
    most = scale_top(milli / 1000)
    base, high = top + EFFORT_PX - 34, 132

    def y(value: float) -> float:
        return round(base - value / 1000 / most * high, 1)
    line = [(axis.x(at), y(value)) for at, value in climb(story.earned["curve"], story.spans[0][0])]
    last = (axis.x(axis.spans[-1][1]), y(milli))
    path = stairs([*line, last])
    par = story.score["par_milli"]
    return {"top": top, "height": EFFORT_PX, "path": path, "area": f"{path}V{base:g}H{line[0][0]:g}Z", "base": base,
            "end": last, "milli": milli, "par_y": y(par), "par": points(par),
            "touchpoints": _under(story, axis, rows), "words_y": base + 24}


def climb(curve: list[dict], start: int) -> list[tuple[int, int]]:
    """(at, millipoints so far) corners: events rise at once, waits evenly from their start to their end."""
    changes: dict[int, list[int]] = {}
    rate: list[tuple[int, int, int]] = []
    for fall in curve:
        if fall["to"] > fall["from"]:
            rate.append((fall["from"], fall["to"], fall["milli"]))
        else:
            changes.setdefault(fall["from"], []).append(fall["milli"])
    times = sorted({start, *changes, *(a for a, _, _ in rate), *(b for _, b, _ in rate)})
    corners, jumped = [], 0
    for at in times:
        waited = sum(milli * (min(at, b) - a) / (b - a) for a, b, milli in rate if at > a)
        corners.append((at, round(jumped + waited)))
        if at in changes:
            jumped += sum(changes[at])
            corners.append((at, round(jumped + waited)))
    return corners


def _under(story: Story, axis: Axis, rows: list[Row]) -> list[dict]:
    """Points by touchpoint under the axis, at the middle of its longest stay; kept 46 px apart."""
    items = []
    for number, row in enumerate(rows):
        if row.lane.points is not None and row.tints:
            x, width = max(row.tints, key=lambda tint: tint[1])
            items.append((x + width / 2, {"words": f"+{row.lane.whole}", "of": f"lane:{number}",
                                          "name": row.lane.name}))
    placed, _ = place_rows([(x - 18, 36, what) for x, what in sorted(items, key=lambda i: i[0])], 1, axis.width,
                           gap=8, shift=200)
    return [{"x": one.x + 18, **one.what} for one in placed]


# --- words and widths -------------------------------------------------------------------------------------

def _when(story: Story, moment: dict) -> str:
    return _clock(story, moment["at"])


def _clock(story: Story, at: int) -> str:
    spent = sum(min(max(at - a, 0), b - a) for a, b in story.spans)
    return duration(spent)


def _plus_words(milli: int) -> str:
    if milli < 50:
        return ""
    return f", +{points(milli)} point{'' if points(milli) == '1' else 's'}"


def _text_px(words: str) -> float:
    """About how wide words of 13 px text stand; a little too much is safe, too little overlaps."""
    return 7.3 * len(words) + 2


def _display_px(words: str) -> float:
    return 9.6 * len(words) + 2


def _cut(words: str, px: float) -> str:
    room = max(3, int(px / 7.3))
    return words if len(words) <= room else words[:room - 1].rstrip() + "…"


def wrapped(words: str, room: int) -> list[str]:
    """Lines of at most `room` letters, broken between words where that is possible; three lines at most."""
    lines, line = [], ""
    for word in words.split() or [""]:
        while len(word) > room:
            head, word = word[:room - 1] + "-", word[room - 1:]
            lines += [line, head] if line else [head]
            line = ""
        if line and len(line) + 1 + len(word) > room:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    lines.append(line)
    return lines if len(lines) <= 3 else [*lines[:2], lines[2][:room - 1] + "…"]
