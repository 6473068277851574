"""Company sign-on that must not work: 24 ways to lie about who somebody is, and a provider that is no help.

reliability.md B18. One kind of database: nothing here is about rows.
"""

import hashlib
import hmac
import shutil
import threading

import pytest
from sqlmodel import select

from app.accounts import commands, provider
from app.accounts.models import SignOn, User
from app.kit import clock
from app.kit.errors import Refusal
from app.kit.fetch import Outbound
from tests import world
from tests.accounts.fake_provider import CLIENT, ISSUER, SETTINGS, key, offered_by, part
from tests.accounts.sso_steps import connected, door, people, refused, signed_on
from tests.kit.peer import Peer


@pytest.fixture
def database_url(sqlite_template, tmp_path) -> str:
    shutil.copy(sqlite_template, tmp_path / "shoe.db")
    return f"sqlite:///{tmp_path / 'shoe.db'}"


# 1–6: the answer does not belong to this browser's question, or comes twice
def test_state_must_be_that_of_this_browser(client, idp):
    back = idp.browse(door(client))
    for wrong in (back.replace("state=", "state=x"), back.split("&state=")[0], "/sso/callback?error=access_denied",
                  "/sso/callback"):
        refused(client, client.get(wrong), "begin again")
    assert idp.calls == ["/.well-known/openid-configuration"], "nobody was asked about it"
    assert client.get(back).status_code == 303, "and the right one still works"


def test_an_answer_in_another_browser_is_refused(client, as_, idp):
    back = idp.browse(door(client))
    client.cookies.clear()
    refused(client, client.get(back))


def test_an_answer_works_once(client, idp):
    back = idp.browse(door(client))
    assert client.get(back).status_code == 303
    client.cookies.delete("sl")
    refused(client, client.get(back), "used already")


def test_an_answer_after_ten_minutes_is_refused(client, idp, database):
    back = idp.browse(door(client))
    with database.write() as session:
        session.exec(select(SignOn)).one().expires_at = clock.now()
    refused(client, client.get(back), "ten minutes")


def test_a_code_of_another_sign_on_is_refused(client, idp):
    """Nonce and PKCE bind the code to this browser's own question."""
    for swapped in ("nonce", "code_challenge"):
        back = idp.browse(door(client))
        idp.codes["code-0"][swapped] = "x" * 43
        refused(client, client.get(back), "Begin again")


def test_a_code_used_by_somebody_else_before_is_refused(client, idp):
    back = idp.browse(door(client))
    idp.codes.clear()
    refused(client, client.get(back), "invalid_grant")


# 7–17: the token is not what it should be
def unfit(now: int) -> dict[str, dict]:
    return {
        "nonce missing": {"nonce": None}, "issuer other": {"iss": "https://evil.test"},
        "issuer slash": {"iss": f"{ISSUER}/"}, "issuer list": {"iss": [ISSUER]}, "audience other": {"aud": "somebody"},
        "audience missing": {"aud": None}, "audience several, no azp": {"aud": [CLIENT, "other"]},
        "azp other": {"azp": "other"}, "audiences and azp other": {"aud": [CLIENT, "other"], "azp": "other"},
        "over": {"exp": now - 130}, "no end": {"exp": None}, "end is text": {"exp": str(now + 300)},
        "end is true": {"exp": True}, "made later": {"iat": now + 300}, "made long ago": {"iat": now - 3600},
        "not made": {"iat": None}, "not yet": {"nbf": now + 300}, "no subject": {"sub": None},
        "empty subject": {"sub": " "}, "subject number": {"sub": 7},
    }


def test_a_token_that_does_not_fit_is_refused(client, idp):
    for what in unfit(0):
        idp.claims = unfit(int(clock.now().timestamp()))[what]
        reply = signed_on(client, idp)
        assert reply.status_code == 422, what
        refused(client, reply, "does not fit")


def test_clocks_may_be_two_minutes_apart(client, idp):
    now = int(clock.now().timestamp())
    idp.claims = {"iat": now + 90, "exp": now - 60, "nbf": now + 90}
    assert signed_on(client, idp).status_code == 303


def test_several_audiences_with_our_azp_are_fine(client, idp):
    idp.claims = {"aud": [CLIENT, "other"], "azp": CLIENT}
    assert signed_on(client, idp).status_code == 303


