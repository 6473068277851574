"""Break one thing of `app/scoring` at a time and see whether its tests notice.

    nice -n 19 .venv/bin/python -m bench.mutate --minutes 10 [--only walk.py] [--seed 1] [--again FILE]

Mutants, in a seeded order until the minutes are over: + and −, × and ÷ exchanged, comparisons shifted or turned,
`and` and `or` exchanged, numbers one up, True and False exchanged. Each runs tests/scoring with -x in a copy of the
tree, so that nobody else's tests see it. Prints a line a survivor and a JSON line with the sums.
"""

import argparse
import ast
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import NoReturn

import hypothesis  # noqa: F401 — read once, for every child
import pytest

ROOT = Path(__file__).resolve().parents[1]
SCORING = Path("app/scoring")
NEEDED = ("app", "tests", "migrations", "static", "templates", "pyproject.toml")
# Quick files first: most mutants die in a second or two.
TESTS = ("test_worked_cases.py", "test_words.py", "test_thresholds.py", "test_edges.py", "test_parameters.py",
         "test_held_edges.py", "test_pooling.py",
         "test_journey.py", "test_fold.py", "test_properties.py", "test_bulk.py")
BINARY = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult}
COMPARE = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
           ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In}


def mutants(source: str) -> list[tuple[int, str, str]]:
    """(line, what was changed, the whole source with it) for every place that can be changed."""
    made = []
    for place in range(len(_places(ast.parse(source)))):
        tree = ast.parse(source)
        line, change = _places(tree)[place]
        words = change()
        made.append((line, words, ast.unparse(tree)))
    return made


def _places(tree: ast.AST) -> list:
    """(line, a function that changes the tree there and says how), in order."""
    found = []
    annotations = {id(part) for node in ast.walk(tree) for part in _annotation(node)}
    for node in ast.walk(tree):
        if id(node) in annotations:
            continue
        if isinstance(node, ast.BinOp) and type(node.op) in BINARY:
            found.append((node.lineno, _swapper(node, "op", BINARY)))
        elif isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARE:
            found.append((node.lineno, _comparer(node)))
        elif isinstance(node, ast.BoolOp):
            found.append((node.lineno, _swapper(node, "op", {ast.And: ast.Or, ast.Or: ast.And})))
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            found.append((node.lineno, _swapper(node, "op", {ast.USub: ast.UAdd})))
        elif isinstance(node, ast.Constant) and isinstance(node.value, int | float):
            found.append((node.lineno, _counter(node)))
    return found


def _annotation(node: ast.AST):
    for name in ("annotation", "returns"):
        if getattr(node, name, None) is not None:
            yield from ast.walk(getattr(node, name))


def _swapper(node, field: str, table: dict):
    def change() -> str:
        old = getattr(node, field)
        setattr(node, field, table[type(old)]())
        return f"{type(old).__name__} → {table[type(old)].__name__}"
    return change


def _comparer(node: ast.Compare):
    def change() -> str:
        old = type(node.ops[0])
        node.ops[0] = COMPARE[old]()
        return f"{old.__name__} → {COMPARE[old].__name__}"
    return change


def _counter(node: ast.Constant):
    def change() -> str:
        old = node.value
        node.value = (not old) if isinstance(old, bool) else old + 1
        return f"{old} → {node.value}"
    return change


def survives(tree: Path, seconds: float, compiles: bool = False) -> bool:
    """Whether every test still passes; a run that hangs has noticed. compiles: keep byte code for the runs to come."""
    child = os.fork()
    if not child:
        sys.dont_write_bytecode = not compiles  # a mutant's could be taken for its neighbour's
        _run_tests(tree, int(seconds))
    return os.waitpid(child, 0)[1] == 0


def _run_tests(tree: Path, seconds: int) -> NoReturn:
    """In a child of its own that has pytest and hypothesis already: starting them costs more than most mutants live."""
    signal.alarm(seconds)
    os.chdir(tree)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    sys.path[:] = [str(tree), *(path for path in sys.path if path not in ("", str(ROOT)))]
    there = {path.name for path in Path("tests/scoring").glob("test_*.py")}
    tests = [f"tests/scoring/{name}" for name in (*(n for n in TESTS if n in there), *sorted(there - {*TESTS}))]
    bare = ["-x", "-q", "-p", "no:cacheprovider", "-o", "addopts=", "--confcutdir=tests/scoring"]  # not the house's own
    os._exit(pytest.main([*bare, *tests]))


def main() -> None:
    """Run mutants until the minutes are over."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--minutes", type=float, default=10)
    asked.add_argument("--only", default="", help="a file of app/scoring")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--again", type=Path, help="what an earlier run printed: only its survivors, by file and change")
    options = asked.parse_args()
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    until = time.monotonic() + options.minutes * 60
    every = [(path, *mutant) for path in sorted((ROOT / SCORING).glob("*.py"))
             if path.name == (options.only or path.name) for mutant in mutants(path.read_text())]
    if options.again:
        known = set(json.loads(options.again.read_text().splitlines()[-1])["survived"])
        every = [one for one in every if f"{one[0].name}:{one[1]} {one[2]}" in known]
    random.Random(options.seed).shuffle(every)  # noqa: S311
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder)
        for name in NEEDED:
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
            copy(ROOT / name, tree / name)
        began = time.monotonic()
        if not survives(tree, 600, compiles=True):
            raise SystemExit("the tests fail before anything was broken")
        _run(every, tree, until, max(30, 4 * (time.monotonic() - began)))


def _run(every: list, tree: Path, until: float, seconds: float) -> None:
    killed, lived = 0, []
    for path, line, words, source in every:
        if time.monotonic() > until:
            break
        target = tree / SCORING / path.name
        before = target.read_text()
        target.write_text(source)
        if survives(tree, seconds):
            lived.append(f"{path.name}:{line} {words}")
            print(f"survived  {lived[-1]}", flush=True)  # noqa: T201
        else:
            killed += 1
        target.write_text(before)
        if (killed + len(lived)) % 25 == 0:
            print(f"so far    {killed} of {killed + len(lived)} noticed", flush=True)  # noqa: T201
    tried = killed + len(lived)
    print(json.dumps({"bench": "mutate", "possible": len(every), "tried": tried, "killed": killed,  # noqa: T201
                      "share": round(killed / tried, 4) if tried else None, "survived": lived}), flush=True)


if __name__ == "__main__":
    main()
