"""How long a browser is signed in, and what ends it: B16. Next to it, where a sign-in may lead: B10."""

from datetime import timedelta
from urllib.parse import urljoin, urlsplit

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update
from sqlmodel import func, select

from app.accounts import commands
from app.accounts.models import BrowserSession, User
from app.kit import clock
from app.kit.web import safe_next
from app.main import build
from tests import world
from tests.conftest import ORIGIN

HTTPS = "https://walks.example"


@pytest.fixture
def ada_password(database, cast):
    with database.write() as session:
        commands.set_password(session, session.get(User, "u-ada"), world.PASSWORD)


def browser(app, origin: str = ORIGIN, **cookies) -> TestClient:
    return TestClient(app, base_url=origin, headers={"origin": origin, "accept": "text/html"}, cookies=cookies,
                      follow_redirects=False)


def sign_in(client, **more):
    return client.post("/login", data={"email": "ada@shoe.test", "password": world.PASSWORD, **more})


def is_in(client) -> bool:
    return client.get("/account").status_code == 200


def later(monkeypatch, **ahead) -> None:
    there = clock.now() + timedelta(**ahead)
    monkeypatch.setattr(clock, "now", lambda: there)


def test_a_cookie_fixed_before_signing_in_is_worth_nothing_after(app, ada_password):
    client = browser(app, sl="fixed-by-somebody-else")
    set_cookie = sign_in(client).headers["set-cookie"]
    assert "sl=fixed" not in set_cookie
    assert not is_in(browser(app, sl="fixed-by-somebody-else"))


def test_signing_in_again_ends_what_the_browser_held_before(app, as_, database, ada_password):
    zoe = as_("zoe")
    before = zoe.cookies["sl"]
    fresh = sign_in(zoe).cookies["sl"]
    assert fresh != before and not is_in(browser(app, sl=before)) and is_in(browser(app, sl=fresh))


def test_signing_out_ends_it_on_the_server_and_in_the_browser(app, as_):
    ada = as_("ada")
    secret = ada.cookies["sl"]
    gone = ada.post("/logout")
    assert 'sl=""' in gone.headers["set-cookie"] and "Max-Age=0" in gone.headers["set-cookie"]
    assert not is_in(browser(app, sl=secret))


def test_a_new_password_ends_the_other_sessions_and_renews_this_one(app, as_, database):
    here, there = as_("ada"), as_("ada")
    before = here.cookies["sl"]
    reply = here.post("/account/password", data={"password": world.PASSWORD})
    assert not is_in(there) and not is_in(browser(app, sl=before))
    assert is_in(browser(app, sl=reply.cookies["sl"]))


def test_a_new_role_ends_every_session_and_a_closed_account_too(as_, database):
    una, ada = as_("una"), as_("ada")
    una.post("/people/u-ada/role", data={"role": "walker"})
    assert is_in(ada), "the same role again is nothing new"
    una.post("/people/u-ada/role", data={"role": "manager"})
    assert not is_in(ada)
    zoe = as_("zoe")
    una.post("/people/u-zoe/closing")
    assert not is_in(zoe)
    una.post("/people/u-zoe/opening")
    assert not is_in(zoe), "what has ended stays ended"


@pytest.mark.parametrize(("who", "idle", "absolute"), [("ada", 14 * 24, 90 * 24), ("una", 12, 14 * 24)])
def test_an_unused_browser_ends_and_a_used_one_ends_too_some_day(as_, monkeypatch, database, who, idle, absolute):
    unused, used = as_(who), as_(who)
    step = idle - 2
    with monkeypatch.context() as days:
        for _ in range(0, absolute - step, step):
            later(days, hours=step)
            assert is_in(used)
        assert not is_in(unused), "nobody used it"
        later(days, hours=step)
        assert not is_in(used), "and the one in use ends in the end"
    if who == "ada":
        with database.read() as session:
            assert session.exec(select(func.count()).select_from(BrowserSession)).one() == 2


def test_sessions_stand_side_by_side_and_one_may_be_ended_from_another(app, as_):
    here, there = as_("ada"), as_("ada")
    held = here.get("/account").text
    assert held.count("this one") == 1 and held.count("/account/keys/") == 1
    address = held.split('action="/account/keys/')[1].split('"')[0]
    here.post(f"/account/keys/{address}")
    assert is_in(here) and not is_in(there)


