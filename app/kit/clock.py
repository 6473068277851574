"""The only reader of the time, so that a test can stand still."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """The present instant, aware, UTC."""
    return datetime.now(UTC)


def today(zone: str) -> date:
    """The day it is by the clocks of an IANA zone."""
    return now().astimezone(ZoneInfo(zone)).date()


def from_ms(ms: int) -> datetime:
    """An instant from integer milliseconds since 1970, UTC."""
    return datetime.fromtimestamp(ms / 1000, UTC)


def to_ms(instant: datetime) -> int:
    """Integer milliseconds since 1970 of an aware instant."""
    return round(instant.timestamp() * 1000)
