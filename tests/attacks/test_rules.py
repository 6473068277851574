"""Rules of code that means harm without meaning it, each shown on a bad example of its own.

Beside these: templates, scripts, clocks and ways out in tests/test_house.py; who may ask which route in test_access.py.
"""

import ast
import re
from functools import cache

import pytest

from tests.test_house import APP, FORBIDDEN, ROOT

# Statements put together from names that stand in the file itself.
FIXED = {"care/lasting.py": "names of PRAGMAs and settings", "kit/db.py": "the list of PRAGMAs"}
NOQA = re.compile(r"#\s*noqa:\s*(S\d+)(\s*—\s*\w+)?")


def calls(tree: ast.AST) -> list[tuple[str, ast.Call]]:
    """(the name it goes by, the call) of every call."""
    return [(ast.unparse(node.func), node) for node in ast.walk(tree) if isinstance(node, ast.Call)]


@cache
def house() -> list[tuple[str, list[tuple[str, ast.Call]]]]:
    """(where, the calls) of every file of ours."""
    return [(path.relative_to(APP).as_posix(), calls(ast.parse(path.read_text()))) for path in sorted(
        APP.rglob("*.py"))]


def made_markup(here: str, told: list) -> bool:
    return any(name.rpartition(".")[2] in ("Markup", "from_string") for name, _ in told)


def statement_of_pieces(here: str, told: list) -> bool:
    """A statement put together from strings; values belong into parameters."""
    return here not in FIXED and any(
        name.rpartition(".")[2] in ("text", "exec_driver_sql", "execute") and node.args and (
            isinstance(node.args[0], ast.JoinedStr) or isinstance(node.args[0], ast.BinOp)
            and isinstance(node.args[0].op, (ast.Add, ast.Mod)) or ast.unparse(node.args[0]).endswith("format()"))
        for name, node in told)


def picture_opened(here: str, told: list) -> bool:
    return here != "walks/darkroom.py" and any(name in ("Image.open", "PIL.Image.open") for name, _ in told)


def named_by_a_stranger(here: str, told: list) -> bool:
    """A path made of a name that came with a file."""
    return any(name.rpartition(".")[2] in ("open", "Path", "joinpath", "write_bytes") and re.search(
        r"\b(filename|file_name)\b", " ".join(ast.unparse(each) for each in node.args)) for name, node in told)


def run_as_code(here: str, told: list) -> bool:
    return any(name in ("eval", "exec", "pickle.loads", "pickle.load", "marshal.loads", "yaml.load", "os.system",
                        "__import__") for name, _ in told)


def by_a_shell(here: str, told: list) -> bool:
    return any(word.arg == "shell" for _, node in told for word in node.keywords)


RULES = {
    made_markup: "from markupsafe import Markup\nMarkup(words)",
    statement_of_pieces: 'session.execute(text(f"SELECT 1 FROM {words}"))',
    picture_opened: "Image.open(file)",
    named_by_a_stranger: "(folder / 'x').joinpath(upload.filename)",
    run_as_code: "eval(words)",
    by_a_shell: "subprocess.run(words, shell=True)",
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_rule_holds_everywhere_and_notices_its_bad_example(rule):
    assert rule("bad.py", calls(ast.parse(RULES[rule])))
    assert len(house()) > 200 and [here for here, told in house() if rule(here, told)] == []


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
    told = [(path.name, *found.groups()) for path in APP.rglob("*.py") for found in NOQA.finditer(path.read_text())]
    assert [one for one in told if not one[2]] == [] and 0 < len(told) <= 10, told
    assert not re.search(r"# noqa(?!:)|# type: ignore", "".join(path.read_text() for path in APP.rglob("*.py")))
    chosen = re.search(r"^select = (.*)$", (ROOT / "pyproject.toml").read_text(), re.MULTILINE)[1]
    assert {"B", "S", "ASYNC", "UP", "DTZ", "PTH", "BLE", "T20"} <= set(re.findall(r'"(\w+)"', chosen))
