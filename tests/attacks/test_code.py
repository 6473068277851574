"""What the code may not hold, whoever writes it next: shells, words run as code, statements made of input, weak chance
and weak digests, logs that go elsewhere. docs/asvs.md names these where no request could show the same."""

import ast
import re
from functools import cache

import pytest

from tests.source import CODE, SCRIPTS, calls, dotted, nodes
from tests.source import here as file


@cache
def imported() -> set[tuple[str, str]]:
    """(file, module) of every import."""
    return {(file(path), name) for path in CODE for node in nodes(path) for name in (
        [each.name for each in node.names] if isinstance(node, ast.Import)
        else [node.module or ""] if isinstance(node, ast.ImportFrom) else [])}


# Chromium, the darkroom and pg_dump: fixed programs, words of theirs in a list.
PROGRAMS = {"kit/pdf.py", "walks/renditions.py", "care/postgres.py"}
SHELLS = re.compile(r"os\.(system|popen|spawn\w*|exec\w*|posix_spawn\w*)|(asyncio\.)?create_subprocess_\w+|pty\.\w+|"
                    r"subprocess\.(getoutput|getstatusoutput)|commands\.getoutput")


def test_no_shell_stands_between_us_and_a_program():
    started = set()
    for here, name, call in calls():
        assert not SHELLS.fullmatch(name), f"{here}:{call.lineno}: {name}"
        assert not any(each.arg == "shell" for each in call.keywords), f"{here}:{call.lineno}: shell="
        if re.fullmatch(r"subprocess\.(run|Popen|call|check_call|check_output)", name):
            started.add(here)
            assert isinstance(call.args[0], ast.List), f"{here}:{call.lineno}: give the words as a list"
    assert started == PROGRAMS
    assert {here for here, name in imported() if name == "subprocess"} == PROGRAMS


RUNS = re.compile(r"eval|exec|compile|__import__|(.+\.)?(from_string|Template|exec_module)|runpy\..+")
PICKLES = {"pickle", "cPickle", "dill", "cloudpickle", "marshal", "shelve", "jsonpickle", "yaml", "runpy", "code"}


def test_nothing_that_comes_in_is_run_made_a_template_or_unpickled():
    for here, name, call in calls():
        assert not RUNS.fullmatch(name), f"{here}:{call.lineno}: {name}"
    found = {(here, name) for here, name in imported() if name.split(".")[0] in PICKLES}
    assert found == set()
    modules = {(here, ast.unparse(call.args[0])) for here, name, call in calls() if name.endswith("import_module")}
    assert modules == {("main.py", "f'app.{room}.{door}'"), ("cli/__init__.py", "f'app.cli.{subject}'")}


SQL = re.compile(r"(.+\.)?(text|exec_driver_sql|literal_column|executescript|prefix_with|suffix_with)")
# Names of settings; the one look at photos of care/photos.py; the words of the index of searching, by name.
OWN_WORDS = {"kit/db.py", "care/lasting.py", "care/doctor.py", "exports/search.py", "exports/search_index.py"}
FIXED = {"kit/db.py", "care/lasting.py"}  # the names of settings are put together there


def constant(node: ast.expr) -> bool:
    if isinstance(node, ast.IfExp):
        return constant(node.body) and constant(node.orelse)
    return isinstance(node, ast.Constant)


def pieces(node: ast.expr) -> bool:
    """Put together on the spot."""
    return isinstance(node, (ast.JoinedStr, ast.BinOp)) or isinstance(node, ast.Call) and dotted(
        node.func).endswith(".format")


def test_no_statement_of_sql_is_made_of_words_that_came_in():
    """What is not said through columns and parameters is written out; ORM calls have no place for a string."""
    seen = 0
    for here, name, call in calls():
        if SQL.fullmatch(name) and call.args and not name.startswith("pen."):
            seen += 1
            assert constant(call.args[0]) or here in OWN_WORDS, f"{here}:{call.lineno}: {ast.unparse(call)[:80]}"
            assert here in FIXED or not pieces(call.args[0]), f"{here}:{call.lineno}: values belong into parameters"
    assert seen > 10
    for here, name, call in calls():
        if name.endswith((".execute", ".exec", ".scalars", ".scalar")) and call.args:
            assert here in FIXED or not pieces(call.args[0]), f"{here}:{call.lineno}"


@pytest.mark.parametrize(("rule", "bad"), [
    (SHELLS, "os.system(words)"), (SHELLS, "subprocess.getoutput(words)"), (RUNS, "eval(words)"), (RUNS, "exec(words)"),
    (RUNS, "__import__(words)"), (RUNS, "templates.env.from_string(words)"), (RUNS, "jinja2.Template(words)"),
    (SQL, 'text(f"SELECT 1 FROM {words}")'), (SQL, 'connection.exec_driver_sql("SELECT " + words)'),
    (SQL, 'text("SELECT {}".format(words))')])
