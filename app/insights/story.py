"""One walk told against its journey: its lanes, its figures, what was planned and what was walked.

Pure: a fold, a journey revision and a persona in, a Story out. Not here: pixels (chart.py), rows (rows.py).
"""

from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from app.insights import axis
from app.insights.words import FELT_WORDS, ended_words, finding, first_name
from app.kit.filters import duration
from app.scoring.config import config_of
from app.scoring.effort import band, points, score_fold
from app.scoring.entries import AWAY_WAITS
from app.scoring.exact import bin_of, shared_out

WITH_PEOPLE = ("phone", "chat", "store")
LOST = {"name": None, "touchpoints": []}


@dataclass
class Lane:
    """A touchpoint and its visits.

    points, par: millipoints of the walk's score; whole: points shown, which add up to its bin; None without.
    """

    key: str
    name: str
    channel: str | None
    place: dict | None
    visits: list[dict] = field(default_factory=list)
    stage: dict | None = None
    marks: list[str] = field(default_factory=list)
    whole: int | None = None

    @property
    def points(self) -> int | None:
        return self.stage["points"] if self.stage else None

    @property
    def par(self) -> int | None:
        return self.stage["par_milli"] if self.stage else None

    @property
    def felt(self) -> int | None:
        """The worst rating of its visits."""
        return max((v["rating"] for v in self.visits if v["rating"]), default=None)

    @property
    def felt_words(self) -> str:
        return f"felt {FELT_WORDS[self.felt].lower()}" if self.felt else "not rated"

    @property
    def ended(self) -> str | None:
        """How its last visit ended, in words."""
        last = self.visits[-1]
        return ended_words(last["outcome"], last["code"])

    @property
    def steps(self) -> int:
        return sum(sum(visit["steps"].values()) for visit in self.visits)

    @property
    def snags(self) -> int:
        return sum(sum(visit["friction"].values()) for visit in self.visits)

    @property
    def waited_words(self) -> str:
        """'4:10', 'at least 4:10'; empty without a live wait."""
        return self._waited("wait_live_ms", lambda kind: kind not in AWAY_WAITS)

    @property
    def away_words(self) -> str:
        """The same for call-backs, replies and deliveries."""
        return self._waited("wait_away_ms", lambda kind: kind in AWAY_WAITS)

    def _waited(self, part: str, is_meant) -> str:
        ms = sum(visit[part] for visit in self.visits)
        cut_short = any(wait["censored"] and is_meant(wait["kind"]) for visit in self.visits for wait in visit["waits"])
        return ("at least " if cut_short else "") + duration(ms) if ms else ""

    @property
    def to_people(self) -> list[dict]:
        """Steps and time to a person, one for each visit where somebody was reached."""
        return [v["to_a_person"] for v in self.visits
                if v["to_a_person"] and self.channel in WITH_PEOPLE]

    def should_be(self, part: str) -> int:
        """Steps, live_ms or away_ms this touchpoint should take; the channel's default where nothing is set."""
        own = ((self.place or {}).get("par") or {}).get(part)
        return int(own or config_of(None).default_par(self.channel)[part])


