"""Which part of ours is older than SECURITY.md allows: the registries are asked, PyPI by uv and npm by npm, and OSV by
uv for known holes.

    python -m bench.overdue

A part is overdue when a newer release of it was out DAYS ago already, whatever has come since, or when a hole in it
that a release mends was published HOLE_DAYS ago. NOT RUN when nobody answers, or not on which day releases came: for
silence is no news. Of our scripts no holes are asked for.
"""

import json
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.sender import tell

ROOT = Path(__file__).resolve().parents[1]
DAYS, HOLE_DAYS = 90, 7  # SECURITY.md, Parts of others
FOUND = 1  # how `uv audit` ends when it found something; 2 when it could not ask
FINAL = re.compile(r"\d+(\.\d+)*")


class Silent(Exception):
    """A registry that could not be asked, in its own words."""


def locked(lock: str) -> dict[str, str]:
    """{name: version} of a lock file, names as PyPI compares them."""
    found = re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;]+)", lock, re.M)
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in found}


def scripts(vendored: list[dict]) -> dict[str, str]:
    """{package: version} of whatever we ship or test with that runs: its files are scripts."""
    return {each["package"]: each["version"] for each in vendored
            if any(one["path"].endswith(".js") for one in each["files"])}


def in_order(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def newer_for_long(version: str, released: dict[str, datetime], now: datetime) -> str:
    """The highest final release above this one that was out DAYS before now, or ''. released: {version: when}."""
    old = [each for each, when in released.items()
           if FINAL.fullmatch(each) and in_order(each) > in_order(version) and now - when >= timedelta(days=DAYS)]
    return max(old, key=in_order, default="")


def outdated(listed: list[dict], parts: dict[str, str]) -> dict[str, str]:
    """{"name version": newer} of what `uv pip list --outdated` listed, of our parts alone: pip itself is none."""
    named = {re.sub(r"[-_.]+", "-", each["name"]).lower(): each for each in listed}
    return {f"{name} {version}": named[name]["latest_version"] for name, version in parts.items() if name in named}


def unmended(told: dict, now: datetime) -> dict[str, str]:
    """{"name version": "id, mended in …"} of what `uv audit` told, published long enough ago and mended somewhere."""
    return {f"{each['dependency']['name']} {each['dependency']['version']}": f"{each['id']}, mended in "
            f"{', '.join(each['fix_versions'])}" for each in told["vulnerabilities"] if each["fix_versions"]
            and now - datetime.fromisoformat(each["published"]) >= timedelta(days=HOLE_DAYS)}


def asked(*command: str, fine: tuple[int, ...] = (0,)) -> str:
    """What a program said. fine: how it may end. Raises: Silent."""
    try:
        ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    except (OSError, subprocess.TimeoutExpired) as no:
        raise Silent(f"{command[0]}: {no}") from None
    if ran.returncode not in fine or "missing an upload date" in ran.stderr:
        raise Silent((ran.stderr.strip().splitlines() or [f"{command[0]} said nothing"])[-1][:300])
    return ran.stdout


def of_both_locks() -> dict[str, str]:
    return locked((ROOT / "requirements.lock").read_text()) | locked((ROOT / "requirements-test.lock").read_text())


def of_holes(now: datetime) -> dict[str, str]:
    """What of both locks has a hole that was mended elsewhere long enough ago. Raises: Silent."""
    with TemporaryDirectory() as folder:
        needed = json.dumps([f"{name}=={version}" for name, version in of_both_locks().items()])
        (Path(folder) / "pyproject.toml").write_text(
            f'[project]\nname = "parts"\nversion = "0"\nrequires-python = ">=3.11"\ndependencies = {needed}\n')
        told = asked(sys.executable, "-m", "uv", "audit", "--project", folder, "--output-format", "json",
                     fine=(0, FOUND))
    return unmended(json.loads(told), now)


def of_python(now: datetime) -> dict[str, str]:
    """What is overdue of both locks. Raises: Silent."""
    parts = of_both_locks()
    before = (now - timedelta(days=DAYS)).strftime("%Y-%m-%dT%H:%M:%SZ")
    listed = asked(sys.executable, "-m", "uv", "pip", "list", "--python", sys.executable, "--outdated", "--no-cache",
                   "--exclude-newer", before, "--format", "json")
    return outdated(json.loads(listed), parts)


def of_scripts(now: datetime) -> dict[str, str]:
    """What is overdue of static/vendor.json. Raises: Silent."""
    found = {}
    for name, version in scripts(json.loads((ROOT / "static/vendor.json").read_text())).items():
        told = json.loads(asked("npm", "view", name, "time", "--json"))
        released = {each: datetime.fromisoformat(when) for each, when in told.items()}
        if newer := newer_for_long(version, released, now):
            found[f"{name} {version}"] = newer
    return found


def main() -> int:
    now, worst = datetime.now(UTC), 0
    for registry, look in (("PyPI", of_python), ("npm", of_scripts), ("OSV", of_holes)):
        try:
            overdue = look(now)
        except Silent as no:
            tell({"soak": "overdue", "registry": registry, "state": "NOT RUN", "why": str(no)})
            continue
        tell({"soak": "overdue", "registry": registry, "state": "FAILED" if overdue else "ok",
              "days": HOLE_DAYS if look is of_holes else DAYS, "overdue": overdue})
        worst |= bool(overdue)
    return worst


if __name__ == "__main__":
    sys.exit(main())