def test_the_right_state_but_a_token_for_another_question(client, idp):
    theirs = idp.browse(door(client))
    stolen = idp.codes["code-0"]["nonce"]
    client.cookies.clear()
    back = idp.browse(door(client))
    idp.claims = {"nonce": stolen}
    refused(client, client.get(back), "does not fit")
    assert theirs


def _none(claims):
    return f"{part({'alg': 'none', 'typ': 'JWT'})}.{part(claims)}."


def _public_as_secret(claims):
    """The old trick: HS256 with the public key's own bytes for a secret."""
    body = f"{part({'alg': 'HS256', 'kid': 'one'})}.{part(claims)}"
    made = hmac.new(key("one").as_pem(private=False), body.encode(), hashlib.sha256).digest()
    return f"{body}.{provider.base64.urlsafe_b64encode(made).decode().rstrip('=')}"


def _unsigned(claims):
    return f"{part({'alg': 'RS256', 'kid': 'one'})}.{part(claims)}.AAAA"


def _own_key_inside(claims):
    return provider.jwt.encode({"alg": "RS256", "kid": "one", "jwk": key("evil").as_dict(private=False)}, claims,
                               key("evil"), algorithms=["RS256"])


def _own_key_elsewhere(claims):
    """Where to fetch the keys from, told by the token itself."""
    header = {"alg": "RS256", "kid": "one", "jku": f"{ISSUER}/evil", "x5u": f"{ISSUER}/evil"}
    return provider.jwt.encode(header, claims, key("evil"), algorithms=["RS256"])


def test_a_forged_token_is_refused(client, idp):
    for idp.forge in (_none, _public_as_secret, _unsigned, _own_key_inside, _own_key_elsewhere, lambda _: "x",
                      lambda _: "a.b.c", lambda _: "", part):
        refused(client, signed_on(client, idp), "does not fit")
    assert "/evil" not in idp.calls


def test_a_token_of_another_kind_is_refused(client, idp):
    for kind in ("at+jwt", "application/at+jwt", "logout+jwt", "secevent+jwt", ""):
        idp.header = {"typ": kind}
        refused(client, signed_on(client, idp), "does not fit")
    idp.header = {"typ": "jwt"}
    assert signed_on(client, idp).status_code == 303


def test_a_key_under_another_keys_id_is_refused(client, idp):
    idp.signing, idp.header = key("evil"), {"kid": "one"}
    refused(client, signed_on(client, idp))


def test_an_unknown_key_id_is_refused_and_does_not_hammer_the_provider(client, idp):
    idp.signing = key("evil")
    for _ in range(4):
        refused(client, signed_on(client, idp))
    assert idp.calls.count("/keys") <= 2


@pytest.mark.filterwarnings("ignore:EdDSA is deprecated")
def test_the_other_kinds_of_signature_are_taken(client, idp):
    idp.published = [key("one"), key("two", "EC"), key("three", "OKP")]
    for idp.alg, idp.signing in (("ES256", key("two", "EC")), ("EdDSA", key("three", "OKP")),
                                 ("Ed25519", key("three", "OKP"))):
        assert signed_on(client, idp).status_code == 303


def test_keys_may_change(client, idp, app):
    ticks = [0.0]
    app.state.provider.ticks = lambda: ticks[0]
    assert signed_on(client, idp).status_code == 303
    idp.signing, idp.published = key("two"), [key("two")]
    ticks[0] += provider.KEYS_AGAIN + 1
    assert signed_on(client, idp).status_code == 303
    idp.header = {"kid": None}
    assert signed_on(client, idp).status_code == 303, "one key, so it needs no name"


# 18–21: e-mail says nothing
def test_an_e_mail_finds_nobody(client, app, idp, database):
    """Mo has an account under this e-mail; the provider's Mo is not thereby Mo, not even where anybody may join."""
    for newcomers, words in (("invited", "no account here is connected"), ("anyone", "")):
        idp = offered_by(app, oidc_newcomers=newcomers)
        idp.sub = "sub-evil"
        for verified in (True, False, None):
            idp.claims = {"email": "MO@shoe.test", "email_verified": verified}
            idp.userinfo = {"sub": "sub-evil", **idp.claims}
            refused(client, signed_on(client, idp), words)
            assert people(database) == len(world.CAST)


def test_the_same_subject_of_another_issuer_is_somebody_else(client, app, cast, database):
    idp = offered_by(app)
    with database.write() as session:
        connected(session, "u-ada", "sub-ada", "https://former.test")
    refused(client, signed_on(client, idp), "no account here is connected")


