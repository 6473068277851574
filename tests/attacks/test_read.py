"""Items of docs/asvs.md that are read off the code: patterns, format strings, messages of pages, keys of objects."""

import ast
import re
from pathlib import Path

import pytest

from tests import source
from tests.source import CODE, ROOT, here, nodes

SCRIPTS = [*source.SCRIPTS, ROOT / "static/sw.js"]
TAKES_A_PATTERN = {"compile", "sub", "subn", "search", "match", "fullmatch", "split", "findall", "finditer"}


def calls(path: Path) -> list[ast.Call]:
    return [each for each in nodes(path) if isinstance(each, ast.Call)]


def of_re(call: ast.Call) -> bool:
    return (isinstance(call.func, ast.Attribute) and call.func.attr in TAKES_A_PATTERN
            and ast.unparse(call.func.value) == "re")


def spliced(pattern: ast.expr) -> list[str]:
    """What is put into a pattern that is no plain literal: '*' when all of it comes from elsewhere."""
    if isinstance(pattern, ast.Constant):
        return []
    if isinstance(pattern, ast.JoinedStr):
        return [ast.unparse(each.value) for each in pattern.values if isinstance(each, ast.FormattedValue)]
    if isinstance(pattern, ast.BoolOp):
        return [name for each in pattern.values for name in spliced(each)]
    return [pattern.id if isinstance(pattern, ast.Name) else "*"]


def is_escaped(name: str, path: Path) -> bool:
    """A name in capitals is ours; any other is made by `re.escape`."""
    made = [ast.unparse(each.value) for each in nodes(path)
            if isinstance(each, ast.Assign) and ast.unparse(each.targets[0]) == name]
    return (name.removesuffix(".pattern").lstrip("_").isupper() or "re.escape" in name
            or bool(made) and all("re.escape(" in each for each in made))


def test_what_goes_into_a_pattern_is_escaped():
    found = 0
    for path in CODE:
        for call in filter(of_re, calls(path)):
            found += 1
            for name in spliced(call.args[0]):
                assert is_escaped(name, path), f"{path}:{call.lineno}: “{name}” is not escaped"
    assert found > 50


ESCAPED = r"const {} = \w+.replaceAll(/[$()*+.?[\\\]^{{|}}]/gu, String.raw`\$&`);"


def test_what_a_script_puts_into_a_pattern_is_escaped():
    found = 0
    for path in SCRIPTS:
        words = path.read_text()
        for made in re.findall(r"\bRegExp\((.+)", words):
            names = re.findall(r"\$\{(\w+)\}", made)
            assert names and "String.raw`" in made, f"{path}: a RegExp of something that is not written out"
            for name in names:
                found += 1
                assert re.search(re.escape(ESCAPED.format(name)).replace(r"\\w\+", r"\w+"), words), f"{path}: {name}"
        # A string given to these is a pattern too.
        for asked in re.findall(r"(?<!cache)(?<!caches)\.(?:match|matchAll|search)\(([^)]*)", words):
            assert re.match(r"/|[A-Z_]+$", asked), f"{path}: .match({asked}): give it a pattern written out"
    assert found


# Sentences of our own that stand in a table: who says what is filled in, and never the sentence.
OUR_SENTENCES = {"voice/pages.py": {"SHORT[comment.scale]"}, "care/subject_routes.py": {"words"},
                 "insights/behind.py": {"words"}, "exports/deeds.py": {"SENTENCES.get(line.deed, ('', '{by}: ' + "
                 "line.deed.replace('.', ' ').replace('_', ' ')))[1]"},
                 "demo/crowd.py": {"chance.choice(town.COMMENTS)"}}


def is_ours(said: ast.expr, path: Path) -> bool:
    """Written out here, or a name in capitals, or one of the sentences above."""
    if isinstance(said, ast.IfExp):
        return is_ours(said.body, path) and is_ours(said.orelse, path)
    return (isinstance(said, ast.Constant) or isinstance(said, ast.Name) and said.id.lstrip("_").isupper()
            or ast.unparse(said) in OUR_SENTENCES.get(here(path), ()))


