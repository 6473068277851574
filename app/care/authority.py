"""A certificate authority of this machine's own, which can vouch for nothing but the local network.

For trying things out on phones nearby. Its name constraints hold even if its key is stolen: a phone that trusts
it will not believe it about any public name or address.
"""

import ipaddress
import os
import socket
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from app.kit import clock

NAMES = ("lan", "local", "localhost")
NETWORKS = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8",
            "fc00::/7", "fe80::/10", "::1/128")
LEAF_DAYS = 396
RENEW_DAYS = 30
AUTHORITY_DAYS = 3650


def lan_address() -> str:
    """This machine's address on its network; 127.0.0.1 when it has none. Sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return probe.getsockname()[0]
        except OSError:
            return "127.0.0.1"


def local_names(address: str) -> list[str]:
    """What this server may be called nearby: its address, <host>.local, <host>.lan, localhost."""
    host = "".join(letter for letter in socket.gethostname().split(".")[0].lower() if letter.isalnum() or letter == "-")
    named = [f"{host.strip('-')}.{name}" for name in ("local", "lan")] if host.strip("-") else []
    return [address, *named, "localhost", "127.0.0.1"]


def certificate_for(folder: Path, names: list[str]) -> tuple[Path, Path, Path]:
    """(certificate, its key, the authority's certificate), made or renewed where needed. Keys are 0600.

    names: addresses and host names of the local network. Raises ValueError for any other.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    authority, leaf = ([folder / f"{who}.{part}" for part in ("pem", "key")] for who in ("authority", "server"))
    if not all(path.exists() for path in authority):
        _keep(*authority, *_authority())
    if not _still_fits(*leaf, authority[0], names):
        _keep(*leaf, *_leaf(_certificate(authority[0]), _key(authority[1]), names))
    return leaf[0], leaf[1], authority[0]


def _keep(certificate: Path, key: Path, made: x509.Certificate, secret: ec.EllipticCurvePrivateKey) -> None:
    pem = secret.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                               serialization.NoEncryption())
    for path, content in ((key, pem), (certificate, made.public_bytes(serialization.Encoding.PEM))):
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(content)


def _certificate(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def _key(path: Path) -> ec.EllipticCurvePrivateKey:
    return serialization.load_pem_private_key(path.read_bytes(), None)


def _still_fits(leaf: Path, key: Path, authority: Path, names: Iterable[str]) -> bool:
    if not (leaf.exists() and key.exists()):
        return False
    made = _certificate(leaf)
    named = made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    lasts = made.not_valid_after_utc - clock.now() > timedelta(days=RENEW_DAYS)
    return lasts and set(named) == set(_called(names)) and made.issuer == _certificate(authority).subject


def _called(names: Iterable[str]) -> list[x509.GeneralName]:
    called = []
    for name in names:
        try:
            called.append(x509.IPAddress(ipaddress.ip_address(name)))
        except ValueError:
            called.append(x509.DNSName(name))
    outside = [str(name.value) for name in called if not _is_local(name)]
    if outside:
        raise ValueError(f"not of the local network: {', '.join(outside)}")
    return list(dict.fromkeys(called))


def _is_local(name: x509.GeneralName) -> bool:
    if isinstance(name, x509.IPAddress):
        return any(name.value in ipaddress.ip_network(network) for network in NETWORKS)
    return name.value.split(".")[-1] in NAMES


def _builder(subject: x509.Name, issuer: x509.Name, public, days: int) -> x509.CertificateBuilder:
    now = clock.now()
    return (x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(public)
            .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(hours=1))
            .not_valid_after(now - timedelta(hours=1) + timedelta(days=days)))


def _usage(**on: bool) -> x509.KeyUsage:
    off = dict.fromkeys(("digital_signature", "content_commitment", "key_encipherment", "data_encipherment",
                         "key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"), False)
    return x509.KeyUsage(**(off | on))


def _authority() -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    # The serial tail keeps two machines' authorities apart in a phone's list.
    tail = x509.random_serial_number() % 0xFFFF
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Shoeleather, local network only {tail:04X}")])
    permitted = [*(x509.DNSName(host) for host in NAMES),
                 *(x509.IPAddress(ipaddress.ip_network(network)) for network in NETWORKS)]
    made = (_builder(name, name, key.public_key(), AUTHORITY_DAYS)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(x509.NameConstraints(permitted, None), critical=True)
            .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .sign(key, hashes.SHA256()))
    return made, key


def _leaf(authority: x509.Certificate, signer: ec.EllipticCurvePrivateKey,
          names: Iterable[str]) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key, called = ec.generate_private_key(ec.SECP256R1()), _called(names)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Shoeleather")])
    made = (_builder(subject, authority.subject, key.public_key(), LEAF_DAYS)
            .add_extension(x509.SubjectAlternativeName(called), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(digital_signature=True), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
            .sign(signer, hashes.SHA256()))
    return made, key
