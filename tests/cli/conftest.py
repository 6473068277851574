"""The command line as a person runs it: words in, words out, an exit code."""

import os
import sys
from types import SimpleNamespace

import pytest

from app.cli import main


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A data folder of one's own, as the environment names it."""
    folder = tmp_path / "home"
    monkeypatch.setenv("DATA_DIR", str(folder))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    mask = os.umask(0o022)
    yield folder
    os.umask(mask)


@pytest.fixture
def shoe(home, monkeypatch, capsys):
    """`shoe("backup")` → code, out, err."""
    def run(*words: object) -> SimpleNamespace:
        monkeypatch.setattr(sys, "argv", ["app", *map(str, words)])
        capsys.readouterr()
        try:
            main()
            code = 0
        except SystemExit as end:
            code = end.code or 0
        said = capsys.readouterr()
        return SimpleNamespace(code=code, out=said.out, err=said.err)
    return run
