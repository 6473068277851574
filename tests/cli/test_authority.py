"""The local network's own certificates: believed about this server nearby, and about nothing else."""

import ipaddress
import ssl
import stat
import threading
import urllib.request
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from app.care import authority, trust_page
from app.kit import clock

NAMES = ["192.168.7.9", "tower.local", "tower.lan", "localhost", "127.0.0.1"]


def shake(server: ssl.SSLContext, client: ssl.SSLContext, name: str) -> str:
    """The version a TLS handshake in memory agrees on; raises what a browser would complain of."""
    ins = [ssl.MemoryBIO() for _ in range(2)]
    ours = server.wrap_bio(ins[0], ins[1], server_side=True)
    theirs = client.wrap_bio(ins[1], ins[0], server_hostname=name)
    for _ in range(6):
        for side in (theirs, ours):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
    return theirs.version()


def contexts(certificate, key, trusted):
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate, key)
    return server, ssl.create_default_context(cafile=str(trusted))


@pytest.mark.parametrize("name", NAMES)
def test_a_phone_that_trusts_the_authority_believes_this_server(tmp_path, name):
    shake(*contexts(*authority.certificate_for(tmp_path / "tls", NAMES)), name)


def test_a_stolen_authority_cannot_vouch_for_a_public_name(tmp_path, monkeypatch):
    folder = tmp_path / "tls"
    authority.certificate_for(folder, NAMES)
    monkeypatch.setattr(authority, "_is_local", lambda name: True)
    for name in ("bank.example", "93.184.216.34"):
        forged = authority.certificate_for(folder, [name])
        with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree"):
            shake(*contexts(*forged), name)


def test_it_makes_no_certificate_for_a_name_outside(tmp_path):
    with pytest.raises(ValueError, match="bank.example"):
        authority.certificate_for(tmp_path / "tls", ["bank.example"])


def test_keys_are_the_owners_alone_and_the_leaf_lasts_no_longer_than_396_days(tmp_path):
    certificate, key, _ = authority.certificate_for(tmp_path / "tls", NAMES)
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in (tmp_path / "tls").iterdir())
    made = x509.load_pem_x509_certificate(certificate.read_bytes())
    assert made.not_valid_after_utc - made.not_valid_before_utc <= timedelta(days=396)


def test_every_key_of_ours_gives_128_bits(tmp_path):
    """An elliptic curve of 256 bits does; RSA would need 3072."""
    made = authority.certificate_for(tmp_path / "tls", NAMES)
    for path in (made[0], made[2]):
        key = x509.load_pem_x509_certificate(path.read_bytes()).public_key()
        assert isinstance(key, ec.EllipticCurvePublicKey) and key.curve.key_size >= 256


def test_starting_again_keeps_the_certificate_until_it_is_old_or_the_address_changes(tmp_path, monkeypatch):
    folder = tmp_path / "tls"
    certificate, _, trusted = authority.certificate_for(folder, NAMES)
    first, root = certificate.read_bytes(), trusted.read_bytes()
    authority.certificate_for(folder, NAMES)
    assert certificate.read_bytes() == first
    authority.certificate_for(folder, ["10.1.2.3", "localhost"])
    second = certificate.read_bytes()
    assert second != first
    later = clock.now() + timedelta(days=380)
    monkeypatch.setattr(clock, "now", lambda: later)
    authority.certificate_for(folder, ["10.1.2.3", "localhost"])
    assert certificate.read_bytes() != second and trusted.read_bytes() == root


def test_the_plain_page_hands_out_the_certificate_and_says_what_to_tap(tmp_path):
    _, _, trusted = authority.certificate_for(tmp_path / "tls", NAMES)
    door = trust_page.open_door("127.0.0.1", 0, trust_page.pages(trusted, "https://192.168.7.9:8000"))
    here = f"http://127.0.0.1:{door.server_address[1]}"
    try:
        with urllib.request.urlopen(f"{here}/") as page:
            words = page.read().decode()
            assert page.headers["content-security-policy"].startswith("default-src 'none'")
        assert "On an iPhone" in words and "On Android" in words and "https://192.168.7.9:8000" in words
        with urllib.request.urlopen(f"{here}/shoeleather-authority.crt") as file:
            assert file.headers["content-type"] == "application/x-x509-ca-cert"
            handed = x509.load_der_x509_certificate(file.read())
        assert handed == x509.load_pem_x509_certificate(trusted.read_bytes())
        assert b"PRIVATE" not in handed.public_bytes(serialization.Encoding.PEM)
        for path in ("/authority.key", "/../tls/authority.key", "/up"):
            with pytest.raises(urllib.error.HTTPError, match="404"):
                urllib.request.urlopen(here + path)
    finally:
        threading.Thread(target=door.shutdown).start()
        door.server_close()


def test_the_address_of_this_machine_is_an_address():
    assert ipaddress.ip_address(authority.lan_address())
