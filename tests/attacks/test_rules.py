"""Rules of code that means harm without meaning it, each shown on a bad example of its own.

Beside these: shells, statements and what is run in test_code.py; templates, scripts, clocks and ways out in
tests/test_house.py; who may ask which route in test_access.py.
"""

import ast
import re

import pytest

from tests.source import CODE, ROOT, calls_of, here, nodes
from tests.test_house import FORBIDDEN

NOQA = re.compile(r"#\s*noqa:\s*(S\d+)(\s*—\s*\w+)?")


def made_markup(where: str, told: list) -> bool:
    return any(name.rpartition(".")[2] in ("Markup", "from_string") for name, _ in told)


def picture_opened(where: str, told: list) -> bool:
    return where != "walks/darkroom.py" and any(name in ("Image.open", "PIL.Image.open") for name, _ in told)


def named_by_a_stranger(where: str, told: list) -> bool:
    """A path made of a name that came with a file."""
    return any(name.rpartition(".")[2] in ("open", "Path", "joinpath", "write_bytes") and re.search(
        r"\b(filename|file_name)\b", " ".join(ast.unparse(each) for each in node.args)) for name, node in told)


RULES = {
    made_markup: "from markupsafe import Markup\nMarkup(words)",
    picture_opened: "Image.open(file)",
    named_by_a_stranger: "(folder / 'x').joinpath(upload.filename)",
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_rule_holds_everywhere_and_notices_its_bad_example(rule):
    assert rule("bad.py", calls_of(list(ast.walk(ast.parse(RULES[rule])))))
    assert len(CODE) > 200 and [path for path in CODE if rule(here(path), calls_of(nodes(path)))] == []


BAD_TEMPLATES = {
    "|safe": "{{ words | safe }}", "hx-on": '<p hx-on:click="x">', "js:": """<p hx-vals='js:{a: 1}'>""",
    "inline style": '<p style="color: red">', "inline script": "<script>x()</script>",
    "inline handler": '<img onerror="x()">', "trigger filter": '<p hx-trigger="click[x()]">',
    "autoescape off": "{% autoescape false %}",
}


@pytest.mark.parametrize("pattern", FORBIDDEN, ids=FORBIDDEN.values())
def test_a_rule_of_templates_notices_its_bad_example(pattern):
    assert re.search(pattern, BAD_TEMPLATES[FORBIDDEN[pattern]])
    assert not re.search(pattern, '<script src="/static/a.js"></script><p hx-get="/x" hx-nonce="n">{{ words }}')


def test_what_the_linter_is_told_to_overlook_has_a_reason_and_is_little():
    told = [(path.name, *found.groups()) for path in CODE for found in NOQA.finditer(path.read_text())]
    assert [one for one in told if not one[2]] == [] and 0 < len(told) <= 10, told
    assert not re.search(r"# noqa(?!:)|# type: ignore", "".join(path.read_text() for path in CODE))
    chosen = re.search(r"^select = (.*)$", (ROOT / "pyproject.toml").read_text(), re.MULTILINE)[1]
    assert {"B", "S", "ASYNC", "UP", "DTZ", "PTH", "BLE", "T20"} <= set(re.findall(r'"(\w+)"', chosen))
