"""How far a long command has come, on standard error: a line that counts up, or nothing when nobody watches."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

EVERY_SECONDS = 0.2


@contextmanager
def counting(what: str, unit: str = "MiB", each: float = 2**20) -> Iterator:
    """`with counting("Copied") as told: told(n)` shows n's sum divided by `each`, in `unit`."""
    total, shown, is_watched = 0, 0.0, sys.stderr.isatty()

    def told(more: int = 1) -> None:
        nonlocal total, shown
        total += more
        if is_watched and time.monotonic() - shown > EVERY_SECONDS:
            shown = time.monotonic()
            print(f"\r{what}: {total / each:,.0f} {unit}", end="", file=sys.stderr, flush=True)

    yield told
    if is_watched and shown:
        print(f"\r{what}: {total / each:,.0f} {unit}", file=sys.stderr, flush=True)
