"""What is sent in place of what a form expects: by field, and by the body as a whole."""

import json
from dataclasses import dataclass, field
from urllib.parse import quote_plus

from hypothesis import strategies as st

FORM = "application/x-www-form-urlencoded"
# Bytes, since half of them are no text. A browser sends none of these; a program does.
ODD = {
    "nothing": b"", "spaces": b" \t ", "a NUL": b"a\0b", "only a NUL": b"\0", "a lone surrogate": b"\xed\xa0\x80",
    "no UTF-8": b"\xff\xfe\x80", "right to left": "\u202eשלום\u2066‏\u200b".encode(), "two lines": b"a\r\nSet-Cookie: b",
    "a megabyte": b"m" * 1_000_000, "more than a megabyte": b"m" * 1_100_000, "6,000 letters": b"l" * 6_000,
    "4,301 digits": b"9" * 4_301, "past 63 bits": b"9223372036854775808", "past 31 bits": b"2147483648",
    "below nought": b"-1", "far below": b"-9223372036854775809", "no number": b"NaN", "without end": b"Infinity",
    "an exponent": b"1e400", "Arabic digits": "٣".encode(), "half": b"0.5", "no day": b"2026-02-30",
    "the last day": b"9999-12-31", "the first day": b"0001-01-01", "no year": b"0000-00-00",
    "far out": b"99999-01-01T00:00:00Z", "a quote": b"'\"`;--", "JSON": b'{"a": [1]}', "null": b"null",
    "deep JSON": b"[" * 5_000, "a template": b"{{7*7}}${7*7}<%= 7*7 %>", "a path": b"../../etc/passwd",
    "an address": b"//evil.example/", "emoji": "👩‍👩‍👧‍👦".encode() * 40,
    "a combining heap": ("a" + "\u0301" * 500).encode(),
    "commas": b",,,,;;;;\n\n\n", "an id that is none": b"00000000-0000-0000-0000-000000000000",
    "a star": b"*", "percent": b"%",
}
WHOLE = ("nothing at all", "JSON", "plain text", "multipart without a boundary", "broken multipart", "a bad charset",
         "no kind", "every field missing", "every field twice", "1,001 fields", "an array", "a file for a text")


@dataclass
class Body:
    """What is sent. kind: its content type, None for none; told: how to say what was done to it."""

    told: str
    content: bytes = b""
    kind: str | None = FORM
    files: dict = field(default_factory=dict)


def encoded(fields: list[tuple[str, bytes]]) -> bytes:
    """As a form sends them."""
    return b"&".join(quote_plus(name).encode() + b"=" + quote_plus(value).encode() for name, value in fields)


@st.composite
def bodies(draw, fields: list[tuple[str, str]], files: list[str]) -> Body:
    """A form with one field turned odd, or a body that is no such form."""
    right = [(name, value.encode()) for name, value in fields]
    names = sorted({name for name, _ in fields})
    if names and draw(st.integers(0, 3)):
        name = draw(st.sampled_from(names))
        how = draw(st.sampled_from([*sorted(ODD), "any text"]))
        odd = draw(st.text(max_size=40)).encode("utf-8", "surrogatepass") if how == "any text" else ODD[how]
        left = [(each, odd if each == name else value) for each, value in right]
        if files and draw(st.booleans()):
            return Body(f"{name} = {how}, with a file", files=_with_files(left, files))
        return Body(f"{name} = {how}", encoded(left))
    return whole(draw(st.sampled_from(WHOLE)), right, files)


def whole(how: str, right: list[tuple[str, bytes]], files: list[str]) -> Body:
    """A body that is no form of ours."""
    text = encoded(right)
    said = {
        "nothing at all": (b"", FORM),
        "JSON": (json.dumps({n: v.decode() for n, v in right}).encode(), "application/json"),
        "plain text": (text, "text/plain"), "multipart without a boundary": (text, "multipart/form-data"),
        "broken multipart": (b"--b\r\nContent-Disposition: form-data; name=", "multipart/form-data; boundary=b"),
        "a bad charset": (text, f"{FORM}; charset=no-such"), "no kind": (text, None),
        "every field missing": (b"unknown=1", FORM), "every field twice": (encoded(right + right), FORM),
        "1,001 fields": (b"&".join(b"f%d=1" % n for n in range(1_001)), FORM),
        "an array": (encoded([(f"{name}[]", value) for name, value in right]), FORM),
    }
    if how in said:
        return Body(how, *said[how])
    return Body(how, files={name: ("a.txt", b"\0text", "text/plain") for name in [n for n, _ in right] + files})


def _with_files(left, files) -> dict:
    # As httpx takes a multipart of both: a field is a file without a name.
    sent = {name: (None, value) for name, value in left}
    return sent | {name: ("../\r\n\".csv", b"a,b\n\0\xff,2\n", "text/csv") for name in files}