@dataclass
class Story:
    """What every page of a walk reads. persona None: walked for an own reason; config: the weights in force;
    changes: entry → what it said before (changes.py)."""

    fold: dict
    journey: dict | None
    persona: dict | None
    walker: str
    is_mine: bool = False
    config: dict | None = None
    changes: dict = field(default_factory=dict)

    @cached_property
    def plan(self) -> dict:
        return self.journey or LOST

    @cached_property
    def score(self) -> dict:
        return score_fold(self.fold, self.plan, self.config)

    @cached_property
    def earned(self) -> dict:
        return points(self.fold, self.plan, self.config)

    @property
    def band(self) -> str | None:
        return band(self.score["bin"], bool(self.plan.get("is_serious")))

    @cached_property
    def spans(self) -> list[axis.Span]:
        return axis.stretches(self.fold)

    @property
    def spent_ms(self) -> int:
        return sum(b - a for a, b in self.spans)

    def spent_by(self, at: int) -> int:
        """Milliseconds of unfolded time before an instant (UTC ms)."""
        return axis.spent_before(self.spans, at)

    @property
    def steps(self) -> int:
        return sum(sum(v["steps"].values()) for v in self.fold["visits"])

    @property
    def snags(self) -> int:
        return sum(sum(v["friction"].values()) for v in self.fold["visits"])

    @property
    def waited_ms(self) -> int:
        """Time tied up in queues and holds."""
        return sum(v["wait_live_ms"] for v in self.fold["visits"])

    @property
    def away_ms(self) -> int:
        """Time in which a call-back, reply or delivery was awaited."""
        return sum(v["wait_away_ms"] for v in self.fold["visits"])

    @property
    def waited_at_least(self) -> bool:
        """True when one of the live waits was not seen to its end."""
        return any(w["censored"] and w["kind"] not in AWAY_WAITS for v in self.fold["visits"] for w in v["waits"])

    @property
    def cut_short(self) -> set[str]:
        """Visits with a wait, of either class, that nobody saw the end of."""
        return {v["visit"] for v in self.fold["visits"]
                if any(w["censored"] and w["ms"] is not None for w in v["waits"])}

    @property
    def felt(self) -> float | None:
        """The mean of the stages' ratings, 1–7; None when nobody rated."""
        ratings = [lane.felt for lane in self.lanes if lane.felt]
        return sum(ratings) / len(ratings) if ratings else None

    @property
    def pictures(self) -> list[dict]:
        return self.fold["photos"]

    def should_be(self, part: str) -> int | None:
        """What all touchpoints of the plan should take together; None without a plan."""
        lanes = [Lane(p["id"], p["name"], p["channel"], p) for p in self.plan["touchpoints"]]
        return sum(lane.should_be(part) for lane in lanes) if lanes else None

    @property
    def who(self) -> str:
        """Whose walk the heading speaks of."""
        if self.persona is None:
            reason = (self.fold["own_reason"] or {}).get("issue")
            return f"“{reason}”" if reason else "A walk for a reason of their own"
        first = first_name(self.persona["name"])
        return f"{first}’s walk" if self.fold["mode"] == "be" else f"Watching {first}"

    @property
    def heading(self) -> str:
        return finding(self.who, self.spent_ms, self.waited_ms, self.fold["visits"], self.fold["outcome"],
                       ended=self.fold["handed_in"])

    @property
    def prediction(self) -> dict | None:
        """The guess; sealed, and so absent, until the walk was handed in."""
        return self.fold["prediction"] if self.fold["handed_in"] else None

    @property
    def guessed_felt(self) -> float | None:
        told = [g for g in ((self.prediction or {}).get("touchpoints") or {}).values() if g]
        return sum(told) / len(told) if told else None

    @property
    def counted(self) -> dict:
        """What a guess speaks of, as it was walked: {steps, wait_ms, felt, outcome}, None for what nobody measured."""
        visits = self.fold["visits"]
        ratings = [lane.felt for lane in self.lanes if lane.felt]
        return {"steps": self.steps if any(visit["measured"]["steps"] for visit in visits) else None,
                "wait_ms": self.waited_ms if any(visit["measured"]["waits"] for visit in visits) else None,
                "felt": Fraction(sum(ratings), len(ratings)) if ratings else None, "outcome": self.fold["outcome"]}

    @cached_property
    def lanes(self) -> list[Lane]:
        """One lane a touchpoint, in the order of first visits; detours have lanes of their own."""
        lanes: dict[str, Lane] = {}
        for visit in self.fold["visits"]:
            place = self.places.get(visit["touchpoint"])
            key = visit["touchpoint"] or f"{visit['name']}/{visit['channel']}"
            name = (place or visit)["name"] or "A touchpoint of another plan"
            lane = lanes.setdefault(key, Lane(key, name, (place or visit)["channel"], place))
            lane.visits.append(visit)
        for lane in lanes.values():
            lane.stage = next((s for s in self.score["stages"] if lane.visits[0]["visit"] == s["visits"][0]), None)
            lane.marks = self._marks(lane)
        self._share_out(list(lanes.values()))
        return list(lanes.values())

    def _share_out(self, lanes: list[Lane]) -> None:
        """Whole points that add up to the walk's, as the page shows them."""
        scored = [lane for lane in lanes if lane.points is not None]
        total = bin_of(sum(lane.points for lane in scored))
        parts = shared_out([Fraction(lane.points, 1000) for lane in scored], total)
        for lane, whole in zip(scored, parts, strict=True):
            lane.whole = whole

    @cached_property
    def places(self) -> dict[str, dict]:
        return {place["id"]: place for place in self.plan["touchpoints"]}

    @cached_property
    def lane_of(self) -> dict[str, Lane]:
        """visit id → its lane."""
        return {visit["visit"]: lane for lane in self.lanes for visit in lane.visits}

    def _marks(self, lane: Lane) -> list[str]:
        marks = []
        if lane.place is None:
            marks.append("added on the way")
        if any(v["why"] == "sent" for v in lane.visits):
            marks.append("sent here")
        if len(lane.visits) > 1:
            marks.append("walked twice" if len(lane.visits) == 2 else f"walked {len(lane.visits)} times")
        if lane.place and self.is_out_of_order(lane):
            marks.append("out of order")
        if self.persona and lane.channel in self.persona["closed_channels"]:
            marks.append("rule broken: not open to " + first_name(self.persona["name"]))
        return marks

    def is_out_of_order(self, lane: Lane) -> bool:
        """A touchpoint first entered after one that comes later in the plan."""
        before = []
        for visit in self.fold["visits"]:
            if visit is lane.visits[0]:
                break
            before.append(self.places.get(visit["touchpoint"]))
        return any(place and place["position"] > lane.place["position"] for place in before)

    @cached_property
    def planned(self) -> list[dict]:
        """[{touchpoint, name, state: walked|skipped|not_reached}] in the order of the plan."""
        walked = {v["touchpoint"] for v in self.fold["visits"]}
        furthest = max((p["position"] for p in self.places.values() if p["id"] in walked), default=0)
        return [{"touchpoint": p["id"], "name": p["name"], "state": "walked" if p["id"] in walked else
                 "skipped" if p["position"] < furthest else "not_reached"}
                for p in sorted(self.plan["touchpoints"], key=lambda p: p["position"])]

    @property
    def missed(self) -> list[dict]:
        """What was planned and not walked."""
        return [place for place in self.planned if place["state"] != "walked"]

    @cached_property
    def wait_of(self) -> dict[str, dict]:
        """start entry → the wait, with `lane` and `should_be_ms`: what its touchpoint still allowed for.

        Waits of one class use up one allowance in their order, as they do in the score.
        """
        waits = {}
        for lane in self.lanes:
            left = {part: lane.should_be(part) for part in ("live_ms", "away_ms")}
            for wait in sorted((w for v in lane.visits for w in v["waits"]), key=lambda w: w["from"]):
                part = "away_ms" if wait["kind"] in AWAY_WAITS else "live_ms"
                waits[wait["id"]] = {**wait, "lane": lane, "should_be_ms": left[part], "part": part,
                                     "is_first": left[part] == lane.should_be(part)}
                left[part] = max(0, left[part] - (wait["ms"] or 0))
        return waits

    @cached_property
    def moments(self) -> dict[str, dict]:
        return {m["id"]: m for m in self.fold["moments"]}

    @cached_property
    def moods(self) -> dict[str, dict]:
        """The mood taps that stand, by id."""
        return {m["id"]: m for m in self.fold["moments"] if m["kind"] == "mood" and not m["voided"]}

    def worth(self, entry: str) -> int:
        """Millipoints of an entry; 0 when the walk has no score."""
        return self.earned["points"].get(entry, 0)
