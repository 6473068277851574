"""Passwords: argon2id at the OWASP floor, two at a time, and the same time spent on unknown names."""

from collections.abc import Iterable
from functools import cache

from anyio import CapacityLimiter, to_thread
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from app.accounts import easy
from app.kit.errors import Refusal

# m=19456 KiB, t=2, p=1. Source: OWASP password storage cheat sheet; 43 ms here.
_hasher = PasswordHash((Argon2Hasher(time_cost=2, memory_cost=19456, parallelism=1),))
_nobody = _hasher.hash("nobody signs in with this")


def hashed(password: str, words: Iterable[str] = ()) -> str:
    """The stored form of a new password. words: of the house and the person (`easy.words_of`). Refuses: weak_password
    (8–128 characters, in no breach, and not made of those words)."""
    if not 8 <= len(password) <= 128:
        raise Refusal("weak_password", 422, "Choose a password of 8 to 128 characters.")
    easy.demand(password, words)
    return _hasher.hash(password)


def is_outdated(stored: str) -> bool:
    """Whether a hash was made with other parameters than those of today."""
    return not _hasher.hashers[0].identify(stored) or _hasher.hashers[0].check_needs_rehash(stored)


def hashed_anew(password: str) -> str:
    """The stored form of a password that is in use, whatever is asked of a new one."""
    return _hasher.hash(password)


def matches(password: str, stored: str | None) -> bool:
    """Whether a password fits; an unknown user costs as much time as a wrong password."""
    fits = _hasher.verify(password[:128], stored or _nobody)
    return fits and stored is not None and len(password) <= 128


async def weighed(password: str, stored: str | None) -> bool:
    """`matches`, off the event loop, at most two at a time: each takes 19 MiB."""
    return await to_thread.run_sync(matches, password, stored, limiter=_two_at_a_time())


async def made(password: str) -> str:
    """`hashed`, off the event loop, in the same queue. Refuses: weak_password."""
    return await to_thread.run_sync(hashed, password, limiter=_two_at_a_time())


@cache
def _two_at_a_time() -> CapacityLimiter:
    return CapacityLimiter(2)
