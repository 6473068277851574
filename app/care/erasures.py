"""Who asks for an erasure, who says yes, and how far it is."""

from dataclasses import dataclass

from sqlalchemy import update
from sqlmodel import Session, select

from app.accounts import audit, people
from app.accounts.access import Actor
from app.accounts.models import Gone, Role, User
from app.care import erasing, goes
from app.care.models import Erasure, State
from app.kit import clock, jobs
from app.kit.blobs import Folder
from app.kit.db import Database
from app.kit.errors import Refusal, not_found
from app.kit.ids import new_id
from app.kit.typed import plain

KINDS = {"person": "A person", "quote": "A customer’s comment", "walk": "A walk"}
OPEN = (State.asked, State.waiting, State.running)
SHOWN, REASON = 100, 500


@dataclass(frozen=True)
class Shown:
    """An erasure as its page prints it. late: what came since and was thrown away."""

    row: Erasure
    by: str
    late: int = 0


def wished(session: Session, user_id: str) -> Erasure | None:
    """What somebody asked for about themselves and nobody has done yet, or None."""
    return session.exec(select(Erasure).where(Erasure.kind == "person", Erasure.of == user_id,
                                              Erasure.state.in_(OPEN))).first()


def declined(session: Session, user_id: str) -> Erasure | None:
    """The last wish of somebody that an admin declined, or None."""
    return session.exec(select(Erasure).where(Erasure.kind == "person", Erasure.of == user_id, Erasure.state ==
                                              State.declined).order_by(Erasure.ended_at.desc()).limit(1)).first()


def decline(session: Session, actor: Actor, erasure_id: str, why: str) -> None:
    """Say no to a wish, in words whoever asked reads. Refuses: not_found, no_reason, not_asked."""
    row = session.get(Erasure, erasure_id, with_for_update=True)
    if row is None or row.kind != "person":
        raise not_found("erasure")
    why = " ".join(plain(why).split())
    if not 1 <= len(why) <= REASON:
        raise Refusal("no_reason", 422, f"Say why, in up to {REASON} letters: whoever asked reads it.")
    if row.state != State.asked:
        raise Refusal("not_asked", 409, "Nobody asks for this any more: it was taken back, answered or begun.")
    row.state, row.why, row.made_by, row.ended_at = State.declined, why, actor.user_id, clock.now()
    session.add(row)
    audit.note(session, actor, "erasure.declined", about=row.of, erasure=row.id)


def wish(session: Session, actor: Actor, how: str) -> None:
    """Ask to be erased; an admin carries it out or declines. again: the newest way counts. Refuses: how."""
    _known_how("person", how)
    row = wished(session, actor.user_id) or Erasure(
        id=new_id(), kind="person", of=actor.user_id, state=State.asked, asked_by=actor.user_id, made_at=clock.now())
    if row.state == State.asked:
        if row.how != how:
            audit.note(session, actor, "erasure.asked", about=actor.user_id, how=how)
        row.how = how
        session.add(row)


def unwish(session: Session, actor: Actor) -> None:
    """Take one's own wish back, as long as nobody said yes. again: nothing."""
    row = wished(session, actor.user_id)
    if row and row.state == State.asked:
        session.delete(row)
        audit.note(session, actor, "erasure.unasked", about=actor.user_id)


def confirm(session: Session, actor: Actor | None, kind: str, of: str, how: str, typed: str) -> Erasure:
    """Say yes. typed: how many things go, as it was shown. Refuses: not_found, how, typed, changed, last_admin."""
    _known_how(kind, how)
    counts = goes.counted(session, kind, of, how)
    total = sum(counts.values())
    said = typed.strip().replace(",", "")
    if not (said.isascii() and said.isdigit()):
        raise Refusal("typed", 422, f"Type {total}, the number of things that go. Nothing was erased.")
    if int(said) != total:
        raise Refusal("changed", 409, f"You typed {int(said):,}, and {total:,} things would go now. Look again, then "
                      "type that number. Nothing was erased.")
    if kind == "person":
        _not_the_last(session, of)
    row = (wished(session, of) if kind == "person" else None) or Erasure(
        id=new_id(), kind=kind, of=of, made_at=clock.now())
    row.how, row.state, row.total, row.done = how, State.waiting, total, 0
    row.counts, row.made_by = counts, actor.user_id if actor else None
    session.add(row)
    session.flush()
    audit.note(session, actor, "erasure.made", about=row.id, kind=kind, of=of, how=how, **counts)
    jobs.tell(session, "erasure.confirmed", erasure_id=row.id)
    return row


def _known_how(kind: str, how: str) -> None:
    if kind not in KINDS:
        raise not_found("erasure")
    if (kind == "person") != (how in goes.HOWS):
        raise Refusal("how", 422, "Say what becomes of the walks: keep them without the person, or take them away too.")


def _not_the_last(session: Session, user_id: str) -> None:
    user = people.person(session, user_id)
    if user.role == Role.admin and user.is_active:
        people._keep_an_admin(session, user)


def run(database: Database, blobs: Folder, erasure_id: str, told: erasing.Told = lambda n: None) -> None:
    """Carry out what was confirmed. told: things taken. again: what is gone is gone."""
    with database.write() as session:
        row = session.get(Erasure, erasure_id)
        if row is None or row.state not in (State.waiting, State.running):
            return
        row.state, row.done = State.running, 0
        session.add(row)
        line = erasing.line_of(session, row)

    def count(n: int) -> None:
        with database.write() as session:
            session.execute(update(Erasure).where(Erasure.id == erasure_id).values(done=Erasure.done + n))
        told(n)
    erasing.carry_out(database, blobs, line, count)
    with database.write() as session:
        session.execute(update(Erasure).where(Erasure.id == erasure_id).values(
            state=State.done, done=Erasure.total, ended_at=clock.now()))


def all_of_them(session: Session) -> list[Shown]:
    """Newest first, wishes before everything."""
    rows = session.execute(select(Erasure, User.name).join(User, User.id == Erasure.of, isouter=True).order_by(
        (Erasure.state != State.asked), Erasure.made_at.desc()).limit(SHOWN)).all()
    return [Shown(row, name or "") for row, name in rows]


def one(session: Session, erasure_id: str) -> Shown:
    """One, with what came late. Refuses: not_found."""
    row = session.get(Erasure, erasure_id)
    if row is None:
        raise not_found("erasure")
    late = session.exec(select(Gone.late).where(Gone.kind == row.kind, Gone.key == row.of)).first() or 0
    user = session.get(User, row.of) if row.kind == "person" else None
    return Shown(row, user.name if user else "", late)
