"""The reckoning of `python -m bench.overdue` (make soak), on made-up days; no registry is asked."""

import json
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from bench import overdue

NOW = datetime(2026, 11, 23, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[2]


def out(**days_ago: int) -> dict[str, datetime]:
    """{version: when}: v1_2=90 is 1.2, 90 days ago."""
    return {name[1:].replace("_", "."): NOW - timedelta(days=days) for name, days in days_ago.items()}


@pytest.mark.parametrize(("released", "newer"), [
    (out(v1_2=400), ""), (out(v1_2=400, v1_3=89), ""), (out(v1_2=400, v1_3=90), "1.3"),
    (out(v1_2=400, v1_3=100, v1_4=1), "1.3"), (out(v1_2=400, v1_9=120, v1_10=110), "1.10"),
    (out(v1_1=500, v1_2=400, v1_1_9=95), ""), ({**out(v1_2=400), "2.0-beta1": NOW - timedelta(days=300)}, "")],
    ids=["newest", "not yet", "on its day", "by the older of two", "ten after nine", "an old line", "not final"])
def test_a_part_is_overdue_when_a_newer_one_was_out_long_enough(released, newer):
    assert overdue.newer_for_long("1.2", released, NOW) == newer


def test_every_locked_part_is_looked_for_and_no_other():
    parts = overdue.locked((ROOT / "requirements.lock").read_text())
    assert len(parts) > 25 and parts["sqlalchemy"] and parts["uvicorn"] and "pip" not in parts
    listed = [{"name": "SQLAlchemy", "latest_version": "99.1"}, {"name": "pip", "latest_version": "99.0"}]
    assert overdue.outdated(listed, parts) == {f"sqlalchemy {parts['sqlalchemy']}": "99.1"}
    vendored = [{"package": "a", "version": "1", "files": [{"path": "static/js/a.js"}, {"path": "a.LICENSE"}]},
                {"package": "words", "version": "2", "files": [{"path": "words.txt.gz"}]}]
    assert overdue.scripts(vendored) == {"a": "1"}


def hole(days: int, *fixed: str) -> dict:
    """As `uv audit` told on 2026-11-23 of an OSV made up for it."""
    return {"dependency": {"name": "h11", "version": "0.14.0"}, "id": "GHSA-1", "fix_versions": list(fixed),
            "published": (NOW - timedelta(days=days)).isoformat()}


@pytest.mark.parametrize(("holes", "overdue_"), [
    ([], {}), ([hole(6, "0.16.0")], {}), ([hole(400)], {}),
    ([hole(6, "0.16.0"), hole(7, "0.16.0")], {"h11 0.14.0": "GHSA-1, mended in 0.16.0"})],
    ids=["none", "not yet", "mended nowhere", "on its day"])
def test_a_hole_is_overdue_when_a_release_mended_it_long_enough_ago(holes, overdue_):
    assert overdue.unmended({"vulnerabilities": holes}, NOW) == overdue_


def test_holes_are_asked_of_every_locked_part_and_what_was_found_is_no_silence(monkeypatch):
    asks = []

    def uv(command, **_):
        asks.append((Path(command[command.index("--project") + 1]) / "pyproject.toml").read_text())
        return CompletedProcess(command, overdue.FOUND, json.dumps({"vulnerabilities": [hole(7, "0.16.0")]}), "")
    monkeypatch.setattr(overdue.subprocess, "run", uv)
    assert overdue.of_holes(NOW) == {"h11 0.14.0": "GHSA-1, mended in 0.16.0"}
    assert set(tomllib.loads(asks[0])["project"]["dependencies"]) == {
        f"{name}=={version}" for name, version in overdue.of_both_locks().items()}
    monkeypatch.setattr(overdue.subprocess, "run", lambda command, **_: CompletedProcess(command, 2, "", "no way"))
    with pytest.raises(overdue.Silent, match="no way"):
        overdue.of_holes(NOW)


@pytest.mark.parametrize(("ran", "state", "code"), [
    (("sh", "-c", "echo '[]'"), "ok", 0), (("sh", "-c", "exit 1"), "NOT RUN", 0), (("no-such-program",), "NOT RUN", 0),
    (("sh", "-c", "echo '[]'; echo 'x is missing an upload date' >&2"), "NOT RUN", 0),
    (("sh", "-c", """echo '[{"name": "Jinja2", "latest_version": "9"}]'"""), "FAILED", 1)],
    ids=["none", "an error", "no client", "without days", "one"])
def test_silence_is_not_called_well(monkeypatch, ran, state, code):
    """PyPI alone; npm and OSV are let say that nothing is out."""
    told, real = [], overdue.asked
    monkeypatch.setattr(overdue, "of_holes", lambda now: {})
    monkeypatch.setattr(overdue, "asked", lambda *command: "{}" if command[0] == "npm" else real(*ran))
    monkeypatch.setattr(overdue, "tell", told.append)
    assert overdue.main() == code
    assert [one["state"] for one in told] == [state, "ok", "ok"]


def test_its_days_are_those_of_security():
    said = " ".join((ROOT / "SECURITY.md").read_text().split())
    assert f"after {overdue.DAYS} days at the latest" in said and f"within {overdue.HOLE_DAYS} days" in said
    assert "overdue" in next(line for line in (ROOT / "Makefile").read_text().splitlines() if "run.sh kill9" in line)
    weekly = ROOT / ".ci/weekly"
    assert "bench.overdue" in weekly.read_text() and weekly.stat().st_mode & 0o111, "once in 7 days, or it is not kept"
