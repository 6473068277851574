"""Everything the environment may say, with unit and default; read once, then frozen."""

import os
from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

SECRETS = "/run/secrets"


class Settings(BaseSettings):
    """One frozen set of settings.

    Environment names are the field names in capitals (`DATABASE_URL`, `PUBLIC_URL`, …).
    """

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    def __init__(self, **said):
        # Of a vault: systemd's credentials, or what containers mount. pydantic warns of a folder that is not there.
        folders = (os.environ.get("CREDENTIALS_DIRECTORY", ""), SECRETS)
        super().__init__(_secrets_dir=[each for each in folders if each and Path(each).is_dir()] or None, **said)

    data_dir: Path = Field(Path("var"), description="folder of the database file, photos and backups")
    database_url: str = Field("", description="empty: SQLite in data_dir; or postgresql+psycopg://…")
    public_url: str = Field("", description="scheme://host[:port] people type; empty: what the request says")
    allow_http_lan: bool = Field(False, description="serve plain http beyond this machine")
    trusted_proxies: str = Field("", description="comma-separated addresses whose X-Forwarded-* are believed")
    worker: bool = Field(True, description="run the job worker as a thread of `serve`")
    organisation: str = Field("Your organisation", description="name on pages and reports until one is kept there")
    time_zone: str = Field("UTC", description="IANA zone of days and hours until one is kept on the page")
    photo_bytes: int = Field(15 * 2**20, description="largest photo accepted, bytes")
    photos_a_walk: int = Field(60, description="photos one walk may have")
    photo_month_bytes: int = Field(2 * 2**30, description="photos one person may send in 30 days, bytes")
    photo_floor: float = Field(0.10, description="share of the disk that must be free for photos to be taken")
    disk_floor: float = Field(0.02, description="share of the disk that must be free for anything to be taken")
    head_seconds: float = Field(20, description="how long a client may take to send a request's head")
    body_grace: float = Field(10, description="seconds before a body's pace is asked about")
    body_rate: float = Field(1024, description="bytes a second a body must come with after that")
    body_seconds: float = Field(120, description="how long a body may be waited for in all")
    min_client: str = Field("2026.11", description="oldest phone release that is not asked to update")

    outbound_http_hosts: str = Field("", description="comma-separated hosts that may be asked by plain http")
    outbound_private_hosts: str = Field("", description="comma-separated hosts that may be on your own network")
    oidc_issuer: str = Field("", description="https address of the identity provider, exactly as it calls itself")
    oidc_client_id: str = Field("", description="what the provider calls this server")
    oidc_client_secret: str = Field("", repr=False, description="empty: a public client, by PKCE alone")
    oidc_name: str = Field("your company", description="whom the sign-in button names")
    oidc_newcomers: Literal["invited", "anyone"] = Field(
        "invited", description="anyone: whom the provider knows gets an account of OIDC_ROLE")
    oidc_role: Literal["walker", "viewer", "manager"] = Field("walker", description="role of newcomers")
    oidc_two_factors: str = Field("mfa", description="what the provider's amr or acr says of a sign-on of two factors")
    second_factor: Literal["off", "admins", "everyone"] = Field(
        "off", description="of whom a passkey, or a company sign-on of two factors, is asked")
    rsa_bits: int = Field(2048, ge=2048, le=16384, description="shortest RSA key believed")
    smtp_url: str = Field("", repr=False, description="smtp://user:password@host:587 (STARTTLS) or smtps://…:465 (TLS)")
    smtp_host: str = Field("", description="the mail server, where SMTP_URL is not used")
    smtp_port: int = Field(0, ge=0, le=65535, description="0: 587 for starttls, 465 for tls")
    smtp_user: str = Field("", description="empty: the server asks nobody to sign in")
    smtp_password: str = Field("", repr=False)
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="none: only for a mail server on this very machine")
    mail_from: str = Field("", description="address, or “Name <address>”, that mail comes from")
    sso_device_days: int = Field(30, ge=1, description="days a phone or token reads after a company sign-on")
    deeds_to: str = Field("", description="where what was done also goes: a file, “syslog”, “stderr” or “-”")

    @property
    def database(self) -> str:
        """The SQLAlchemy URL in force."""
        return self.database_url or f"sqlite:///{self.data_dir / 'shoeleather.db'}"

    @property
    def proxies(self) -> frozenset[str]:
        """Addresses of proxies that are believed."""
        return frozenset(filter(None, (part.strip() for part in self.trusted_proxies.split(","))))

    @property
    def oidc_name_first(self) -> str:
        """The provider's name as a sentence begins."""
        return self.oidc_name[:1].upper() + self.oidc_name[1:]

    @property
    def offers_sign_on(self) -> bool:
        """Whether company sign-on is set up: the provider must know where to send people back to."""
        return bool(self.oidc_issuer and self.oidc_client_id and self.public_url)

    def asks_two_of(self, role: str) -> bool:
        """Whether a password alone lets nobody of this role in."""
        return self.second_factor == "everyone" or (self.second_factor == "admins" and role == "admin")

    @property
    def sends_mail(self) -> bool:
        """Whether mail is set up. Without PUBLIC_URL a link in it would lead wherever the asking request said."""
        return bool((self.smtp_url or self.smtp_host) and self.mail_from and self.public_url)

    @property
    def http_hosts(self) -> frozenset[str]:
        """Hosts that may be asked by plain http."""
        return _hosts(self.outbound_http_hosts)

    @property
    def private_hosts(self) -> frozenset[str]:
        """Hosts whose addresses may be private."""
        return _hosts(self.outbound_private_hosts)


def _hosts(listed: str) -> frozenset[str]:
    return frozenset(filter(None, (part.strip().lower() for part in listed.split(","))))
