"""Letters on their way: each is a job, tried again for a quarter of an hour, and what became of it is kept in words.

A link is made when its letter leaves, so no secret waits anywhere. Whoever forgot a password is looked up by the job
alone: the door does the same for every address, and neither its words nor its time tell who has an account.
"""

from datetime import timedelta

from sqlmodel import Session, delete, select

from app.accounts import audit, commands, invites, letters
from app.accounts.access import Actor
from app.accounts.models import Mail, OneTimeLink, User
from app.accounts.organisation import house
from app.kit import clock, jobs
from app.kit.db import Database, settings_beside
from app.kit.errors import Refusal
from app.kit.ids import new_id
from app.kit.mail import Letter, Post, address_of
from app.settings import Settings

FACT, ASKED = "letter.asked", "reset.asked"
RESET, INVITE, TEST = "reset", "invite", "test"
PER_HOUR, PERSON, PLACE = 5, 10, 20  # asks for one address from one place; for it from all; from one place for all
TESTS = 20  # an hour
AGAIN = (15, 60, 240, 600)  # seconds until the next try
LASTING = ("bad_address", "mail_settings", "no_mail", "mail_header", "outbound_address")
KEPT = timedelta(days=30)
SHOWN = 5


def ask(session: Session, email: str, place: str) -> bool:
    """Somebody at this place forgot the password of this address; False when they ask too often. Commit all the
    same."""
    email = email.strip().lower()
    buckets = {f"reset-ip:{place}": PLACE, f"reset:{email}@{place}": PER_HOUR, f"reset:{email}": PERSON}
    if not commands.take_tries(session, buckets):
        return False
    jobs.tell(session, FACT, ask=new_id(), kind=RESET, email=email, tries=0)
    return True


def mail_invite(session: Session, secret: str, email: str) -> str:
    """Mail an invite made just now; the id of what becomes of it. Refuses: bad_address."""
    return _begun(session, INVITE, address_of(email), about=invites.looked_at(session, INVITE, secret).id)


def mail_test(session: Session, actor: Actor, email: str) -> str:
    """Mail a letter that says that mail works; the id of what becomes of it. Refuses: bad_address, too_many_tries."""
    commands.demand_try(session, "mail-test", TESTS)
    audit.note(session, actor, "mail.tested")
    return _begun(session, TEST, address_of(email), user_id=actor.user_id)


def _begun(session: Session, kind: str, email: str, **about) -> str:
    row = Mail(id=new_id(), kind=kind, made_at=clock.now(), tried_at=clock.now(), **about)
    session.add(row)
    jobs.tell(session, FACT, ask=row.id, kind=kind, email=email, tries=0)
    return row.id


def send(database: Database, ask: str, kind: str, email: str, tries: int) -> None:
    """Write the letter and hand it over, or put it off. again: another link, and the one mailed before ends."""
    post = database.writer.get_execution_options().get("post")
    with database.write() as session:
        settings = settings_beside(session)
        session.execute(delete(Mail).where(Mail.made_at < clock.now() - KEPT))
        letter = _WRITTEN[kind](session, settings, ask, email, tries)
        row = session.get(Mail, ask)
        if letter is None or row is None:
            return
        row.tries, row.tried_at = tries + 1, clock.now()
        session.add(row)
    try:
        state, said = "sent", (post or Post(settings)).send(email, letter)
    except Refusal as no:
        is_over = tries >= len(AGAIN) or kind == TEST or no.details.get("lasting") or no.code in LASTING
        state, said = "failed" if is_over else "waiting", no.sentence
    with database.write() as session:
        _settle(session, ask, state, said, kind=kind, email=email, tries=tries)


def _settle(session: Session, ask: str, state: str, said: str, **letter) -> None:
    row = session.get(Mail, ask)
    if row is not None:
        row.state, row.said = state, said[:300]
        session.add(row)
    if state == "waiting":
        tries = letter["tries"]
        jobs.tell(session, FACT, after_seconds=AGAIN[tries], ask=ask, **{**letter, "tries": tries + 1})


def _reset(session: Session, settings: Settings, ask: str, email: str, tries: int) -> Letter | None:
    user = session.exec(select(User).where(User.email == email, User.is_active)).first()
    if tries == 0:
        audit.note(session, None, ASKED, user.id if user else "")
    if user is None:
        return None
    if session.get(Mail, ask) is None:
        session.add(Mail(id=ask, kind=RESET, user_id=user.id, made_at=clock.now(), tried_at=clock.now()))
        session.flush()
    return letters.reset_letter(_name(session, settings), user.name,
                                _address(settings, "reset", invites.reset(session, None, user)))


def _invite(session: Session, settings: Settings, ask: str, email: str, tries: int) -> Letter | None:
    row = session.get(Mail, ask)
    secret = invites.mailed(session, row.about) if row else None
    return letters.invite_letter(_name(session, settings), _address(settings, "join", secret)) if secret else None


def _test(session: Session, settings: Settings, ask: str, email: str, tries: int) -> Letter:
    return letters.test_letter(_name(session, settings), settings.public_url)


_WRITTEN = {RESET: _reset, INVITE: _invite, TEST: _test}


def _name(session: Session, settings: Settings) -> str:
    return house(session, settings).name


def _address(settings: Settings, door: str, secret: str) -> str:
    return f"{settings.public_url.rstrip('/')}/{door}#{secret}"


def became(session: Session, ask: str) -> Mail | None:
    """What became of one letter; None: unknown, or long ago."""
    return session.get(Mail, ask)


def lately(session: Session) -> list[tuple[Mail, str]]:
    """(a letter, whom it was for, in words) of those that did not get through or wait, newest first, at most five."""
    rows = session.execute(select(Mail, User.name, OneTimeLink.note).join(User, User.id == Mail.user_id, isouter=True)
                           .join(OneTimeLink, OneTimeLink.id == Mail.about, isouter=True).where(Mail.state != "sent")
                           .order_by(Mail.made_at.desc(), Mail.id).limit(SHOWN)).all()
    return [(mail, name or note or "somebody") for mail, name, note in rows]
