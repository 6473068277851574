"""Too much at once is answered in words and with every header, whether its length was told or not."""

import pytest

from app.kit.limits import BODY_BYTES
from tests.world import on_sqlite

MUCH = b"x" * (BODY_BYTES + 1)


def streamed():
    yield MUCH[:BODY_BYTES]
    yield MUCH[:BODY_BYTES]


@on_sqlite
@pytest.mark.parametrize("body", [lambda: MUCH, streamed], ids=["told", "untold"])
@pytest.mark.parametrize(("path", "kind"), [("/devices", "application/json"),
                                            ("/login", "application/x-www-form-urlencoded")])
def test_a_body_that_is_too_large_is_refused_in_words(as_, path, kind, body):
    answer = as_("una").post(path, content=body(), headers={"content-type": kind, "accept": "text/html"})
    assert answer.status_code == 413 and answer.headers["x-frame-options"] == "DENY"
    assert "more than this server takes" in answer.text
    assert answer.headers["content-type"].startswith("text/html" if path == "/login" else "application/json")
