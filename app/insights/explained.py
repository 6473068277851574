"""How the score works, in plain words, with one call worked out live by the method in force. Pure."""

from dataclasses import dataclass
from fractions import Fraction

from app.scoring.config import config_of
from app.scoring.effort import METHOD, band, par_score, score_visit, what_if
from app.scoring.exact import shared_by_name
from app.scoring.words import BANDS, SERIOUS_BANDS

# scoring.md 3, case V08: the bad call.
CALL = {
    "channel": "phone", "par": {"steps": 3, "live_ms": 60_000}, "steps": {"menu_choice": 6},
    "waits": [{"kind": "hold", "ms": 380_000, "occupied": False, "explained": False}],
    "friction": {"transfer": 1, "repeat_info": 1}, "rating": 5, "outcome": "partly",
}
PARTS = (
    ("steps", "Six menu choices; it should be three"),
    ("wait", "On hold 6:20, told nothing, nothing to do; it should be 1:00"),
    ("friction", "Passed on once, and the story told again"),
    ("felt", "Felt 5 of 7, hard"),
    ("outcome", "Partly solved"),
)
SOURCES = (
    ("Which parts count", "Dixon, Freeman and Toman, Harvard Business Review 2010: repeat calls, channel switching, "
     "being passed on; “problem solving, not speed”."),
    ("Felt effort as one question", "Sauro, MeasuringU: a single seven-point question performs like longer ones."),
    ("How waits feel", "Antonides, Verhoef and van Aalst 2002; Munichor and Rafaeli 2007: waits feel longer when "
     "unoccupied and unexplained."),
    ("Mean and worst touchpoint", "Alaybek and others 2022, 174 effects; Verhoef, Antonides and de Hoog 2004: the "
     "worst moment matters, the end and the length do not."),
    ("Two minutes on hold", "Which? 2013: “no more than two minutes”."),
)


@dataclass
class Explained:
    """What the help page prints; every number in it is computed."""

    method: str
    case: dict
    parts: list[dict]
    bands: list[dict]
    saved: int
    as_it_should_be: int
    weights: dict
    peak: int
    sources: tuple = SOURCES

    @property
    def word(self) -> str:
        return band(self.case["bin"])


def explained(config: dict | None = None) -> Explained:
    """The worked case, its parts in whole points that add up, the bands, and what a what-if says.

    config: the weights in force; None is the method's own.
    """
    case = score_visit(CALL, config)
    whole = shared_by_name({name: Fraction(part, 1000) for name, part in case["contributions_milli"].items()},
                           case["bin"])
    parts = [{"name": name, "words": words, "points": whole[name], "milli": case["contributions_milli"][name]}
             for name, words in PARTS]
    without = what_if({"visit": CALL, "edits": [{"op": "remove_wait", "i": 0}], "config": config})
    chosen = config_of(config)
    return Explained(METHOD, case, parts, _bands(), round(-without["delta"]), par_score(config)["bin"],
                     {name: round(weight) for name, weight in chosen.weights.items()}, round(chosen.peak * 100))


def _bands() -> list[dict]:
    """From the easiest up: {from, to, word, serious}."""
    floors = sorted(floor for floor, _ in BANDS)
    ends = [*(floor - 1 for floor in floors[1:]), 100]
    names, serious = dict(BANDS), dict(SERIOUS_BANDS)
    return [{"from": a, "to": b, "word": names[a], "serious": serious[a]}
            for a, b in zip(floors, ends, strict=True)]
