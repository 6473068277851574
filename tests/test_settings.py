"""Everything the environment may say stands in a document, under its name and with its default."""

import re
from pathlib import Path

import pytest

from app.settings import Settings

DOCS = Path(__file__).parents[1] / "docs"


def test_every_setting_is_named_in_a_document_and_no_other():
    told = set(re.findall(r"^\| `([A-Z_]+)` \|", (DOCS / "host.md").read_text(), re.M))
    assert told == {name.upper() for name in Settings.model_fields}


@pytest.mark.parametrize("bits", [1024, 2047])
def test_no_rsa_key_below_2048_bits_can_be_asked_for(bits):
    with pytest.raises(ValueError, match="2048"):
        Settings(rsa_bits=bits, _env_file=None)
