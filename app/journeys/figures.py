"""Published figures: what they measure, in words, and how a value is read and printed."""

from app.journeys.times import read_time
from app.kit.filters import duration

# key: words on screen, and what its value is (ms, or a count)
MEASURES = {
    "wait_ms": ("Wait before someone answered", "time"),
    "menu_presses": ("Keys pressed in the phone menu", "count"),
    "menu_ms": ("Time in the phone menu", "time"),
    "menu_ms_over": ("Time in the phone menu, more than", "time"),
    "total_ms": ("The whole visit", "time"),
    "should_be_wait_ms": ("Longest wait people accept", "time"),
    "steps": ("Steps to get it done", "count"),
    "fields": ("Fields to fill in", "count"),
}
_KEY_OF = {words.lower(): key for key, (words, _) in MEASURES.items()}


def measure_of(typed: str) -> str:
    """The key of a measure people chose by its words; other words stay as they are."""
    return _KEY_OF.get(typed.strip().lower(), typed.strip())


def measure_words(measure: str) -> str:
    """A measure in words."""
    return MEASURES[measure][0] if measure in MEASURES else measure


def read_value(measure: str, typed: str) -> int | str:
    """The value as stored: ms, a count, or words. Raises ValueError when it does not fit the measure."""
    typed = typed.strip()
    kind = MEASURES.get(measure, ("", "words"))[1]
    if kind == "time":
        ms = read_time(typed)
        if ms is None:
            raise ValueError("no time given")
        return ms
    return int(typed) if kind == "count" else typed


def value_words(measure: str, value: int | str) -> str:
    """A value as printed: 40:58, 7, or its words."""
    return duration(value) if MEASURES.get(measure, ("", ""))[1] == "time" and isinstance(value, int) else str(value)
