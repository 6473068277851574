"""What a pattern costs over text made against it: 50,000 characters of whatever it repeats, and then something else.

A pattern that looks at every pair of places needs a thousand million steps for that, one that is plain some thousands;
the limit between is seconds of the processor's time, so that it means the same on a busy machine.
"""

import ast
import re
import signal
import sys
from contextlib import contextmanager
from re import _constants as kinds
from re import _parser as parser

import pytest

from app.main import build
from app.settings import Settings
from app.voice import rules
from app.walks import darkroom
from tests.source import CODE, nodes

LONG, SECONDS = 50_000, 1
CALLS = ("match", "search", "sub", "fullmatch", "findall", "finditer", "split")
# Asked of nothing but files we ship and pages we made, in which what people wrote is escaped.
OURS = {"app.kit.assets._SHEET", "assets: <!--.*?-->", "still: <title>(.*?)</title>"}
ODDITIES = ("a", "0", " ", "a ", "a.", "a@", '"', "<", "\\", "é")


class TooDear(Exception):
    """The limit was met."""


@contextmanager
def at_most(seconds: float):
    """Ends what runs inside after so much of the processor's time."""
    def over(*_):
        raise TooDear
    before = signal.signal(signal.SIGVTALRM, over)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def letter_of(choices) -> str:
    """A character that this set takes."""
    for kind, value in choices:
        if kind == kinds.LITERAL:
            return chr(value)
        if kind == kinds.RANGE:
            return chr(value[0])
        if kind == kinds.CATEGORY:
            return {"DIGIT": "0", "SPACE": " ", "WORD": "a"}.get(str(value).rpartition("CATEGORY_")[2], "!")
    taken = {value for kind, value in choices if kind == kinds.LITERAL}
    return next(letter for letter in "a!0 xé" if ord(letter) not in taken)


def read(parts, attacks: list[str], before: str = "") -> str:
    """Text these parts match; on the way, for every repetition, what comes before it and then its body, very often."""
    text = ""
    for kind, value in parts:
        if kind in (kinds.LITERAL, kinds.NOT_LITERAL):
            text += chr(value) if kind == kinds.LITERAL else ("a" if value != 97 else "b")
        elif kind == kinds.ANY:
            text += "a"
        elif kind == kinds.IN:
            text += letter_of(value)
        elif kind == kinds.SUBPATTERN:
            text += read(value[3], attacks, before + text)
        elif kind == kinds.ATOMIC_GROUP:
            text += read(value, attacks, before + text)
        elif kind == kinds.BRANCH:
            text += [read(way, attacks, before + text) for way in value[1]][-1]
        elif kind in (kinds.MAX_REPEAT, kinds.MIN_REPEAT, kinds.POSSESSIVE_REPEAT):
            least, most, body = value
            one = read(body, attacks, before + text)
            if most > 1 and one:
                attacks += [before + text + one * LONG, (before + text + one) * LONG]
            text += one * max(least, 1)
    return text


def against(pattern: re.Pattern) -> list:
    """Texts made against a pattern, each of LONG characters and with an end that seldom fits."""
    words = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    attacks = [one * LONG for one in ODDITIES]
    whole = read(parser.parse(words, pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes)
                              else pattern.flags), attacks)
    attacks += [whole * LONG, whole[:-1] * LONG, whole[1:] * LONG]
    texts = {one[:LONG - 3] + "!\n!" for one in attacks if one}
    return sorted(texts) if isinstance(pattern.pattern, str) else sorted(
        one.encode("latin-1", "replace") for one in texts)


def too_dear(pattern: re.Pattern, ways: frozenset[str] = frozenset({"search"})) -> str:
    """The beginning of the text that costs too much, asked for in these ways; '' where none does."""
    for words in against(pattern):
        try:
            with at_most(SECONDS):
                for way in ways:
                    if way in ("match", "fullmatch"):
                        getattr(pattern, way)(words)
                    else:
                        pattern.sub(words[:0], words)
        except TooDear:
            return f"{words[:60]!r}"
    return ""


def uses() -> dict[str, frozenset[str]]:
    """How a pattern of this name is asked anywhere, such as {"_KEY": {"fullmatch"}}."""
    asked = {}
    for path in CODE:
        for node in nodes(path):
            if isinstance(node, ast.Attribute) and node.attr in CALLS:
                name = ast.unparse(node.value).rpartition(".")[2]
                asked[name] = asked.get(name, frozenset()) | {node.attr}
    return asked


def patterns() -> dict[str, tuple[re.Pattern, frozenset[str]]]:
    """Every pattern a module of ours holds, or gives to a function of `re` as it stands, and the ways it is asked."""
    build(Settings(worker=False, _env_file=None)).state.database.dispose()
    asked = uses()
    found = {f"{name}.{word}": (one, asked.get(word, frozenset({"search"})))
             for name, module in list(sys.modules.items()) if name.split(".")[0] == "app"
             for word, one in vars(module).items() if isinstance(one, re.Pattern)}
    for path in CODE:
        for node in nodes(path):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {f"re.{one}" for one in CALLS} \
                    and isinstance(node.args[0], ast.Constant):
                flags = re.DOTALL if "DOTALL" in ast.unparse(node) else 0
                found[f"{path.stem}: {node.args[0].value}"] = (re.compile(node.args[0].value, flags),
                                                       frozenset({node.func.attr}))
            elif isinstance(node, ast.keyword) and node.arg == "pattern" and isinstance(node.value, ast.Constant):
                found[f"{path.stem}: {node.value.value}"] = re.compile(node.value.value), frozenset({"search"})
    return found


def test_no_pattern_of_ours_can_be_made_to_cost_much():
    every = patterns()
    assert len(every) > 60 and darkroom._MARKER in {one for one, _ in every.values()}
    dear = {name: why for name, one in every.items() if name not in OURS and (why := too_dear(*one))}
    assert dear == {}


@pytest.mark.parametrize("typed", [",".join(f"{'a ' * 15}{n}" for n in range(30)), "(a+)+$", "等等,a,.*"])
def test_no_rule_of_a_theme_can_be_made_to_cost_much(typed):
    assert too_dear(rules.finder(rules.rule_of(typed))) == ""


@pytest.mark.parametrize("bad", [r"(a+)+$", r"\S+@\S+"])
def test_a_bad_pattern_is_noticed(bad):
    assert too_dear(re.compile(bad, re.DOTALL))