@pytest.mark.parametrize("url", [HTTPS, "http://walks.lan"])
def test_the_cookie_is_for_this_site_alone(settings, cast, ada_password, url):
    app = build(settings.model_copy(update={"public_url": url}))
    reply = sign_in(browser(app, url))
    for cookie in reply.headers.get_list("set-cookie"):
        words = [part.strip().lower() for part in cookie.split(";")]
        assert "httponly" in words and "samesite=lax" in words and "path=/" in words
        assert not any(part.startswith("domain") for part in words)
        assert words[0].startswith("__host-sl") == ("secure" in words) == (url == HTTPS)
    app.state.database.dispose()


def test_a_cookie_tossed_by_a_neighbour_counts_for_nothing_on_https(settings, cast, database):
    app = build(settings.model_copy(update={"public_url": HTTPS}))
    with database.write() as session:
        secret = world.credentials(session, cast["ada"], None)[1]["sl"]
    assert not is_in(browser(app, HTTPS, sl=secret)), "without the prefix anybody beside us could have set it"
    assert is_in(browser(app, HTTPS, **{"__Host-sl": secret}))
    app.state.database.dispose()


def test_a_session_made_before_0020_goes_on_to_its_old_end(as_, database):
    ada = as_("ada")
    with database.write() as session:
        session.execute(update(BrowserSession).values(ends_at=None, proved_at=None,
                                                      seen_at=clock.now() - timedelta(hours=2)))
    assert is_in(ada) and is_in(ada)
    assert ada.post("/account/tokens", data={"scope": "read"}).status_code == 403, "but it was never proved"


PAYLOADS = ("//e", "//e/", "///e", "////e", "/\\e", "\\/e", "\\\\e", "/\\/e", "//e@shoe.test", "https:e", "https:/e",
            "https://e", "http://e", "HTTP://E", "//shoe.test@e", "//e:80", "/\t/e", "/\n/e", "/\r/e",
            "/\r\nLocation: //e", "\t//e", " //e", "\u00a0//e", "\x00//e", "/\x00/e", "/ /e", "/\x7f\\e",
            "javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd", "e",
            "e.test", "..//e",
            ".//e", "?x=//e", "#//e", "@e", "", "\\e", "ftp://e", "://e", "//\u3002e", "/\x0b/e", "mailto:e")
LOCAL = ("/%5ce", "/%09/e", "/;@e", "/%2f%2fe", "/%0d%0aLocation:%20e", "/a?next=//e", "/a//e", "/.//e", "/\u2028/e")


@pytest.mark.parametrize("address", PAYLOADS + LOCAL)
def test_no_sign_in_leads_elsewhere(address):
    there = safe_next(address)
    assert there == ("/" if address in PAYLOADS else address)
    to = urlsplit(urljoin("http://shoe.test/login", there.replace("\t", "").replace("\n", "").replace("\r", "")))
    assert to.netloc == "shoe.test" and to.scheme == "http"


def test_every_door_that_goes_on_asks_the_same_rule(app, as_, ada_password):
    """next= of the sign-in page, its form, the question who sits there, a passkey's form and company sign-on."""
    ada = as_("ada")
    ada.headers["accept"] = "text/html"
    for address in ("//e", "/\\e", "https://e", "/\r\nx", "javascript:x"):
        assert ada.get("/login", params={"next": address}).headers["location"] == "/"
        assert ada.get("/proof", params={"next": address}).headers["location"] == "/"
        assert ada.post("/proof", params={"next": address}).headers["location"] == "/"
        assert 'name="next" value="/"' in browser(app).get("/login", params={"next": address}).text
        assert 'name="next" value="/"' in browser(app).post("/login", data={
            "email": "x", "password": "y", "next": address}).text
        assert 'name="next" value="/"' in browser(app).post("/login/passkey", data={"next": address}).text
    assert sign_in(browser(app), next="//e").headers["location"] == "/"
    for path in ("//e.test/%2e%2e", "/journeys/", "//e.test/people"):
        there = browser(app).get(path, headers={"accept": "text/html"}).headers.get("location", "/")
        assert there.startswith(("/", ORIGIN + "/")) and not there.startswith("//")
