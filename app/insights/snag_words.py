"""Snags as a reader of many walks says them: 'Asked again 9 times in 6 walks'."""

from app.insights.figures import many

SNAG_WORDS = {
    "repeat_info": "Asked again", "repeat_contact": "Had to contact again", "channel_switch": "Sent to another channel",
    "transfer": "Passed on", "dead_end": "Dead end", "policy_wall": "Policy wall", "jargon": "Jargon",
}


def snag_words(kind: str) -> str:
    return SNAG_WORDS.get(kind, kind.replace("_", " ").capitalize())


def times_words(kind: str, walks: int, times: int) -> str:
    """'Dead end, twice in 1 walk'."""
    if times == walks:
        return f"{snag_words(kind)}, in {many(walks, 'walk')}"
    often = {2: "twice"}.get(times, f"{times} times")
    return f"{snag_words(kind)}, {often} in {many(walks, 'walk')}"
