"""doctor looks at company sign-on: silent where there is none, and each thing that would keep people out is named."""

import pytest
from joserfc import jwk
from joserfc.errors import SecurityWarning

from app.care.sign_on import looked_at
from app.settings import Settings
from tests.accounts.fake_provider import SETTINGS, FakeProvider, key


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


def test_keys_of_less_than_128_bits_are_told_of_and_too_short_ones_are_none():
    long = jwk.RSAKey.generate_key(3072, {"kid": "long"}, private=True)
    for published, words in (([key("one")], "RSA of 2048 bits"), ([key("one"), long], "RSA of 2048 bits")):
        assert words in told(published=published)[0][1]
    for published in ([long], [key("two", "EC")], [key("three", "OKP")]):
        [(level, sentence)] = told(published=published)
        assert level == "ok" and "RSA of" not in sentence
    with pytest.warns(SecurityWarning):
        short = jwk.RSAKey.generate_key(1024, {"kid": "short"}, private=True)
    [(level, sentence)] = told(published=[short])
    assert level == "bad" and "publishes no key" in sentence and "RSA of 1024 bits" in sentence
    assert "or set RSA_BITS" not in sentence, "nothing helps that one"
    [(level, sentence)] = told(rsa_bits=3072)
    assert level == "bad" and "RSA of 2048 bits" in sentence and "or set RSA_BITS=2048" in sentence
    assert told(rsa_bits=3072, published=[key("one"), long])[0][0] == "ok"
