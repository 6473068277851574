"""Schemathesis over the served app with every phase it has, as everybody there is, on both databases: many times what
CI draws.

    make soak    or    FUZZ_EACH=500 python -m bench.api
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.kit import jobs
from app.kit.db import Database
from app.migrating import migrate
from app.settings import Settings
from bench.sender import tell
from tests import world
from tests.insights.logs import enter_walks
from tests.kit.edge import Edge
from tests.postgres import Cluster

# Not the checks that guess at meaning: a schema cannot say that a header is read before another, or who may send what.
CHECKS = ("not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,"
          "response_schema_conformance,unsupported_method")
ACTORS = {"nobody": None, "device token": ("ada", "device"), "viewer's read token": ("vi", "read"),
          "read token": ("mo", "read"), "write token": ("mo", "write"), "admin's write token": ("una", "write")}


@contextmanager
def databases(folder: Path) -> Iterator[dict[str, str]]:
    """Kind → URL of an empty database, or why there is none."""
    try:
        cluster = Cluster()
    except BaseException as no:  # noqa: BLE001 — pytest's own way to say that there is no PostgreSQL is no Exception
        yield {"sqlite": f"sqlite:///{folder / 'shoe.db'}", "postgresql": f"NOT RUN: {no}"}
        return
    try:
        yield {"sqlite": f"sqlite:///{folder / 'shoe.db'}", "postgresql": cluster.create("shoe_soak")}
    finally:
        cluster.stop()


def furnished(url: str) -> dict[str, str]:
    """The cast and some walks; the Authorization of each actor."""
    database = Database(url)
    migrate(database)
    with database.write() as session:
        cast = world.add_cast(session)
        enter_walks(session, cast)
        let_in = {who: world.credentials(session, cast[one[0]], one[1])[0] if one else {}
                  for who, one in ACTORS.items()}
    jobs.drain(database)
    database.dispose()
    return {who: headers.get("authorization", "") for who, headers in let_in.items()}


def fuzzed(program: str, url: str, folder: Path, each: str, authorization: str) -> subprocess.CompletedProcess:
    """One run of Schemathesis."""
    # Without either a program is taken for another site's page, whatever its method.
    known = ["-H", f"Authorization: {authorization}" if authorization else "Sec-Fetch-Site: none"]
    return subprocess.run([program, "run", f"{url}/api/openapi.json", "--phases", "coverage,fuzzing,stateful",
                           "--max-examples", each, "--seed", "1", "--checks", CHECKS, *known], capture_output=True,
                          text=True, cwd=folder, timeout=3600, check=False,
                          env={**os.environ, "SCHEMATHESIS_HOOKS": "hooks", "PYTHONPATH": str(folder)})


def main() -> int:
    """A JSON line for each database and actor; 1 when something failed."""
    program, each, failed = shutil.which("st", path=str(Path(sys.executable).parent)), os.environ.get(
        "FUZZ_EACH", "100"), False
    if program is None:
        tell({"soak": "api", "state": "NOT RUN", "why": "schemathesis is not installed; make setup-test"})
        return 0
    with tempfile.TemporaryDirectory(prefix="sl-soak-") as name, databases(Path(name)) as urls:
        folder = Path(name)
        (folder / "hooks.py").write_text(HOOKS)
        for kind, url in urls.items():
            if url.startswith("NOT RUN"):
                tell({"soak": "api", "database": kind, "state": "NOT RUN", "why": url})
                continue
            known, served = furnished(url), Edge(Settings(database_url=url, data_dir=folder, worker=False,
                                                          _env_file=None))
            for who, authorization in known.items():
                run = fuzzed(program, f"http://127.0.0.1:{served.port}", folder, each, authorization)
                cases = re.search(r"(\d+) generated", run.stdout)
                tell({"soak": "api", "database": kind, "as": who, "state": "FAILED" if run.returncode else "ok",
                      "each": int(each), "cases": int(cases[1]) if cases else None})
                if run.returncode:
                    print(run.stdout[-4000:], run.stderr[-1000:], file=sys.stderr)
                failed |= run.returncode != 0
            served.stop()
    return int(failed)


HOOKS = '''
import schemathesis

@schemathesis.serializer("application/x-ndjson", "image/jpeg", "application/octet-stream")
def as_it_is(context, value):
    return {"data": value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")}
'''

if __name__ == "__main__":
    sys.exit(main())
