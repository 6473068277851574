"""The MDN HTTP Observatory's grade of a page as it is served over https: at least A+ with 130 points.

    make soak    or    OBSERVATORY=<a folder with the package in node_modules> python -m bench.observatory

It needs node, and npm with a registry unless that folder is named; it asks nobody else.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from app.care.authority import certificate_for
from app.kit.db import Database
from app.migrating import migrate
from app.settings import Settings
from bench.sender import tell
from tests import world
from tests.kit.edge import Edge

PACKAGE, VERSION = "@mdn/mdn-http-observatory", "1.4.8"
AIM = 130


def package(folder: Path) -> Path | str:
    """Where the scanner lies, or why it could not be had."""
    if shutil.which("node") is None:
        return "node is not installed"
    given = os.environ.get("OBSERVATORY")
    if given:
        folder = Path(given)
    elif shutil.which("npm") is None:
        return "npm is not installed, and OBSERVATORY names no folder"
    else:
        # Its own scripts would ask the network for lists that a scan of this machine does not need.
        got = subprocess.run(["npm", "install", "--silent", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix",
                              str(folder), f"{PACKAGE}@{VERSION}"], capture_output=True, text=True, check=False)
        if got.returncode:
            return f"npm could not bring {PACKAGE}@{VERSION}: {got.stderr.strip().splitlines()[-1:]}"
    there = folder / "node_modules" / PACKAGE
    if not (there / "src/scan.js").exists():
        return f"{there} has no src/scan.js"
    (there / "conf/hsts-preload.json").write_text("{}")
    return there


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="sl-soak-") as name:
        folder = Path(name)
        scanner = package(folder / "npm")
        if isinstance(scanner, str):
            tell({"soak": "observatory", "state": "NOT RUN", "why": scanner})
            return 0
        settings = Settings(data_dir=folder, worker=False, _env_file=None)
        database = Database(settings.database)
        migrate(database)
        with database.write() as session:
            world.add_cast(session)
        database.dispose()
        certificate, key, authority = certificate_for(folder / "tls", ["localhost", "127.0.0.1"])
        served = Edge(settings, ssl_certfile=str(certificate), ssl_keyfile=str(key))
        try:
            ran = subprocess.run(["node", str(scanner / "src/scan.js"), f"localhost:{served.port}"], text=True,
                                 capture_output=True, check=False, timeout=120,
                                 env={**os.environ, "NODE_EXTRA_CA_CERTS": str(authority)})
        finally:
            served.stop()
    try:
        said = json.loads(ran.stdout)
        scan, tests = said["scan"], said["tests"].values()
    except (ValueError, KeyError):
        tell({"soak": "observatory", "state": "FAILED", "why": (ran.stderr or ran.stdout)[-400:]})
        return 1
    good = scan["grade"] == "A+" and scan["score"] >= AIM
    tell({"soak": "observatory", "state": "ok" if good else "FAILED", "version": VERSION, "grade": scan["grade"],
          "score": scan["score"], "passed": sum(one["pass"] for one in tests), "of": len(said["tests"]),
          "aim": {"grade": "A+", "score": AIM}})
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
