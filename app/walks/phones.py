"""Phones: who brings a batch, whether the phone is theirs, and the ledger of numbers that names what is missing."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, select, update
from sqlmodel import Session

from app.accounts.commands import TOKEN_DAYS
from app.accounts.models import Token, User
from app.kit import clock
from app.kit.db import insert_new
from app.kit.errors import Refusal
from app.kit.ids import digest
from app.walks.models import Entry, Phone

_token, _user, _phone, _entry = Token.__table__, User.__table__, Phone.__table__, Entry.__table__

MERCY = timedelta(days=30)
MISSING = 500
LOOKED_AT = 2000
REVOKED = ("revoked", "This phone's access was taken back before this arrived. An admin decides.")
DISABLED = ("disabled", "The account behind this phone is closed. An admin decides.")
FOREIGN = ("other_token", "This phone belongs to somebody else's account. An admin decides.")


@dataclass(frozen=True)
class Sender:
    """Who a bearer token speaks for. held: (code, sentence) when all they bring is to be set aside."""

    user_id: str
    token_id: str
    dev: str | None
    expires_at: datetime
    held: tuple[str, str] | None


def sender(session: Session, secret: str | None) -> Sender:
    """The sender behind a device token.

    Refuses: sign_in (unknown, run out, or taken back more than 30 days ago), wrong_scope.
    """
    now = clock.now()
    row = session.connection().execute(
        select(_token.c.id, _token.c.user_id, _token.c.scope, _token.c.dev, _token.c.expires_at,
               _token.c.revoked_at, _user.c.is_active).join(_user, _user.c.id == _token.c.user_id)
        .where(_token.c.id == digest(secret))).first() if secret else None
    if row is None or row.expires_at <= now or (row.revoked_at and row.revoked_at + MERCY <= now):
        raise Refusal("sign_in", 401, "This token is not known here, or it has ended. Sign in again.")
    if row.scope != "device":
        raise Refusal("wrong_scope", 403, "This needs a token of scope device.")
    held = REVOKED if row.revoked_at else None if row.is_active else DISABLED
    return Sender(row.user_id, row.id, row.dev, row.expires_at, held)


def renew(session: Session, who: Sender) -> None:
    """A phone in use keeps its access: its 180 days begin anew, at most once a day."""
    ends = clock.now() + timedelta(days=TOKEN_DAYS["device"])
    if who.held is None and who.expires_at < ends - timedelta(days=1):
        session.connection().execute(update(_token).where(_token.c.id == who.token_id).values(expires_at=ends))


def claim(session: Session, who: Sender, dev: str):
    """The ledger row of this phone when it is the sender's to speak for, else None.

    The first to sync with a phone owns it; another account may send from it once it signed in on it.
    """
    row = _ledger(session, dev)
    if row is None:
        if who.dev != dev and _is_another_tokens(session, who, dev):
            return None
        insert_new(session, _phone, [{
            "dev": dev, "user_id": who.user_id, "through": 0, "last_seq": 0, "pending_entries": 0,
            "pending_photos": 0, "heard_at": clock.now()}], key=("dev",))
        row = _ledger(session, dev)
    if row.user_id != who.user_id and who.dev != dev:
        return None
    if who.dev is None:
        session.connection().execute(update(_token).where(_token.c.id == who.token_id).values(dev=dev))
    return row


def _ledger(session: Session, dev: str):
    return session.connection().execute(select(_phone).where(_phone.c.dev == dev).with_for_update()).first()


def _is_another_tokens(session: Session, who: Sender, dev: str) -> bool:
    return session.connection().execute(select(exists().where(
        _token.c.dev == dev, _token.c.user_id != who.user_id))).scalar()


def heard(session: Session, phone, arrived: list[int], said: dict) -> dict:
    """Bring the ledger up to date: {through, missing, fork}.

    arrived: seqs that are new with this batch; said: what the phone tells of itself (last_seq,
    pending_entries, pending_photos, storage, app). missing: holes below the highest seq here, at most 500;
    fork: a number of this batch was taken by another entry, so two phones share one identity.
    """
    seqs = list(session.connection().execute(
        select(_entry.c.seq).where(_entry.c.dev == phone.dev, _entry.c.seq > phone.through)
        .order_by(_entry.c.seq).limit(LOOKED_AT)).scalars())
    through = phone.through
    for seq in seqs:
        if seq > through + 1:
            break
        through = seq
    new = set(arrived)
    fork = len(new) < len(arrived) or any(0 < seq <= phone.through for seq in new) or any(
        seqs[i] == seqs[i + 1] and seqs[i] in new for i in range(len(seqs) - 1))
    session.connection().execute(update(_phone).where(_phone.c.dev == phone.dev).values(
        {**said, "through": through, "heard_at": clock.now(), **({"forked_at": clock.now()} if fork else {})}))
    return {"through": through, "missing": _holes(through, seqs), "fork": fork}


def _holes(through: int, seqs: list[int]) -> list[int]:
    holes, at = [], through
    for seq in seqs:
        holes.extend(range(at + 1, min(seq, at + 1 + MISSING - len(holes))))
        at = max(at, seq)
        if len(holes) >= MISSING:
            break
    return holes
