"""Phones: who brings a batch, whether the phone is theirs, and the ledger of numbers that names what is missing."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, exists, func, select, update
from sqlalchemy.engine import Row
from sqlmodel import Session

from app.accounts import gone
from app.accounts.commands import TOKEN_DAYS, epoch
from app.accounts.models import Mark, Token, User
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
    """Who a bearer token speaks for. dev: the phone it was made or first used on, or None; held: (code,
    sentence) when all they bring is to be set aside; epoch: this server's present life; phone: the ledger row
    of the phone they say they are, or None when it is new."""

    user_id: str
    token_id: str
    dev: str | None
    expires_at: datetime
    held: tuple[str, str] | None
    epoch: str = "unset"
    phone: Row | None = None


_WHO = (
    select(_token.c.id, _token.c.user_id, _token.c.scope, _token.c.dev.label("token_dev"), _token.c.expires_at,
           _token.c.revoked_at, _user.c.is_active,
           select(Mark.value).where(Mark.id == "epoch").scalar_subquery().label("epoch"),
           _phone.c.dev, _phone.c.user_id.label("owner_id"), _phone.c.through, _phone.c.highest)
    .join(_user, _user.c.id == _token.c.user_id).join(_phone, _phone.c.dev == bindparam("dev"), isouter=True)
    .where(_token.c.id == bindparam("token")))


def sender(session: Session, secret: str | None, dev: str | None = None) -> Sender:
    """The sender behind a device token; one statement, for every sync asks it.

    Refuses: sign_in (unknown, run out, or taken back more than 30 days ago), wrong_scope.
    """
    now = clock.now()
    row = session.connection().execute(_WHO, {"token": digest(secret), "dev": dev}).first() if secret else None
    if row is None and secret and gone.among(session, gone.TOKEN, {digest(secret)}):
        # Whoever held it is erased: their phone is told that nothing is wanted, or it would send for ever.
        return Sender("", digest(secret), None, now, gone.WORDS, epoch(session))
    if row is None or row.expires_at <= now or (row.revoked_at and row.revoked_at + MERCY <= now):
        raise Refusal("sign_in", 401, "This token is not known here, or it has ended. Sign in again.")
    if row.scope != "device":
        raise Refusal("wrong_scope", 403, "This needs a token of scope device.")
    held = REVOKED if row.revoked_at else None if row.is_active else DISABLED
    return Sender(row.user_id, row.id, row.token_dev, row.expires_at, held, row.epoch or "unset",
                  row if row.dev else None)


def renew(session: Session, who: Sender) -> None:
    """A phone in use keeps its access: its 180 days begin anew, at most once a day."""
    ends = clock.now() + timedelta(days=TOKEN_DAYS["device"])
    if who.held is None and who.expires_at < ends - timedelta(days=1):
        session.connection().execute(update(_token).where(_token.c.id == who.token_id).values(expires_at=ends))


def last_heard(session: Session) -> dict[str, tuple[str, datetime]]:
    """dev → (whose it is, when it last sent something) of every phone."""
    return {dev: (user_id, at) for dev, user_id, at in session.execute(
        select(_phone.c.dev, _phone.c.user_id, _phone.c.heard_at))}


def unwanted(session: Session, who: Sender, lines: int, said: dict) -> dict:
    """What a phone of somebody erased is told of its ledger: nothing is missing. lines: thrown away with this batch."""
    gone.came_late(session, gone.TOKEN, who.token_id, lines)
    return {"through": said.get("last_seq") or 0, "missing": [], "fork": False}


def claim(session: Session, who: Sender, dev: str) -> Row | None:
    """The ledger row (dev, owner_id, through, highest) of this phone when it is the sender's, else None.

    The first to sync with a phone owns it; another account may send from it once it signed in on it.
    """
    row = who.phone or _enrolled(session, who, dev)
    if row is None or (row.owner_id != who.user_id and who.dev != dev):
        return None
    if who.dev is None:
        session.connection().execute(update(_token).where(_token.c.id == who.token_id).values(dev=dev))
    return row


def _enrolled(session: Session, who: Sender, dev: str) -> Row | None:
    """A new ledger row; None when the phone was given to another account before."""
    connection = session.connection()
    if who.dev != dev and connection.execute(select(exists().where(
            _token.c.dev == dev, _token.c.user_id != who.user_id))).scalar():
        return None
    insert_new(session, _phone, [{
        "dev": dev, "user_id": who.user_id, "through": 0, "highest": 0, "last_seq": 0, "pending_entries": 0,
        "pending_photos": 0, "heard_at": clock.now()}], key=("dev",))
    return connection.execute(select(_phone.c.dev, _phone.c.user_id.label("owner_id"), _phone.c.through,
                                     _phone.c.highest).where(_phone.c.dev == dev)).one()


def heard(session: Session, phone: Row, arrived: list[int], said: dict) -> dict:
    """Bring the ledger up to date: {through, missing, fork}.

    arrived: seqs that are new with this batch; said: what the phone tells of itself (last_seq,
    pending_entries, pending_photos, storage, app). missing: holes below the highest seq here, at most 500;
    fork: a number of this batch was taken by another entry, so two phones share one identity.
    """
    new = sorted(arrived)
    follows = phone.highest == phone.through and new == list(range(phone.through + 1, phone.through + 1 + len(new)))
    seqs = new if follows else _seqs_above(session, phone)
    through = phone.through
    for seq in seqs:
        if seq > through + 1:
            break
        through = seq
    fork = not follows and _is_fork(new, seqs, phone.through)
    session.connection().execute(_HEARD, {
        "at_dev": phone.dev, "storage": None, "app": None, **said, "through": through, "heard_at": clock.now(),
        "highest": max(phone.highest, through, *new[-1:]), "forked_at": clock.now() if fork else None})
    return {"through": through, "missing": _holes(through, seqs), "fork": fork}


_HEARD = update(_phone).where(_phone.c.dev == bindparam("at_dev")).values({
    **{name: bindparam(name) for name in ("through", "highest", "last_seq", "pending_entries", "pending_photos",
                                          "heard_at")},
    **{name: func.coalesce(bindparam(name, type_=_phone.c[name].type), _phone.c[name])
       for name in ("storage", "app", "forked_at")}})


def _seqs_above(session: Session, phone: Row) -> list[int]:
    return list(session.connection().execute(
        select(_entry.c.seq).where(_entry.c.dev == phone.dev, _entry.c.seq > phone.through)
        .order_by(_entry.c.seq).limit(LOOKED_AT)).scalars())


def _is_fork(new: list[int], seqs: list[int], through: int) -> bool:
    held = Counter(seqs)
    return any(0 < seq <= through or held[seq] > 1 for seq in new)


def _holes(through: int, seqs: list[int]) -> list[int]:
    holes, at = [], through
    for seq in seqs:
        holes.extend(range(at + 1, min(seq, at + 1 + MISSING - len(holes))))
        at = max(at, seq)
        if len(holes) >= MISSING:
            break
    return holes
