"""What `make test` does where Chromium is missing: root gets it installed, anyone else gets the line to type."""

import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).resolve().parents[1] / "machine"


@pytest.fixture
def bare(tmp_path):
    """`bare(uid, apt)`: run the script on a machine with nothing but these programs; (code, out, err, asked of apt)."""
    def run(uid: int, apt: str) -> tuple[int, str, str, str]:
        asked = tmp_path / "asked"
        programs = {"id": f"echo {uid}", "apt-get": f'echo "$@" >> {asked}; {apt}'}
        for name, words in programs.items():
            (tmp_path / name).write_text(f"#!/bin/sh\n{words}\n")
            (tmp_path / name).chmod(0o755)
        (tmp_path / "dirname").symlink_to(shutil.which("dirname"))
        done = subprocess.run([shutil.which("sh"), SCRIPTS / "programs.sh"], text=True, capture_output=True,
                              env={"PATH": str(tmp_path), "PGBIN": "/nowhere"})
        return done.returncode, done.stdout, done.stderr, asked.read_text() if asked.exists() else ""
    return run


def test_without_root_the_exact_line_is_printed_and_the_run_fails(bare):
    code, _, err, asked = bare(1000, "exit 0")
    assert code == 1 and "sudo apt-get install -y chromium\n" in err and asked == ""


def test_root_gets_it_installed_without_a_question(bare):
    code, out, _, asked = bare(0, "exit 0")
    assert code == 0 and "No Chromium was found." in out and "install -y -qq chromium\n" in asked


def test_root_without_a_network_is_told_the_line_and_the_run_fails(bare):
    code, _, err, _ = bare(0, "exit 100")
    assert code == 1 and "sudo apt-get install -y chromium\n" in err