def test_a_new_e_mail_changes_nothing(client, idp, database):
    idp.claims = {"email": "una@shoe.test"}
    assert signed_on(client, idp).status_code == 303
    with database.read() as session:
        assert session.get(User, "u-ada").email == "ada@shoe.test"


# 22: mix-up
def test_an_answer_that_names_another_issuer_is_refused(client, idp):
    refused(client, signed_on(client, idp, iss="https://evil.test"), "does not come from Contoso")
    assert signed_on(client, idp, iss=ISSUER).status_code == 303


def test_a_provider_that_says_it_names_itself_must(client, idp):
    idp.announced = {"authorization_response_iss_parameter_supported": True}
    refused(client, signed_on(client, idp), "does not come from Contoso")


# 23: where it leads on to
def test_next_stays_here(client, idp):
    for next in ("//evil.test", "/\\evil.test", "https://evil.test", "javascript:alert(1)", "/a\r\nb", "/\tx", "evil",
                 "https:evil.test", "///evil.test", "/ /evil.test"):
        there = client.get("/sso/start", params={"next": next}).headers["location"]
        assert client.get(idp.browse(there)).headers["location"] == "/capture"


# 24: it does not answer
def test_a_provider_that_is_down_leaves_the_password(client, idp, database, caplog):
    idp.down = "idp.test shows a certificate that is not believed."
    refused(client, client.get("/sso/start"), "could not be asked just now")
    assert "the provider could not be asked: idp.test shows a certificate" in caplog.text, "the console is told why"
    assert "idp.test" not in client.get("/sso/start").text
    with database.write() as session:
        commands.set_password(session, session.get(User, "u-ada"), world.PASSWORD)
    assert "Sign in with Contoso" in client.get("/login").text
    assert client.post("/login", data={"email": "ada@shoe.test", "password": world.PASSWORD}).status_code == 303


def test_a_provider_set_up_wrongly_is_told_in_words(client, idp):
    for idp.announced in ({"issuer": f"{ISSUER}/"}, {"issuer": None}, {"token_endpoint": "http://idp.test/t"},
                          {"jwks_uri": None}, {"authorization_endpoint": "javascript:alert(1)"},
                          {"authorization_endpoint": "http://idp.test"}):
        refused(client, client.get("/sso/start"), "is not set up right")


def test_a_provider_that_breaks_off_in_the_middle_is_told_in_words(client, idp):
    """Huge and slow replies end as the same refusal: tests/kit/test_fetch.py."""
    asked = idp.ask
    for broken in ("/keys", "/token"):
        def breaking(method, url, *rest, broken=broken):
            if url.endswith(broken):
                raise Refusal("outbound_failed", 502, "idp.test answered with more than 64 KiB.")
            return asked(method, url, *rest)
        idp.ask = asked
        back, idp.ask = idp.browse(door(client)), breaking
        refused(client, client.get(back), "could not be asked")


def test_somebody_who_says_no_there_is_not_in(client, idp):
    back = idp.browse(door(client), error="access_denied").replace("code=", "x=")
    refused(client, client.get(back), "did not let you in")


def test_userinfo_must_speak_of_the_same_person(client, idp):
    idp.claims = {"email": None}
    idp.userinfo = {"sub": "sub-mo", "email": "mo@contoso.test"}
    refused(client, signed_on(client, idp), "does not fit")
    idp.userinfo = {"sub": "sub-ada", "email": "ada@contoso.test"}
    assert signed_on(client, idp).status_code == 303


def test_replies_without_end_and_in_drops_end_in_the_same_words(client, app, cast):
    """Over a real connection, through the one way out."""
    slow = threading.Event()

    def endless(line):
        line.sendall(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 70_000)

    def silent(line):
        slow.wait(5)
    for answer in (endless, silent):
        with Peer(answer) as peer:
            settings = app.state.settings.model_copy(update={
                **SETTINGS, "oidc_issuer": f"http://127.0.0.1:{peer.port}", "outbound_http_hosts": "127.0.0.1",
                "outbound_private_hosts": "127.0.0.1"})
            app.state.settings = settings
            app.state.provider = provider.Provider(settings, Outbound(settings, in_all=0.3))
            refused(client, client.get("/sso/start"), "could not be asked just now")
            slow.set()
