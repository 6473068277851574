"""What if this wait were shorter, this step gone: a panel worked out anew from the walk and the edits in its address.

Pure. Points come from app/scoring (savings.py), never from adding; rating and outcome stay as recorded, so every
saving is "at least". Not here: reading the address (edits.py).
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from app.insights.axis import Axis
from app.insights.climbing import Supposed, supposed_line
from app.insights.edits import Asked, cut_token, edits_of, fitting
from app.insights.figures import many
from app.insights.story import Lane, Story
from app.insights.words import WITHOUT_WORDS, step_word, wait_word
from app.kit.filters import duration, points
from app.scoring.effort import band
from app.scoring.entries import BRIGHT, FRICTION
from app.scoring.exact import bin_of
from app.scoring.savings import saving, supposed, totals

BOXES = 6
WORTH_A_LOOK = 24  # so many candidates are tried at most; each costs about a millisecond


@dataclass
class Subject:
    """The wait on the slider; seconds. should: what it should be, None when it is no shorter."""

    entry: str
    name: str
    lane: Lane
    actual: int
    to: int
    should: int | None
    at_least: bool
    wins: dict[str, str]

    @property
    def is_changed(self) -> bool:
        return self.to < self.actual

    @property
    def length(self) -> str:
        return ("at least " if self.at_least else "") + duration(self.actual * 1000)


@dataclass
class Box:
    """Something else to try. wins: '−2.8', what it adds to the others chosen."""

    token: str
    words: str
    wins: str
    is_on: bool
    milli: int = 0

    @property
    def field(self) -> tuple[str, str]:
        """(name, value) of its checkbox."""
        return ("cut", self.token.removeprefix("cut:")) if self.token.startswith("cut:") else ("try", self.token)


@dataclass
class WhatIf:
    """The panel. told: `saving` of everything chosen, None while nothing is; line: the dotted line, if any."""

    subject: Subject | None
    boxes: list[Box]
    told: dict | None
    odd: int
    story: Story
    asked: Asked
    line: Supposed | None = None

    @property
    def heading(self) -> str:
        changes = len(self.asked.tokens)
        subject = self.subject
        if subject is None or not (subject.is_changed or not changes):
            return f"What if {'this were' if changes == 1 else 'these were'} different?" if changes else "What if?"
        how = "gone" if subject.to == 0 else "shorter"
        if 0 < subject.to < subject.actual:
            return f"What if the {subject.name} took {duration(subject.to * 1000)}?{self._more(changes)}"
        return f"What if the {subject.name} were {how}?{self._more(changes)}"

    def _more(self, changes: int) -> str:
        return f" And {many(changes, 'more change')}" if changes else ""

    @property
    def before(self) -> int:
        return bin_of(self.told["before_milli"])

    @property
    def after(self) -> int:
        return bin_of(self.told["after_milli"])

    @property
    def after_words(self) -> str:
        """'Uphill, still 33 above should-be'."""
        over = self.after - bin_of(self.story.score["par_milli"])
        words = band(self.after, bool(self.story.plan.get("is_serious")))
        return f"{words}, still {over} above should-be" if over > 0 else f"{words}, no harder than it should be"

    @property
    def saves(self) -> str:
        """'11:40 of waiting, 2 steps and 3.4 points'; only what is saved."""
        told = [f"{duration(self.told['ms'])} of waiting"] if self.told["ms"] else []
        told += [many(self.told["steps"], "step")] if self.told["steps"] else []
        if self.told["delta_milli"] <= -50:
            worth = points(-self.told["delta_milli"])
            told.append(f"{worth} point{'' if worth == '1' else 's'}")
        return " and ".join([", ".join(told[:-1]), told[-1]] if len(told) > 1 else told) or "nothing that counts"

    @property
    def touchpoints(self) -> list[dict]:
        """[{name, before, after}] of the touchpoints that change, in whole points of their own score."""
        names = {lane.stage["touchpoint"]: lane for lane in self.story.lanes if lane.stage}
        return [{"name": names[one["touchpoint"]].name, "before": bin_of(one["before_milli"]),
                 "after": bin_of(one["after_milli"])} for one in self.told["stages"]
                if one["before_milli"] is not None and one["after_milli"] is not None and one["touchpoint"] in names]

    @property
    def query(self) -> str:
        """The edits as they stand in the address, '' while there are none; for links that keep them."""
        if not self.told:
            return ""
        slider = [("wait", self.subject.entry), ("to", self.subject.to)] if self.subject else []
        cuts = [("cut", token.removeprefix("cut:")) for token in self.asked.tokens if token.startswith("cut:")]
        tries = [("try", token) for token in self.asked.tokens if not token.startswith("cut:")]
        return urlencode([*slider, *cuts, *tries])

    def fix_link(self, walk_id: str) -> str:
        """Where a fix is written down, with what it should save at least.

        Changes at one touchpoint hand over that touchpoint and the fall of its own score, as a proof measures it;
        changes at several hand over the journey and the fall of the walk's.
        """
        one = self.told["stages"][0] if len(self.told["stages"]) == 1 else None
        place = self.story.places.get(one["touchpoint"]) if one else None
        fall = one["before_milli"] - one["after_milli"] if place and one["after_milli"] is not None else \
            -self.told["delta_milli"]
        chosen = [box.words for box in self.boxes if box.is_on]
        if self.subject and self.subject.is_changed:
            chosen.insert(0, f"{'Shorten' if self.subject.to else 'Remove'} the {self.subject.name}")
        return "/improvements/new?" + urlencode({
            "walk": walk_id, "journey": self.story.plan.get("id") or "", "touchpoint": place["id"] if place else "",
            "title": "; ".join(chosen)[:200], "minutes": f"{self.told['ms'] / 60_000:.3f}",
            "steps": self.told["steps"], "points": f"{max(0, fall) / 1000:.1f}"})


def what_if_of(story: Story, asked: Asked, zoom: float | None = None, picked: str = "") -> WhatIf | None:
    """The panel; None for a walk without a score. picked: the mark that is open, the subject if it is a wait."""
    if story.score["milli"] is None:
        return None
    asked.wait = _subject_of(story, asked.wait, picked)
    asked.tokens = [token for token in asked.tokens if not token.startswith(f"cut:{asked.wait}:")]
    fits = fitting(story, asked)
    odd, asked.tokens = len(asked.tokens) - len(fits), fits
    changing = [edit for edit in edits_of(story, asked) if not _is_as_it_was(story, edit)]
    told = saving(story.fold, story.plan, changing, story.config) if changing else None
    panel = WhatIf(_subject(story, asked), _boxes(story, asked, told), told, odd, story, asked)
    if told:
        axis = Axis(story.spans, story.fold["pauses"], zoom)
        panel.line = supposed_line(story, axis, supposed(story.fold, story.plan, changing, story.config))
    return panel


def _is_as_it_was(story: Story, edit: dict) -> bool:
    wait = story.wait_of.get(edit["entry"])
    return edit["op"] == "set_wait" and all(wait[name] == value for name, value in edit.items()
                                            if name in ("ms", "explained", "occupied"))


def _can_change(story: Story, wait: dict | None) -> bool:
    return bool(wait and wait["ms"] and story.worth(wait["id"]) > 0)


def _subject_of(story: Story, wait: str, picked: str) -> str:
    """The wait asked for, else the open one, else the one that cost most; empty without any."""
    for entry in (wait, picked):
        if _can_change(story, story.wait_of.get(entry)):
            return entry
    return max((entry for entry, one in story.wait_of.items() if _can_change(story, one)), key=story.worth, default="")


def _subject(story: Story, asked: Asked) -> Subject | None:
    wait = story.wait_of.get(asked.wait)
    if wait is None:
        return None
    actual = -(-wait["ms"] // 1000)
    to = actual if asked.to is None else min(asked.to, actual)
    should = round(wait["should_be_ms"] / 1000) if 0 < wait["should_be_ms"] < wait["ms"] else None
    ways = {"gone": 0, **({"should": should} if should else {})}
    now, *after = totals(story.fold, story.plan, [
        edits_of(story, Asked(asked.wait, way, asked.tokens)) for way in (None, *ways.values())], story.config)
    wins = {name: _minus(now, milli) for name, milli in zip(ways, after, strict=True)}
    return Subject(asked.wait, _wait_name(wait), wait["lane"], actual, to, should, wait["censored"], wins)


def _wait_name(wait: dict) -> str:
    return f"{duration(wait['ms'])} {wait_word(wait['kind']).lower()}"


def _minus(before: int | None, after: int | None) -> str:
    if before is None or after is None or before - after < 50:
        return "−0"
    return f"−{points(before - after)}"


# --- what else to try -------------------------------------------------------------------------------------

def _boxes(story: Story, asked: Asked, told: dict | None) -> list[Box]:
    """The six that win most beside what is chosen; what is chosen always stays."""
    words = {token: said for token, said, _ in sorted(_candidates(story, asked.wait), key=lambda one: -one[2])
             [:WORTH_A_LOOK]}
    for token in asked.tokens:
        words.setdefault(token, _words(story, token))
    now = told["after_milli"] if told else story.score["milli"]
    other = [edits_of(story, Asked(asked.wait, asked.to, asked.without(token) if token in asked.tokens
                                   else [*asked.tokens, token])) for token in words]
    boxes = []
    for (token, said), milli in zip(words.items(), totals(story.fold, story.plan, other, story.config), strict=True):
        is_on = token in asked.tokens
        wins = 0 if milli is None else (milli - now if is_on else now - milli)
        boxes.append(Box(token, said, f"−{points(wins)}" if wins >= 50 else "−0", is_on, wins))
    best = sorted((box for box in boxes if not box.is_on and box.milli >= 100), key=lambda box: -box.milli)
    return [*(box for box in boxes if box.is_on), *best[:max(0, BOXES - len(asked.tokens))]]


def _candidates(story: Story, subject: str) -> list[tuple[str, str, int]]:
    """(token, words, about how much is at stake in millipoints)."""
    found = []
    for entry, wait in story.wait_of.items():
        if not _can_change(story, wait):
            continue
        worth = story.worth(entry)
        if entry != subject:
            should = round(wait["should_be_ms"] / 1000) if wait["should_be_ms"] < wait["ms"] else 0
            found.append((token := cut_token(entry, should), _words(story, token), worth))
        if wait["explained"] is not True:
            found.append((token := f"explain:{entry}", _words(story, token), worth // 4))
        if wait["occupied"] is not True and entry == subject:
            found.append((token := f"occupy:{entry}", _words(story, token), worth // 4))
    for lane in story.lanes:
        visits = {visit["visit"] for visit in lane.visits}
        here: dict[str, list[str]] = {}
        for moment in story.fold["moments"]:
            if moment["kind"] == "step" and moment["visit"] in visits and not moment["voided"] \
                    and moment["b"]["kind"] != BRIGHT and story.worth(moment["id"]) > 0:
                here.setdefault(moment["b"]["kind"], []).append(moment["id"])
        for kind, ids in here.items():
            if kind == "plain":  # the way itself; single ones are tried from their pins
                continue
            token = "drop:" + ",".join(ids)
            found.append((token, _words(story, token), sum(story.worth(entry) for entry in ids)))
    return found


def _words(story: Story, token: str) -> str:
    """What a change would be, in words."""
    kind, _, rest = token.partition(":")
    if kind == "drop":
        return _dropped_words(story, rest.split(","))
    entry, _, seconds = rest.partition(":")
    wait = story.wait_of[entry]
    if kind == "explain":
        return f"Say how long the {_wait_name(wait)} will take"
    if kind == "occupy":
        return f"Give something to do during the {_wait_name(wait)}"
    if seconds == "0":
        return f"Do without the {_wait_name(wait)}"
    return f"Cut the {_wait_name(wait)} to {duration(int(seconds) * 1000)}"


def _dropped_words(story: Story, ids: list[str]) -> str:
    moment = story.moments[ids[0]]
    kind, lane = moment["b"]["kind"], story.lane_of.get(moment["visit"])
    said, where = moment["b"].get("words"), f" at {lane.name}" if lane else ""
    many, about = len(ids) > 1, f": {said}" if said else ""
    if kind in FRICTION:
        return f"{WITHOUT_WORDS[kind]}{where}{f' ({len(ids)} times)' if many else about}"
    return f"{len(ids)} steps fewer{where}: {step_word(kind).lower()}" if many else f"One step fewer{where}{about}"