def test_a_rule_notices_its_bad_example(rule, bad):
    call = ast.parse(bad, mode="eval").body
    assert rule.fullmatch(dotted(call.func)) and (rule is not SQL or pieces(call.args[0]))


def test_what_must_not_be_guessed_comes_from_the_system():
    """`random` draws the demo world's crowd and, from a fixed seed, other weights; in scripts it spreads waits."""
    assert {here for here, name in imported() if name.split(".")[0] == "random"} == {
        "demo/crowd.py", "insights/sensitivity.py"}
    for here, name, call in calls():
        assert not re.fullmatch(r"(uuid\.)?uuid[1345]", name) or here.startswith("demo/"), f"{here}:{call.lineno}"
    spread = {path.name for path in SCRIPTS if "Math.random" in path.read_text()}
    assert spread <= {"outbox.js", "wire.js"}


DIGESTS = {"sha256", "sha384", "sha512", "file_digest"}
# Where cryptography may come from; none of it is ours.
MAKERS = {"hashlib", "hmac", "secrets", "ssl", "cryptography", "pwdlib", "joserfc", "webauthn"}
OTHERS = {"Crypto", "Cryptodome", "nacl", "rsa", "ecdsa", "bcrypt", "passlib", "crypt", "md5", "jwt", "jose", "authlib",
          "OpenSSL", "scrypt", "argon2", "pyaes"}


def test_only_approved_digests_and_ciphers_are_asked_for():
    tops = {name.split(".")[0] for _, name in imported()}
    assert tops & OTHERS == set() and {"hashlib", "secrets", "cryptography"} <= tops & MAKERS
    for path in CODE:
        here = file(path)
        for node in nodes(path):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                of, what = node.value.id, node.attr
                assert of != "hashlib" or what in DIGESTS, f"{here}:{node.lineno}: hashlib.{what}"
                assert of != "hashes" or what in ("SHA256", "SHA384", "SHA512"), f"{here}:{node.lineno}: {of}.{what}"
                assert of != "ec" or what in ("generate_private_key", "SECP256R1", "ECDSA", "EllipticCurvePrivateKey",
                                              "EllipticCurvePublicKey"), f"{here}:{node.lineno}: {of}.{what}"
    for here, name, call in calls():
        if name == "hashlib.file_digest":
            assert ast.unparse(call.args[1]) == "'sha256'"
        if name == "hmac.new":
            assert ast.unparse(call.args[2]) == "hashlib.sha256", here
    asked = {word for path in SCRIPTS for line in path.read_text().splitlines() if "subtle" in line or "AES" in line
             for word in re.findall(r'"([A-Z][A-Z0-9]+-[A-Z0-9-]+)"', line)}
    assert asked == {"AES-GCM", "SHA-256"}


ABROAD = {"accounts/abroad.py"}  # the deeds, to where the host says


def test_logs_go_to_the_console_and_to_the_log_of_deeds_and_nowhere_else():
    """SECURITY.md tells of both; a handler that sends or keeps lines elsewhere must be told of there first."""
    sends = re.compile(r"(logging\.)?(basicConfig|(dict|file)Config|(.+\.)?\w+Handler)|.+\.addHandler|syslog\..+")
    for here, name, call in calls():
        assert not sends.fullmatch(name) or here in ABROAD, f"{here}:{call.lineno}: {name}"
    away = {"logging.handlers", "logging.config", "syslog", "sentry_sdk", "opentelemetry", "structlog", "loguru"}
    assert {here for here, name in imported() if name in away} <= ABROAD


# V3.3, V5.4: what test_items.py asks of the answers
def test_every_cookie_is_set_where_a_test_of_items_looks():
    assert {here for here, name, _ in calls() if name.endswith((".set_cookie", "hand_cookie"))} <= {
        "kit/cookies.py", "accounts/signing.py", "accounts/passkeys.py", "accounts/sso.py",
        "accounts/account_routes.py", "accounts/link_routes.py", "exports/share_routes.py"}


def test_every_name_of_a_file_is_written_in_the_code():
    """No other place sets a name; what a table is called is in a list of ours."""
    told = {file(path): re.findall(r'filename=\\?"([^"\\]+)', path.read_text())
            for path in CODE if "Content-Disposition" in path.read_text()}
    assert told == {"exports/files.py": ["{called}"], "voice/routes.py": ["refused.csv"],
                    "insights/routes.py": ["walk.csv"],
                    "care/subject_routes.py": ["shoeleather-about-one-person-{day}.zip"]}
