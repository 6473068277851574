"""How numbers and days are printed; "nothing measured" is never a nought."""

from datetime import datetime
from zoneinfo import ZoneInfo

DASH = "–"


def duration(ms: int | None) -> str:
    """Milliseconds as m:ss, or h:mm:ss from an hour on; a dash for None. Whole seconds that went by, as the phone's
    clock shows them (tests/vectors/durations.json)."""
    if ms is None:
        return DASH
    seconds = int(ms // 1000)
    hours, rest = divmod(seconds, 3600)
    return f"{hours}:{rest // 60:02d}:{rest % 60:02d}" if hours else f"{rest // 60}:{rest % 60:02d}"


def spell(ms: int | None) -> str:
    """Milliseconds in words: '35 seconds', '48 minutes', '2 hours 5 minutes', '3 days'; a dash for None."""
    if ms is None:
        return DASH
    seconds = round(ms / 1000)
    if seconds < 90:
        return _count(seconds, "second")
    minutes = round(seconds / 60)
    if minutes < 90:
        return _count(minutes, "minute")
    hours, minutes = divmod(minutes, 60)
    if hours < 48:
        return _count(hours, "hour") + (f" {_count(minutes, 'minute')}" if minutes else "")
    return _count(round(hours / 24), "day")


def day(instant: datetime | None, zone: str = "UTC") -> str:
    """'Tue 10 Nov 2026' in the given zone; a dash for None."""
    return instant.astimezone(ZoneInfo(zone)).strftime("%a %-d %b %Y") if instant else DASH


def clock_time(instant: datetime | None, zone: str = "UTC") -> str:
    """'13:36' in the given zone; a dash for None."""
    return instant.astimezone(ZoneInfo(zone)).strftime("%H:%M") if instant else DASH


def points(milli: int | None) -> str:
    """Millipoints as points with one decimal below ten, else whole; a dash for None."""
    if milli is None:
        return DASH
    value = milli / 1000
    return f"{value:.1f}" if abs(value) < 9.95 else f"{round(value)}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


ALL = {"duration": duration, "spell": spell, "day": day, "clock_time": clock_time, "points": points}
