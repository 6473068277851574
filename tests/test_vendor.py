"""What others wrote and we ship: every vendored byte is the one static/vendor.json names, and no other file."""

import base64
import hashlib
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = json.loads((ROOT / "static/vendor.json").read_text())
FILES = [(package["package"], file) for package in PACKAGES for file in package["files"]]
VENDORED = ("static/js/vendor", "static/fonts", "tests/browser/vendor", "app/accounts/vendor")


@pytest.mark.parametrize(("package", "file"), FILES, ids=[file["path"] for _, file in FILES])
def test_a_vendored_file_is_the_one_its_package_published(package, file):
    content = (ROOT / file["path"]).read_bytes()
    assert len(content) == file["bytes"]
    assert base64.b64encode(hashlib.sha384(content).digest()).decode() == file["sha384"], package


def test_nothing_lies_in_a_vendor_folder_that_the_list_does_not_name():
    there = {path.relative_to(ROOT).as_posix() for folder in VENDORED
             for path in (ROOT / folder).rglob("*") if path.is_file()}
    assert there == {file["path"] for _, file in FILES}


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package["package"])
def test_a_vendored_package_has_a_version_a_licence_and_a_line_in_the_notice(package):
    notice = (ROOT / "NOTICE").read_text()
    assert package["version"][0].isdigit()
    assert f"{package['package']} {package['version']}" in notice and package["licence"] in notice
    assert any(file["path"].endswith(".LICENSE") for file in package["files"])
