"""The words that go with numbers: bands, felt effort, moods. A band word never appears without its number.

Not here: sentences about a walk; pages write those.
"""

# Source: scoring.md 2.14; cut points are ours, not validated.
BANDS = ((60, "A slog"), (45, "Hard going"), (30, "Uphill"), (15, "Fair walk"), (0, "A stroll"))
SERIOUS_BANDS = ((60, "Very hard"), (45, "Hard"), (30, "Some effort"), (15, "Easy"), (0, "Very easy"))
FELT = ("Effortless", "Easy", "Fairly easy", "Some effort", "Hard", "Very hard", "Exhausting")
MOODS = ("Fed up", "Uneasy", "So-so", "Fine", "Relieved")

# How much a summary may say (2.10) and what a change may be called (2.12).
LEVELS = {
    "anecdote": "Stories, not a measurement",
    "indication": "Points that way",
    "evidence": "Evidence",
    "strong evidence": "Strong evidence",
}
VERDICTS = {
    "too early": "Too early to tell",
    "no clear change": "No clear change",
    "changed, but small": "Changed, but small",
    "easier": "Easier than before",
    "harder": "Harder than before",
}


def band(bin: int | None, serious: bool = False) -> str | None:
    """The band of a score in whole points 0…100, higher harder; None when it was not scored."""
    if bin is None:
        return None
    return next(word for floor, word in (SERIOUS_BANDS if serious else BANDS) if bin >= floor)


def felt(rating: int | None) -> str | None:
    """The word of a rating 1 (Effortless) … 7 (Exhausting)."""
    return None if rating is None else FELT[rating - 1]


def mood(value: int | None) -> str | None:
    """The word of a mood −2 (Fed up) … +2 (Relieved)."""
    return None if value is None else MOODS[value + 2]
