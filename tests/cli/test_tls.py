"""TLS as this server speaks it: clients of today are taken with the best there is, those of yesterday are not."""

import ssl
import warnings

import pytest
import uvicorn
from fastapi import FastAPI

from app.care import authority
from app.cli import serving
from app.kit.fetch import Outbound
from app.settings import Settings
from tests.cli.test_authority import NAMES, shake

ANYTHING = "ALL:eNULL:@SECLEVEL=0"


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return authority.certificate_for(tmp_path_factory.mktemp("tls"), NAMES)


@pytest.fixture(scope="module")
def ours(files) -> ssl.SSLContext:
    """The context that `serve --certificate` would listen with."""
    told = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(uvicorn, "run", lambda **how: told.update(how))
        patch.setattr(serving, "build", lambda settings: FastAPI())
        patch.setattr(serving, "made_ready", lambda built: None)
        serving.listen(Settings(data_dir=files[0].parent, _env_file=None), "127.0.0.1", 0, str(files[0]), str(files[1]))
    config = uvicorn.Config(**told)
    config.load()
    return config.ssl


def client(files, least, most, ciphers=ANYTHING) -> ssl.SSLContext:
    made = ssl.create_default_context(cafile=str(files[2]))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        made.set_ciphers(ciphers)
        made.minimum_version, made.maximum_version = least, most
    return made


def loose(files) -> ssl.SSLContext:
    """A server that takes everything: what is refused by ours is refused by ours alone."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(files[0], files[1])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        made.set_ciphers(ANYTHING)
        made.minimum_version = ssl.TLSVersion.TLSv1
    return made


@pytest.mark.parametrize("old", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
def test_an_old_tls_is_refused(files, ours, old):
    shake(loose(files), client(files, old, old), "localhost")
    with pytest.raises(ssl.SSLError):
        shake(ours, client(files, old, old), "localhost")


def test_13_is_preferred_and_12_is_taken(files, ours):
    for most, spoken in ((ssl.TLSVersion.TLSv1_3, "TLSv1.3"), (ssl.TLSVersion.TLSv1_2, "TLSv1.2")):
        assert shake(ours, client(files, ssl.TLSVersion.TLSv1_2, most), "localhost") == spoken


@pytest.mark.parametrize("weak", ["ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA384", "ECDHE-ECDSA-AES128-CCM8",
                                  "ECDHE-ECDSA-NULL-SHA", "ECDHE-ECDSA-CAMELLIA128-SHA256"])
def test_a_cipher_that_is_not_recommended_is_refused(files, ours, weak):
    two = ssl.TLSVersion.TLSv1_2
    asking = client(files, two, two, f"{weak}:@SECLEVEL=0")
    shake(loose(files), asking, "localhost")
    with pytest.raises(ssl.SSLError):
        shake(ours, asking, "localhost")


def test_only_ciphers_with_forward_secrecy_and_a_seal_are_offered(ours):
    for one in ours.get_ciphers():
        assert one["aead"] and (one["protocol"] == "TLSv1.3" or one["name"].startswith("ECDHE-")), one["name"]
    assert ours.get_ciphers()[0]["protocol"] == "TLSv1.3" and ours.get_ciphers()[0]["strength_bits"] == 256


def test_what_goes_out_takes_no_old_tls_either(settings_of_nothing):
    assert Outbound(settings_of_nothing)._believed().minimum_version >= ssl.TLSVersion.TLSv1_2


@pytest.fixture
def settings_of_nothing(tmp_path):
    return Settings(data_dir=tmp_path, _env_file=None)
