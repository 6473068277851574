"""What is worth a second look before a walk is believed: hints, never verdicts. Nothing here changes a score.

The phone's twin is `static/js/capture/plausible.js`; both are held by `tests/vectors/plausible.json`.
"""

FEW = 5
FAST_MS = 2000
ALIKE = 3
ON_THE_WAY = ("touchpoint.enter", "step", "wait.start")
WORDS = {
    "clock": "The phone’s clock was changed during the walk.",
    "fast": "Logged faster than anyone walks: less than two seconds a step.",
    "same": "Every touchpoint has the same rating.",
    "later": "All of it was entered afterwards, from memory.",
}


def plausible(folded: dict) -> list[str]:
    """The hints of a folded walk, names of WORDS in a fixed order; [] when nothing stands out."""
    told = {
        "clock": "clock_changed" in folded["flags"],
        "fast": _is_fast(folded["visits"]) and not _is_later(folded["moments"]),
        "same": _is_alike([visit["rating"] for visit in folded["visits"] if visit["rating"] is not None]),
        "later": _is_later(folded["moments"]),
    }
    return [name for name, holds in told.items() if holds]


def hint_words(names: list[str]) -> list[str]:
    """The hints in words; names of another version are left out."""
    return [WORDS[name] for name in names if name in WORDS]


def _is_fast(visits: list[dict]) -> bool:
    over = [visit for visit in visits if visit["active_ms"] is not None]
    taps = sum(visit["bright"] + sum(visit["steps"].values()) + sum(visit["friction"].values()) for visit in over)
    spent = sum(visit["active_ms"] + visit["wait_live_ms"] for visit in over)
    return taps >= FEW and spent < taps * FAST_MS


def _is_alike(ratings: list[int]) -> bool:
    return len(ratings) >= ALIKE and len(set(ratings)) == 1


def _is_later(moments: list[dict]) -> bool:
    live = [moment for moment in moments if moment["kind"] in ON_THE_WAY and not moment["voided"]]
    return len(live) >= ALIKE and all(moment["fresh"] == "later" for moment in live)
