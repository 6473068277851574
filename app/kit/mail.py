"""Mail, where the house has a server for it: one letter to one address, over TLS, with the answer in words.

The admin names the server in the environment, so it may stand in the house's own network; its addresses are looked at
like every other way out. Not here: what a letter says, and when it is tried again (accounts/letters.py, posting.py).
"""

import re
import smtplib
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid, parseaddr
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

from app.kit.errors import Refusal
from app.kit.fetch import Outbound, Resolve, resolved
from app.kit.web import ENVIRONMENT
from app.settings import Settings

IN_ALL = 10.0  # seconds
PORTS = {"starttls": 587, "tls": 465, "none": 25}
_SCHEMES = {"smtp": "starttls", "smtps": "tls"}
_ADDRESS = re.compile(r"(?=.{3,254}$)[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@"
                      r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
_MAIL = re.compile(r"(?<!\S)\S+@\S+")


@dataclass(frozen=True)
class Letter:
    """What somebody is told. lines: sentences before the link; link: whole, or ""; button: what the link does; after:
    sentences below it."""

    subject: str
    lines: tuple[str, ...]
    link: str = ""
    button: str = ""
    after: tuple[str, ...] = ()

    @property
    def plain(self) -> str:
        """As text."""
        return "\n\n".join([*self.lines, *([self.link] if self.link else []), *self.after]) + "\n"

    @property
    def html(self) -> str:
        """The same sentences as HTML, without pictures, styles or anything fetched from elsewhere."""
        return ENVIRONMENT.get_template("email/letter.html").render(letter=self)


@dataclass(frozen=True)
class Server:
    """Where mail goes. security: starttls | tls | none (to this machine alone); sender: 'Name <address>' or address."""

    host: str
    port: int
    user: str
    password: str
    security: str
    sender: str


def server_of(settings: Settings) -> Server | None:
    """The server the environment names; None where it names none. Refuses: mail_settings."""
    if not (settings.smtp_url or settings.smtp_host):
        return None
    found = _of_url(settings) if settings.smtp_url else Server(
        settings.smtp_host, settings.smtp_port or PORTS[settings.smtp_security], settings.smtp_user,
        settings.smtp_password, settings.smtp_security, settings.mail_from)
    if not _ADDRESS.fullmatch(parseaddr(found.sender)[1]) or _unsafe(found.sender):
        raise _wrong("MAIL_FROM is no address to send from. Write shoes@example.com or “Shoeleather "
                     "<shoes@example.com>”.")
    if not re.fullmatch(r"[A-Za-z0-9.:_-]{1,253}", found.host):
        raise _wrong("SMTP_HOST is no name of a machine.")
    return found


def _of_url(settings: Settings) -> Server:
    try:
        parts = urlsplit(settings.smtp_url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in _SCHEMES or not parts.hostname:
        raise _wrong("SMTP_URL is not read. Write smtp://user:password@mail.example.com:587 (STARTTLS) or "
                     "smtps://user:password@mail.example.com:465 (TLS).")
    security = _SCHEMES[parts.scheme]
    if security == "starttls" and settings.smtp_security == "none":
        security = "none"
    return Server(parts.hostname, port or PORTS[security], unquote(parts.username or ""),
                  unquote(parts.password or ""), security, settings.mail_from)


def address_of(typed: str) -> str:
    """One address mail can go to. Refuses: bad_address."""
    if _unsafe(typed) or not _ADDRESS.fullmatch(typed.strip()) or ".." in typed:
        raise Refusal("bad_address", 422, "This is not one e-mail address. Write it as dana@example.com, in plain "
                      "letters.")
    return typed.strip()


class Post:
    """Sends letters by the settings' server; shared by threads. resolve, trusted: others than this machine's, in
    tests."""

    def __init__(self, settings: Settings, resolve: Resolve = resolved, trusted: ssl.SSLContext | None = None,
                 in_all: float = IN_ALL):
        self.settings, self.trusted, self.in_all = settings, trusted, in_all
        self.out = Outbound(settings, resolve)

    def send(self, to: str, letter: Letter) -> str:
        """Hand one letter over; what the server answered. Not for an event loop.

        Refuses: no_mail, mail_settings, bad_address, mail_header; outbound_address, outbound_failed; mail_failed, with
        lasting=True when the server will not change its mind."""
        server = self._server()
        message = _message(server, address_of(to), letter)
        return self._with(server, lambda line: _handed_over(line, server, to, message))

    def greet(self) -> str:
        """Come as far as signing in, and send nothing. Refuses as send."""
        server = self._server()
        return self._with(server, lambda line: f"{server.host} answers{' and lets us in' if server.user else ''}.")

    def _server(self) -> Server:
        server = server_of(self.settings)
        if server is None:
            raise Refusal("no_mail", 409, "No mail server is set up. Set SMTP_URL and MAIL_FROM, then start again.")
        return server

    def _with(self, server: Server, work: Callable[["_Line"], str]) -> str:
        self.out.private_hosts = self.out.private_hosts | {server.host}
        addresses = self.out.checked(server.host, server.port)
        if server.security == "none" and not all(ip_address(each).is_loopback for each in addresses):
            raise _wrong("SMTP_SECURITY=none is for a mail server on this very machine. Use starttls or tls for "
                         f"{server.host}, so that nobody reads along.")
        line = _Line(server, addresses, self.trusted or ssl.create_default_context(), self.settings, self.in_all)
        watch = threading.Timer(self.in_all, line.cut)
        watch.start()
        try:
            line.connect(server.host, server.port)
            line.begin()
            return work(line)
        except (OSError, smtplib.SMTPException, ValueError) as no:
            raise _failed(server, no, line.is_cut) from None
        finally:
            watch.cancel()
            line.close()


class _Line(smtplib.SMTP):
    """One conversation with the server, at an address that was looked at, over at one instant."""

    def __init__(self, server: Server, addresses: list[str], believed: ssl.SSLContext, settings: Settings,
                 seconds: float):
        super().__init__(local_hostname=urlsplit(settings.public_url).hostname or "localhost", timeout=seconds)
        self.server, self.addresses, self.believed, self.is_cut = server, addresses, believed, False
        self._host = server.host  # whose certificate STARTTLS asks for

    def _get_socket(self, host, port, timeout):
        for address in self.addresses:
            try:
                # The one connection mail makes: to an address that Outbound.checked let through.
                self.sock = socket.create_connection((address, port), timeout)
                break
            except OSError as no:
                failed = no
        else:
            raise failed
        if self.server.security == "tls":
            self.sock = self.believed.wrap_socket(self.sock, server_hostname=host, do_handshake_on_connect=False)
            self.sock.do_handshake()
        return self.sock

    def begin(self) -> None:
        """TLS where it is not there yet, then who we are."""
        self.ehlo_or_helo_if_needed()
        if self.server.security == "starttls":
            self.starttls(context=self.believed)
            self.ehlo()
        if self.server.user:
            self.login(self.server.user, self.server.password)

    def cut(self) -> None:
        """The time is over."""
        self.is_cut = True
        try:
            if self.sock:
                self.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # it was over already


def _handed_over(line: _Line, server: Server, to: str, message: EmailMessage) -> str:
    line.sendmail(parseaddr(server.sender)[1], [to], message.as_bytes())
    return f"{server.host} took it."


def _message(server: Server, to: str, letter: Letter) -> EmailMessage:
    if _unsafe(letter.subject) or len(letter.subject) > 200:
        raise Refusal("mail_header", 422, "A subject is one line of up to 200 letters.")
    name, sender = parseaddr(server.sender)
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = Address(name, addr_spec=sender), Address(addr_spec=to)
    message["Subject"], message["Date"] = letter.subject, formatdate()
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.plain)
    message.add_alternative(letter.html, subtype="html")
    return message


def _unsafe(text: str) -> bool:
    """Whether a header could break at it."""
    return not text.isprintable()


def _failed(server: Server, no: Exception, is_cut: bool) -> Refusal:
    lasting, code = False, 0
    if is_cut or isinstance(no, TimeoutError):
        what = f"did not answer within {IN_ALL:.0f} seconds"
    elif isinstance(no, smtplib.SMTPAuthenticationError):
        what, code = f"does not accept SMTP_USER and SMTP_PASSWORD: {_said(no.smtp_code, no.smtp_error)}", no.smtp_code
    elif isinstance(no, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(no.recipients.values()))
        what, lasting = f"takes no mail for this address: {_said(code, said)}", 500 <= code < 600
    elif isinstance(no, smtplib.SMTPResponseException):
        what, code = f"answered {_said(no.smtp_code, no.smtp_error)}", no.smtp_code
        lasting = 500 <= code < 600
    elif isinstance(no, smtplib.SMTPNotSupportedError):
        what = ("does not offer STARTTLS, so nothing was said to it" if server.security == "starttls" else
                "offers no way to sign in that we know")
    elif isinstance(no, ssl.SSLCertVerificationError):
        what = f"shows a certificate that is not believed: {no.verify_message}"
    elif isinstance(no, ssl.SSLError):
        what = f"does not speak TLS at port {server.port} ({no.reason or 'no reason given'})"
    elif isinstance(no, smtplib.SMTPServerDisconnected):
        what = "hung up before it had taken the mail"
    else:
        what = f"could not be asked: {str(no)[:100] or type(no).__name__}"
    return Refusal("mail_failed", 502, f"{server.host} {_MAIL.sub('…', what).rstrip('.')}.", lasting=lasting)


def _said(code: int, said: bytes | str) -> str:
    """What a server answered, on one line, without addresses."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return f"{code} {_MAIL.sub('…', ' '.join(text.split()))[:160]}".strip()


def _wrong(sentence: str) -> Refusal:
    return Refusal("mail_settings", 409, sentence)
