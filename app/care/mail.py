"""Look at mail without sending any: the settings, and as far into a talk with the server as signing in."""

from collections.abc import Iterator

from app.care.findings import Finding, bad, ok
from app.kit.errors import Refusal
from app.kit.mail import Post
from app.settings import Settings

ABOUT = "mail"


def looked_at(settings: Settings, post: Post | None = None) -> Iterator[Finding]:
    """Nothing where none is set up. Calls the mail server, and no other address."""
    server = settings.smtp_url or settings.smtp_host
    if not (server or settings.mail_from):
        return
    needed = {"SMTP_URL": server, "MAIL_FROM": settings.mail_from, "PUBLIC_URL": settings.public_url}
    missing = [name for name, said in needed.items() if not said]
    if missing:
        yield bad(ABOUT, f"No mail is sent: {' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} not set.")
        return
    try:
        yield ok(ABOUT, f"{(post or Post(settings)).greet()} To see one arrive: python -m app mail test ADDRESS")
    except Refusal as no:
        yield bad(ABOUT, no.sentence)
