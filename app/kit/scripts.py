"""JavaScript without comments and idle spaces: the same tokens, and a line break wherever one could mean something.

Nothing is renamed or moved. What others wrote for this was tried and left: tdewolff-minify 2.24.12 moved a `const`
behind its first use, and rjsmin 1.3.0 cannot read a template within a template.
"""

import re
from collections.abc import Iterator

_TOKEN = re.compile(r"""
    (?P<gap>(?:\s+|//[^\n]*|/\*.*?\*/)+)
  | (?P<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
  | (?P<word>\#?[\w$\u0080-\U0010ffff]+)
  | (?P<sign>\+\+|--|=>|\?\.|\.\.\.|[{}()\[\];,<>=+\-*%&|^!~?:.@])
  | (?P<tick>`)
  | (?P<slash>/)
""", re.VERBOSE | re.DOTALL)
_REGEX = re.compile(r"/(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/\w*")
_CHUNK = re.compile(r"(?:[^`\\$]|\\.|\$(?!\{))*", re.DOTALL)
_ENDS_NOTHING = re.compile(r"[{(\[;,:?=<>+\-*/%&|^!~.]|=>|\?\.|\.\.\.")
_BEGINS_NOTHING = re.compile(r"[})\];,:?=<>%&|^.]|=>|\?\.")
_BEFORE_REGEX = {"return", "typeof", "case", "in", "of", "delete", "void", "throw", "new", "instanceof", "do", "else",
                 "yield", "await"}
_WORDY = re.compile(r"[\w$#\u0080-\U0010ffff]")


def small_script(source: str) -> str:
    """The same program in fewer bytes. ValueError: not a script this reader understands."""
    written, before, gap = [], "", ""
    for token in _tokens(source):
        if token.isspace():
            gap = token
            continue
        written += [_between(before, gap, token), token]
        before, gap = token, ""
    return "".join(written)


def _between(before: str, gap: str, after: str) -> str:
    if "\n" in gap and before and not _ENDS_NOTHING.fullmatch(before) and not _BEGINS_NOTHING.fullmatch(after):
        return "\n"
    # A word behind a regular expression would be read as its flags.
    wordy = _WORDY.match(after) and (_WORDY.match(before[-1:]) or before[:1] == "/" != before)
    return " " if gap and (wordy or before[-1:] + after[:1] in ("++", "--", "//", "/*")) else ""


def _tokens(source: str) -> Iterator[str]:
    """Every token; a gap as " " or, with a line break in it, as a line break."""
    at, before = 0, ""
    while at < len(source):
        token, is_gap = _next(source, at, before)
        at += len(token)
        if is_gap:
            yield "\n" if "\n" in token else " "
        else:
            before = token
            yield token


def _next(source: str, at: int, before: str) -> tuple[str, bool]:
    """The token here, and whether it is a gap. before: the token before it, gaps apart."""
    found = _TOKEN.match(source, at)
    if not found:
        raise ValueError(f"no token at {source[at:at + 20]!r}")
    if found.lastgroup == "tick":
        return source[at:_template_end(source, at)], False
    if found.lastgroup == "slash" and _expects_value(before):
        found = _REGEX.match(source, at) or found
    return found.group(), found.lastgroup == "gap"


def _expects_value(before: str) -> bool:
    """Whether a slash after this token begins a regular expression, and does not divide."""
    return not before or before in _BEFORE_REGEX or not (_WORDY.match(before[-1]) or before[-1] in ")]}\"'`/")


def _template_end(source: str, at: int) -> int:
    """Where the template that begins here ends; those within its `${…}` are read through."""
    at += 1
    while True:
        at = _CHUNK.match(source, at).end()
        if source[at:at + 1] == "`":
            return at + 1
        if source[at:at + 2] != "${":
            raise ValueError("a template without an end")
        at = _hole_end(source, at + 2)


def _hole_end(source: str, at: int) -> int:
    depth, before = 1, ""
    while depth:
        if at >= len(source):
            raise ValueError("a template without an end")
        piece, is_gap = _next(source, at, before)
        depth += (piece == "{") - (piece == "}")
        before = before if is_gap else piece
        at += len(piece)
    return at
