"""What a doctor says: one finding a check, with what to do about it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """level: ok | warn | bad | unknown; about: what was looked at; sentence: what was found and what to do."""

    level: str
    about: str
    sentence: str


def ok(about: str, sentence: str) -> Finding:
    return Finding("ok", about, sentence)


def warn(about: str, sentence: str) -> Finding:
    return Finding("warn", about, sentence)


def bad(about: str, sentence: str) -> Finding:
    return Finding("bad", about, sentence)


def unknown(about: str, sentence: str) -> Finding:
    """What could not be looked at; said, never counted as well."""
    return Finding("unknown", about, sentence)
