"""What somebody holds to come in with: browsers, phones, tokens; and cutting them off."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from app.accounts import audit, commands
from app.accounts.models import BrowserSession, Token, User
from app.kit import clock
from app.kit.errors import not_found

SEEMS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
ON = (("iPhone", "an iPhone"), ("iPad", "an iPad"), ("Android", "an Android phone"), ("CrOS", "a Chromebook"),
      ("Windows", "Windows"), ("Macintosh", "a Mac"), ("Linux", "Linux"))


@dataclass(frozen=True)
class Held:
    """A browser, phone or token. kind: browser | phone | read | write; id: for cutting it off."""

    id: str
    kind: str
    words: str
    made_at: datetime
    seen_at: datetime | None
    expires_at: datetime
    is_here: bool = False


def held_by(session: Session, user_id: str, heard: dict[str, tuple[str, datetime]], here: str = "") -> list[Held]:
    """What somebody holds that still works, newest first. heard: as in everybody; here: the digest of the cookie that
    asks."""
    now = clock.now()
    browsers = [Held(row.id, "browser", browser_words(row.browser), row.created_at, row.seen_at,
                     row.expires_at, row.id == here)
                for row in session.exec(select(BrowserSession).where(
                    BrowserSession.user_id == user_id, BrowserSession.expires_at > now))]
    tokens = [Held(row.id, "phone" if row.scope == "device" else row.scope, "", row.created_at,
                   heard.get(row.dev, (None, row.seen_at))[1], row.expires_at)
              for row in session.exec(select(Token).where(
                  Token.user_id == user_id, Token.revoked_at.is_(None), Token.expires_at > now))]
    return sorted([*browsers, *tokens], key=lambda one: (not one.is_here, -clock.to_ms(one.made_at), one.id))


def cut_off(session: Session, user: User, phones: bool = True) -> None:
    """End every browser session, every token, and with `phones` those of phones."""
    commands.close_sessions(session, user)
    for token in session.exec(select(Token).where(Token.user_id == user.id, Token.revoked_at.is_(None))):
        if phones or token.scope != "device":
            token.revoked_at = clock.now()
            session.add(token)


def let_go(session: Session, user_id: str, held_id: str) -> None:
    """Cut off one browser, phone or token of this person. again: nothing. Refuses: not_found."""
    row = session.get(BrowserSession, held_id)
    if row and row.user_id == user_id:
        audit.note(session, user_id, "browser.cut_off", user_id)
        session.delete(row)
        return
    token = session.get(Token, held_id)
    if token is None or token.user_id != user_id:
        raise not_found("device")
    if token.revoked_at is None:
        audit.note(session, user_id, "device.cut_off" if token.scope == "device" else "token.revoked", token.dev or "",
                   token_scope=token.scope)
        token.revoked_at = clock.now()
        session.add(token)


def browser_words(user_agent: str) -> str:
    """'Firefox on Windows', as far as a browser says; 'A browser' when it says nothing we know."""
    what = next((word for sign, word in SEEMS if sign in user_agent), "A browser")
    where = next((word for sign, word in ON if sign in user_agent), "")
    return f"{what} on {where}" if where else what
