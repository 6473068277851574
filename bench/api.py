"""Schemathesis over a served app with every phase it has, as a manager's program: many times what CI draws.

    make soak    or    FUZZ_EACH=500 python -m bench.api
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from app.kit.db import Database
from app.migrating import migrate
from tests.browser.live import served

# Not the checks that guess at meaning: a schema cannot say that a header is read before another, or who may send what.
CHECKS = ("not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,"
          "response_schema_conformance,unsupported_method")


def main() -> int:
    """Prints one JSON line; 1 when something failed."""
    program = shutil.which("st", path=str(Path(sys.executable).parent))
    if program is None:
        print(json.dumps({"soak": "api", "state": "NOT RUN", "why": "schemathesis is not installed; make setup-test"}))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "source.db"
        database = Database(f"sqlite:///{source}")
        migrate(database)
        database.dispose()
        home = Path(folder) / "data"
        home.mkdir()
        with served(home, source, worker=False) as live:
            token = live.token("mo", "write")
            (Path(folder) / "hooks.py").write_text(HOOKS)
            each = os.environ.get("FUZZ_EACH", "100")
            run = subprocess.run([program, "run", f"{live.url}/api/openapi.json",
                                  "--phases", "coverage,fuzzing,stateful", "--max-examples", each, "--seed", "1",
                                  "--checks", CHECKS, "-H", f"Authorization: Bearer {token}"], capture_output=True,
                                 text=True, cwd=folder, timeout=1800, check=False,
                                 env={**os.environ, "SCHEMATHESIS_HOOKS": "hooks", "PYTHONPATH": folder})
    cases = re.search(r"(\d+) generated", run.stdout)
    print(json.dumps({"soak": "api", "state": "ok" if run.returncode == 0 else "FAILED", "each": int(each),
                      "cases": int(cases[1]) if cases else None}))
    if run.returncode:
        print(run.stdout[-4000:], file=sys.stderr)
    return min(run.returncode, 1)


HOOKS = '''
import schemathesis

@schemathesis.serializer("application/x-ndjson", "image/jpeg", "application/octet-stream")
def as_it_is(context, value):
    return {"data": value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")}
'''

if __name__ == "__main__":
    sys.exit(main())
