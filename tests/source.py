"""The code as it stands, read once a process for every test that looks at it: files, nodes, calls."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
APP = ROOT / "app"
CODE = sorted(APP.rglob("*.py"))
SCRIPTS = [path for path in sorted((ROOT / "static/js").rglob("*.js")) if "vendor" not in path.parts]


@cache
def nodes(path: Path) -> list[ast.AST]:
    """Every node of a file of ours, the module itself first."""
    return list(ast.walk(ast.parse(path.read_text())))


def here(path: Path) -> str:
    """A file of ours as the tests write it: `kit/db.py`."""
    return path.relative_to(APP).as_posix()


def imports_of(path: Path):
    """What a file imports: `app.kit.db.Database`, `re`."""
    for node in nodes(path):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                yield f"{node.module}.{alias.name}"
        elif isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name


def dotted(node: ast.expr) -> str:
    """`subprocess.run`; of what is called on an answer, `….run`."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else "…"


def calls_of(within: list[ast.AST]) -> list[tuple[str, ast.Call]]:
    """(what is called, the call) of every call among nodes."""
    return [(dotted(node.func), node) for node in within if isinstance(node, ast.Call)]


@cache
def calls() -> list[tuple[str, str, ast.Call]]:
    """(file, what is called, the call) of every call there is."""
    return [(here(path), name, node) for path in CODE for name, node in calls_of(nodes(path))]
