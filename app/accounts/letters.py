"""What our mail says: a few plain sentences each, the same in text and HTML. organisation: "" while it has no name."""

from app.kit.mail import Letter

STRANGER = "If you did not expect this, do nothing: without the link nobody comes in, and it ends by itself."


def test_letter(organisation: str, address: str) -> Letter:
    """That mail works. address: where this server is reached."""
    return Letter(f"Mail works{_for(organisation)}",
                  ("This is a test. An admin asked Shoeleather to send it, and it arrived.",
                   f"Links to a new password and invites can be mailed now, from {address}."))


def reset_letter(organisation: str, name: str, link: str) -> Letter:
    """A link to a new password, for whoever asked for it."""
    return Letter("A new password for Shoeleather",
                  (f"Hello {name},", f"somebody asked for a new password for your account{_at(organisation)}. If it "
                   "was you, choose one here. The link works once, within 30 minutes."),
                  link, "Choose a new password",
                  ("If it was not you, do nothing: your password stays as it is.",))


def invite_letter(organisation: str, link: str) -> Letter:
    """An invite. What the person may do is said on its page."""
    return Letter(f"You are invited to Shoeleather{_at(organisation)}",
                  (f"{organisation or 'A team'} walks in its customers’ shoes, and you are invited to take part.",
                   "Make your account here. The link works once, within three days."),
                  link, "Make your account", (STRANGER,))


def _at(organisation: str) -> str:
    return f" at {organisation}" if organisation else ""


def _for(organisation: str) -> str:
    return f": Shoeleather{_at(organisation)}"
