"""The rules of the house that a machine can check: the stairs, the pure core, routes with a door, plain templates."""

import ast
import re
from collections import Counter

import pytest

from app import pwa
from tests.source import APP, CODE, ROOT, SCRIPTS, imports_of, nodes

STAIRS = ("kit", "scoring", "accounts", "journeys", "voice", "personas", "programmes", "walks",
          "improvements", "workshops", "insights", "exports")
SHARED = {"models", "queries", "commands", "access", None}
TOP = {"settings", "main", "pwa", "migrating", "cli", "__main__", "demo"}


def files_of(room: str):
    return sorted((APP / room).rglob("*.py"))


@pytest.mark.parametrize("room", [room for room in STAIRS if (APP / room).exists()])
def test_a_room_imports_only_down_the_stairs(room):
    allowed = STAIRS[:STAIRS.index(room) + 1]
    for path in files_of(room):
        for name in imports_of(path):
            parts = name.split(".")
            if parts[0] != "app" or len(parts) < 2:
                continue
            target = parts[1]
            if room == "kit":
                assert target in ("kit", "settings"), f"{path}: kit imports {name}"
            elif target == "settings":
                continue
            else:
                assert target in allowed, f"{path}: {room} imports {name}, which is up the stairs"
            if target not in (room, "kit", "scoring", "settings"):
                assert parts[2] in SHARED or parts[2].split("_")[0] in SHARED or \
                    (APP / target / f"{parts[2]}.py").exists() and parts[2] not in \
                    ("routes", "forms", "jobs", "sync"), f"{path}: {name} is another room's own business"


def test_scoring_knows_only_the_standard_library():
    import sys
    for path in files_of("scoring"):
        for name in imports_of(path):
            top = name.split(".")[0]
            assert top in sys.stdlib_module_names or name.startswith("app.scoring"), f"{path} imports {name}"


def test_scoring_reads_no_clock_and_no_chance():
    for path in files_of("scoring"):
        for name in imports_of(path):
            assert name.split(".")[0] not in ("time", "random", "os", "socket"), f"{path} imports {name}"


def test_every_package_has_a_door_plate():
    for path in CODE:
        assert ast.get_docstring(nodes(path)[0]), f"{path} says nothing of what it is for"


def test_only_the_clock_reads_the_time():
    for path in CODE:
        if path.name in ("clock.py", "ids.py"):
            continue
        assert not re.search(r"datetime\.(now|utcnow)\(|time\.time\(", path.read_text()), path


# The one way out; the doctor, who calls our own PUBLIC_URL; and sockets that lead to no other machine.
WAYS_OUT = {"kit/fetch.py", "kit/mail.py", "care/deployed.py"}
SOCKETS = WAYS_OUT | {"walks/renditions.py", "walks/darkroom.py", "care/authority.py"}
CLIENTS = {"http.client", "urllib.request", "httpcore2", "httpx2", "httpx", "requests", "aiohttp", "urllib3", "smtplib",
           "ftplib", "imaplib", "poplib", "xmlrpc", "websockets", "paramiko"}


def test_nothing_goes_out_but_through_the_one_way_out():
    for path in CODE:
        here = path.relative_to(APP).as_posix()
        for name in imports_of(path):
            if here not in WAYS_OUT:
                assert not any(name == each or name.startswith(f"{each}.") for each in CLIENTS), f"{here}: {name}"
            assert here in SOCKETS or name.split(".")[0] != "socket", f"{here}: go out through kit/fetch.py"
        assert here in WAYS_OUT or not re.search(r"create_connection|open_connection|getaddrinfo|urlopen",
                                                 path.read_text()), f"{here}: go out through kit/fetch.py"


def test_no_session_is_used_in_the_event_loop():
    for path in CODE:
        words, here = path.read_text(), path.relative_to(APP).as_posix()
        assert here == "kit/db.py" or "_write_later" not in words, f"{here}: hand the work to database.keep"
        for each in nodes(path):
            if isinstance(each, ast.AsyncFunctionDef):
                for call in loop_calls(each):
                    assert not re.search(r"database\.(read|write)$|^session\.", ast.unparse(call.func)), \
                        f"{here}:{call.lineno}: in a thread, or by database.keep"


def loop_calls(function: ast.AsyncFunctionDef):
    """Calls this coroutine makes itself, not those of functions it only defines."""
    waiting = list(function.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Call):
            yield node
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            waiting.extend(ast.iter_child_nodes(node))


def test_no_route_fetches_a_row_without_asking_as_whom():
    for path in [*APP.rglob("routes.py"), *APP.rglob("*_routes.py")]:
        if path.parent.name == "accounts":
            continue
        assert "session.get(" not in path.read_text(), f"{path}: use visible(actor)"


TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
FORBIDDEN = {r"\|\s*safe\b": "|safe", r"\bhx-on": "hx-on", r"""["']js:""": "js:", r"\bstyle=": "inline style",
             r"<script(?![^>]*\bsrc=)": "inline script", r"\son[a-z]+=[\"']": "inline handler",
             r"hx-trigger=\"[^\"]*\[": "trigger filter", r"\{%\s*autoescape\s+false": "autoescape off"}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_a_template_needs_nothing_the_policy_forbids(path):
    words = path.read_text()
    for pattern, name in FORBIDDEN.items():
        assert not re.search(pattern, words), f"{path}: {name}"
    for tag in re.findall(r"<[^>{]*\bhx-(?:get|post|put|delete)[^>]*>", words):
        assert "hx-nonce" in tag, f"{path}: {tag} has no hx-nonce and would be stripped"


def test_scripts_use_no_markup_sinks():
    for path in SCRIPTS:
        words = path.read_text()
        for sink in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"):
            assert sink not in words, f"{path}: {sink}"


def test_only_the_store_touches_indexed_db_and_only_the_outbox_the_network():
    for path in SCRIPTS:
        words = path.read_text()
        if path.name != "store.js":
            assert not re.search(r"\bindexedDB\b", words), path


ASKED = re.compile(r"(?:querySelector(?:All)?|closest|matches)(?:\?\.)?\(\s*([\"'`])(.*?)\1")


def test_what_a_script_looks_for_is_in_a_template_or_made_by_a_script():
    """A class or a `data-` that was given another name in one place only."""
    scripts = [path.read_text() for path in SCRIPTS]
    pages = "".join(path.read_text() for path in TEMPLATES)
    made = "".join(ASKED.sub("", words) for words in scripts)
    classes = " ".join(re.findall(r'(?:class=|, )"((?:{{.*?}}|{%.*?%}|[^"])*)"', pages)) + made
    told = pages + made + re.sub(r"dataset\.(\w+)", lambda name: "data-" + re.sub(
        "([A-Z])", lambda letter: f"-{letter[1].lower()}", name[1]), made)
    asked = {name for words in scripts for each in ASKED.finditer(words)
             for name in re.findall(r"(?:\.|\[(?=data-))([a-z][\w-]*[a-z\d])(?![\w$-])", each[2])}
    assert len(asked) > 150
    missing = {name for name in asked if not re.search(
        rf"(?<![\w-]){name}(?![\w-])", told if name.startswith("data-") else classes)}
    assert missing == set()


def test_no_phrase_of_the_phone_has_two_meanings():
    page = pwa.shell_page().content.decode()
    keys = re.findall(r'<p data-key="([^"]+)"', page)
    assert len(keys) > 300 and [key for key, n in Counter(keys).items() if n > 1] == []
