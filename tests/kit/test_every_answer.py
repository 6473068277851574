"""What every answer says to the browser, and which site an unsafe request may come from: over every route there is."""

import pytest

from tests.conftest import ORIGIN
from tests.test_access import _client, declared, house  # noqa: F401 — the house furnished once for all of them

ALWAYS = {"x-content-type-options": "nosniff", "referrer-policy": "no-referrer", "x-frame-options": "DENY",
          "cross-origin-opener-policy": "same-origin", "cross-origin-resource-policy": "same-origin"}
SHELL = ("/capture", "/offline", "/sw.js", "/manifest.webmanifest", "/static/")
THUMB = "GET /photos/{photo_id}/{rendition}.jpg"


class Values(dict):
    """What stands in an address; for a parameter nobody thought of, something that is not there."""

    def __missing__(self, name: str) -> str:
        return "no-such"


def request(house, route: str, actor: str, **headers):  # noqa: F811
    app, credentials, values = house
    method, path = route.split(" ")
    client = _client(app, credentials[actor])
    if headers or method not in ("GET", "HEAD"):
        client.headers.pop("origin")
    return client.request(method, path.replace(":path", "").format_map(Values(values)), headers=headers)


def policy_of(path: str, answer) -> str:
    """A word that only the right policy of reliability.md 4.1 has."""
    if path == "/sw.js":
        return "default-src 'none'; script-src 'self'; connect-src 'self'"
    if not answer.headers.get("content-type", "").startswith("text/html"):
        return "sandbox"
    return "trusted-types sw" if path.startswith(("/capture", "/offline")) else "'nonce-"


def is_what_it_says(kind: str, answer) -> bool:
    """Whether a body is of the kind it goes by, and text says in which letters."""
    if not answer.content:
        return True
    if kind.startswith("text/") and "charset=utf-8" not in kind:
        return False
    try:
        said = answer.json()
    except ValueError:
        said = None
    is_page = answer.text.lstrip().lower().startswith(("<!doctype html", "<div", "<section", "<form", "<p", "<li"))
    return bool(kind) and kind.startswith(("application/json", "application/manifest+json")) == isinstance(
        said, (dict, list)) and (not is_page or kind.startswith("text/html"))


def fit(path: str, answer) -> None:
    assert ALWAYS.items() <= dict(answer.headers).items(), path
    policy = answer.headers["content-security-policy"]
    assert policy_of(path, answer) in policy and "unsafe" not in policy, path
    kind, directives = answer.headers.get("content-type", ""), policy.split("; ")
    assert "default-src 'none'" in directives and (path == "/sw.js" or "frame-ancestors 'none'" in directives), path
    assert not kind.startswith("text/html") or {"object-src 'none'", "base-uri 'none'"} <= {*directives}, path
    assert is_what_it_says(kind, answer), (path, kind)
    assert not any(name.startswith("access-control-") for name in answer.headers), f"{path}: another site may read it"
    assert "camera=(self)" in answer.headers["permissions-policy"] and "server" not in answer.headers, path
    assert answer.headers["cache-control"] and "strict-transport-security" not in answer.headers, path


@pytest.mark.parametrize("actor", ["una is admin", "nobody"])
def test_every_answer_of_every_route_has_every_header(house, actor):  # noqa: F811
    """What is read is asked for as another site's page would: it is let read nothing of it."""
    for route in declared():
        path = route.split(" ")[1]
        answer = request(house, route, actor, origin="https://evil.example" if route.startswith("GET") else ORIGIN)
        fit(path, answer)
        if not path.startswith(SHELL):
            caching = answer.headers["cache-control"]
            assert "no-store" in caching or route == THUMB and "private" in caching, route


def test_answers_that_no_route_gives_have_them_too(house, monkeypatch, caplog):  # noqa: F811
    app, credentials, _ = house
    client = _client(app, credentials["una is admin"])
    client._transport.raise_server_exceptions = False
    for method, path, status in (("GET", "/nowhere", 404), ("GET", "/static/nothing.css", 404), ("PUT", "/login", 405),
                                 ("GET", "/login", 303), ("GET", "/journeys/", None), ("POST", "/devices", 422),
                                 ("GET", "/\ud800".encode("utf-8", "surrogatepass").hex(), 404)):
        answer = client.request(method, path)
        assert status in (None, answer.status_code), path
        fit(path, answer)

    def broken(*_):
        raise RuntimeError("on purpose")
    monkeypatch.setattr("app.exports.deed_routes.deeds.page_of", broken)
    answer = client.get("/deeds")
    assert answer.status_code == 500 and "Something broke on our side" in answer.text
    assert "on purpose" not in answer.text and "Traceback" not in answer.text
    (told,) = [line for line in caplog.records if line.name == "shoeleather"]
    assert told.getMessage() == "GET /deeds failed" and "on purpose" in str(told.exc_info[1]), "the console is told all"
    fit("/deeds", answer)


OURS = {"origin": ORIGIN}
HEADERS = [  # (header fields, what a browser's cookie may do with them)
    ({"sec-fetch-site": "same-origin"}, True),
    ({"sec-fetch-site": "none"}, True),
    ({"sec-fetch-site": "same-site"}, False),
    ({"sec-fetch-site": "cross-site"}, False),
    ({"sec-fetch-site": "nonsense"}, False),
    ({"sec-fetch-site": "cross-site", **OURS}, False),
    (OURS, True),
    ({"origin": "null"}, False),
    ({"origin": "http://evil.example"}, False),
    ({"origin": "http://shoe.test.evil.example"}, False),
    ({"origin": "https://shoe.test"}, False),
    ({}, False),
    ({"authorization": "Bearer sl_unknown"}, False),  # beside a cookie
    ({"x-http-method-override": "GET", "content-type": "text/plain", "referer": f"{ORIGIN}/"}, False),
]


@pytest.mark.parametrize(("fields", "passes"), HEADERS, ids=range(len(HEADERS)))
def test_only_our_own_pages_may_change_anything(house, fields, passes):  # noqa: F811
    unsafe = [route for route in declared() if not route.startswith(("GET", "HEAD"))]
    for route in unsafe if not passes else unsafe[::9]:
        answer = request(house, route, "una is admin", **fields)
        assert (answer.status_code == 403 and "cross_site" in answer.text) != passes, (route, answer.status_code)


def test_a_program_with_a_token_and_no_cookie_needs_no_page(house):  # noqa: F811
    app, credentials, _ = house
    client = _client(app, credentials["write token"])
    del client.headers["origin"]
    assert client.post("/api/v1/comments", json=[]).json()["error"]["code"] != "cross_site"