def test_nothing_that_somebody_typed_is_a_format():
    found = 0
    for path in CODE:
        for call in calls(path):
            said = ast.unparse(call.func.value) if isinstance(call.func, ast.Attribute) else ""
            verb, where = getattr(call.func, "attr", ""), f"{path}:{call.lineno}"
            if verb in ("format", "format_map", "vformat"):
                found += 1
                assert is_ours(call.func.value, path), f"{where}: {said}"
            if verb in ("strftime", "strptime"):
                assert ast.unparse(call.args[-1]) == "short" or is_ours(call.args[-1], path), where
            if said in ("log", "logging") and verb in ("debug", "info", "warning", "error", "exception", "critical"):
                assert isinstance(call.args[0], ast.Constant) or len(call.args) == 1, f"{where}: beside the sentence"
        for each in nodes(path):
            if isinstance(each, ast.BinOp) and isinstance(each.op, ast.Mod):
                assert isinstance(each.left, ast.Constant) or not isinstance(each.right, (ast.Tuple, ast.Dict)), path
    assert found > 8


def test_no_template_takes_a_format_from_elsewhere():
    for path in (ROOT / "templates").rglob("*.html"):
        for before in re.findall(r"(\S+?)(?:\|\s*format\(|\.format\()", path.read_text()):
            assert before.endswith(('"', "'")), f"{path}: {before}|format"


HEARS = re.compile(r"([\w#?.]+)\.addEventListener\(\"message\", \(\{([^}]*)\}\) => (.*)")


def test_a_message_is_heard_only_from_our_own_pages():
    """The service worker looks at the origin and the form; a channel of the browser has no other origin at the end."""
    heard = {}
    for path in SCRIPTS:
        words = path.read_text()
        assert not re.search(r"\bonmessage|MessageChannel|new Worker|SharedWorker|EventSource|WebSocket", words), path
        assert words.count('"message"') - words.count('  "message"]') == len(HEARS.findall(words)), path
        heard |= {(path.name, who): (named, does) for who, named, does in HEARS.findall(words)}
    assert set(heard) == {("sw.js", "self"), ("log.js", "this.#channel?")}
    named, does = heard["sw.js", "self"]
    assert "origin" in named and does.startswith('{ if (origin === self.location.origin && data?.type === "take-over")')
    assert "BroadcastChannel" in (ROOT / "static/js/capture/log.js").read_text()


# Places that write under a name they were told, and why that name is no `__proto__`: a place of a list, a name that
# the code itself lists, or an id and a digest.
WRITES = re.compile(r"([\w.\])]+)\[(?!['\"\d])([^\]\n]+)\]\s*(?:=(?![=>])|\?\?=|\|\|=|[+*/-]=|\+\+)")
OUR_NAMES = {
    "desk-passkey.js": {"said[name]"}, "guess-screen.js": {"touchpoints[set.dataset.id]"},
    "desk-copy.js": {"made[made.length - 1]"}, "rescue.js": {"hashes.entries[id]", "hashes.photos[photo.id]"},
    "fraction.js": {"floors[i]"}, "catalogue.js": {'rows[keyOf("persona", persona)]'},
    "told.js": {"all[kind]", "floors[i]"}, "score.js": {"merged[name]", "shares[i]", "contributions[name]"},
    "settings.js": {"dataset[name]"}, "sha256.js": {"padded[bytes.length]", "w[i]", "state[i]"}, "ids.js": {"bytes[i]"},
    "here.js": {"counts[keyOf(kind)]"}, "log.js": {'walk)[lane === "photo" ? "photos" : "unsent"]'},
    "fold.js": {"counts[kind]", "shown[place]"},
}


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_script_writes_under_a_name_it_was_told(path):
    words = path.read_text()
    assert not re.search(r"__proto__|\.prototype\b|setPrototypeOf|\.constructor\[", words)
    found = {f"{of}[{name}]" for of, name in WRITES.findall(words)}
    assert found <= OUR_NAMES.get(path.name, set()), "use a Map, or say here why the name cannot be “__proto__”"
