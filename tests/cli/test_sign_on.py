"""doctor looks at company sign-on: silent where there is none, and each thing that would keep people out is named."""

from app.care.sign_on import looked_at
from app.settings import Settings
from tests.accounts.fake_provider import SETTINGS, FakeProvider


def told(**more) -> list[tuple[str, str]]:
    knobs = {name: more.pop(name) for name in ("announced", "published", "down") if name in more}
    settings = Settings(_env_file=None, **{**SETTINGS, "public_url": "https://walks.test", **more})
    fake = FakeProvider(settings)
    vars(fake).update(knobs)
    return [(one.level, one.sentence) for one in looked_at(settings, fake)]


def test_nothing_is_said_where_none_is_set_up():
    assert told(oidc_issuer="", oidc_client_id="") == []


def test_a_sound_provider_is_called_sound_with_the_address_to_register():
    [(level, sentence)] = told()
    assert level == "ok" and "https://walks.test/sso/callback" in sentence


def test_each_fault_is_named():
    for more, level, words in (({"public_url": ""}, "bad", "PUBLIC_URL is not set"),
                               ({"oidc_client_id": ""}, "bad", "OIDC_CLIENT_ID is not set"),
                               ({"down": "idp.test did not answer in time."}, "bad", "did not answer in time"),
                               ({"announced": {"issuer": "https://idp.test/"}}, "bad", "to the last letter"),
                               ({"announced": {"jwks_uri": "http://idp.test/"}}, "bad", "jwks_uri"),
                               ({"published": []}, "bad", "publishes no key"),
                               ({"announced": {"code_challenge_methods_supported": ["plain"]}}, "bad", "PKCE"),
                               ({"oidc_client_secret": ""}, "warn", "OIDC_CLIENT_SECRET is empty")):
        assert any(one == level and words in sentence for one, sentence in told(**more)), (more, told(**more))
