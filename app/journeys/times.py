"""How people type lengths of time, and how they are typed back to them."""

import re

_CLOCK = re.compile(r"(?:(\d{1,4}):)?(\d{1,4}):([0-5]\d)(?:\.(\d{3}))?")
_UNIT = re.compile(r"(\d{1,4})\s*(s|sec|seconds?|m|min|minutes?|h|hours?|d|days?)", re.IGNORECASE)
_UNIT_MS = {"s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}


def read_time(typed: str) -> int | None:
    """'2:30' → 150,000 ms; '1:00:00', '24 h', '3 days' too; '' → None. Raises ValueError for anything else."""
    typed = typed.strip()
    if not typed:
        return None
    if clock := _CLOCK.fullmatch(typed):
        hours, minutes, seconds, rest = (int(part or 0) for part in clock.groups())
        return ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest
    if unit := _UNIT.fullmatch(typed):
        return int(unit[1]) * _UNIT_MS[unit[2][0].lower()]
    raise ValueError(f"not a length of time: {typed!r}")


def typed_time(ms: int | None) -> str:
    """What someone would have typed to get these ms: '2:30', '24:00:00'; '' for None. read_time turns it back."""
    if ms is None:
        return ""
    seconds, rest = divmod(ms, 1000)
    hours, seconds = divmod(seconds, 3600)
    clock = f"{seconds // 60:02d}:{seconds % 60:02d}" if hours else f"{seconds // 60}:{seconds % 60:02d}"
    return (f"{hours}:" if hours else "") + clock + (f".{rest:03d}" if rest else "")
