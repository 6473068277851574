"""The clock of the place walked, as the phone stamped it on each line. Pure."""

from datetime import UTC, datetime, timedelta

from app.scoring.entries import is_number


def zones_of(lines: list[dict]) -> list[tuple[int, int]]:
    """(corrected ms, minutes east of UTC) of each line that says so, in time."""
    zones = []
    for line in lines:
        t = line.get("t") or {}
        if is_number(t.get("wall")) and is_number(t.get("tz")) and abs(t["tz"]) <= 840:
            zones.append((int(t["wall"] + (t.get("off") or 0)), int(t["tz"])))
    return sorted(zones)


def local(at: int, zones) -> datetime:
    """The instant (UTC ms) as the phone's own clock would have said it."""
    east = next((minutes for ms, minutes in reversed(zones) if ms <= at), zones[0][1] if zones else 0)
    return datetime.fromtimestamp(at / 1000, UTC) + timedelta(minutes=east)
