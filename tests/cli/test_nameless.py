"""PostgreSQL without any password: by a certificate over TLS, and by the service's own Unix account on the socket."""

import datetime
import getpass
import os
import pwd

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy import make_url, text
from sqlalchemy.exc import OperationalError

from app.care import backup, doctor
from app.kit.db import Database
from app.migrating import migrate
from app.settings import Settings
from tests.postgres import Cluster

pytestmark = pytest.mark.postgres
ROLE = "shoeleather"
# Nobody comes in by trust, and there is no password to come in by.
DOORS = f"local all {ROLE} peer map=us\nhostssl all {ROLE} 127.0.0.1/32 cert\n"


def certificate(name: str, folder, signed=None):
    """name.pem and name.key in a folder, signed by another of these or by itself; (certificate, key)."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.datetime.now(datetime.UTC)
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    by, signer = (signed[0].subject, signed[1]) if signed else (called, key)
    made = (x509.CertificateBuilder().subject_name(called).issuer_name(by).public_key(key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=signed is None, path_length=None), critical=True)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
            .sign(signer, hashes.SHA256()))
    (folder / f"{name}.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    kept = folder / f"{name}.key"
    kept.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                       serialization.NoEncryption()))
    kept.chmod(0o600)
    return made, key


@pytest.fixture(scope="module")
def closed(tmp_path_factory):
    """(cluster, folder of certificates): a cluster that takes a certificate or our own account, and nothing else."""
    running, folder = Cluster(), tmp_path_factory.mktemp("pki")
    running.let_in(ROLE, "--no-superuser", "--no-createdb", "--no-createrole")
    ours, data = certificate("authority", folder), running.root / "data"
    for name, signed in ((ROLE, ours), ("somebody", ours), ("localhost", ours)):
        certificate(name, folder, signed)
    strangers = folder / "strangers"
    strangers.mkdir()
    certificate(ROLE, strangers, certificate("authority", strangers))
    for name in ("authority.pem", "localhost.pem", "localhost.key"):
        kept = data / name
        kept.write_bytes((folder / name).read_bytes())
        kept.chmod(0o600)
        if running.owner:
            os.chown(kept, pwd.getpwnam(running.owner).pw_uid, -1)
    running.create(ROLE, owner=ROLE)
    with (data / "postgresql.conf").open("a") as told:
        told.write("ssl = on\nssl_ca_file = 'authority.pem'\nssl_cert_file = 'localhost.pem'\n"
                   "ssl_key_file = 'localhost.key'\n")
    (data / "pg_ident.conf").write_text(f"us {getpass.getuser()} {ROLE}\n")
    (data / "pg_hba.conf").write_text(DOORS)
    running.root.chmod(0o755)  # the socket, for whoever runs these tests
    running._run("pg_ctl", "-D", str(data), "-w", "-l", str(running.root / "log"), "-o",
                 f"-p {running.port} -c listen_addresses=127.0.0.1 -c fsync=off "
                 f"-c unix_socket_directories={running.root}", "restart")
    yield running, folder
    running.stop()


def by_certificate(closed, held="", name: str = ROLE) -> str:
    cluster, folder = closed
    mine = folder / held
    return (f"postgresql+psycopg://{ROLE}@localhost:{cluster.port}/{ROLE}?sslmode=verify-full&hostaddr=127.0.0.1"
            f"&sslrootcert={folder}/authority.pem&sslcert={mine}/{name}.pem&sslkey={mine}/{name}.key")


def by_account(closed, role: str = ROLE) -> str:
    cluster, _ = closed
    return f"postgresql+psycopg://{role}@/{ROLE}?host={cluster.root}&port={cluster.port}"


def looked_in(url: str) -> str:
    """Who we are there."""
    database = Database(url)
    try:
        with database.read() as session:
            return session.execute(text("SELECT current_user")).scalar_one()
    finally:
        database.dispose()


@pytest.mark.parametrize("way", [by_certificate, by_account])
def test_the_database_knows_us_without_a_password(closed, tmp_path, way):
    """psycopg and libpq's own programs alike, so that it can be backed up too."""
    tmp_path.chmod(0o700)
    url = way(closed)
    assert make_url(url).password is None and looked_in(url) == ROLE
    database, settings = Database(url), Settings(database_url=url, data_dir=tmp_path, _env_file=None)
    migrate(database)
    database.dispose()
    kept = tmp_path / "kept.tar"
    assert backup.backup(settings, kept, lambda *_: None)["bytes"] == kept.stat().st_size > 1000


@pytest.mark.parametrize("url", [
    lambda closed: by_certificate(closed, name="somebody"), lambda closed: by_certificate(closed, held="strangers"),
    lambda closed: by_certificate(closed).split("&sslcert=")[0], lambda closed: by_account(closed, "sl"),
    lambda closed: by_account(closed).replace(f"//{ROLE}@", f"//{ROLE}:guessed@").replace(
        f"?host={closed[0].root}&", "?host=127.0.0.1&")],
    ids=["another's certificate", "of another authority", "no certificate", "another's account", "a password"])
def test_and_nobody_else(closed, url):
    with pytest.raises(OperationalError):
        looked_in(url(closed))


def test_the_doctor_tells_of_a_password_that_nothing_renews(closed, tmp_path):
    tmp_path.chmod(0o700)
    for url, told in ((by_certificate(closed), 0), (by_certificate(closed).replace("@", ":unused@", 1), 1)):
        said = doctor.looked_over(Settings(database_url=url, data_dir=tmp_path, _env_file=None))
        assert sum(one.level == "warn" and "by a password" in one.sentence for one in said) == told
