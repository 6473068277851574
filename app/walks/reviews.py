"""What is decided about a walk: who, when and why, each change a row. The log stays as it is, whatever is decided.

Not here: what a decision does to figures (a fact, `walk.reviewed`), and the words people exchange (talk.py).
"""

from sqlalchemy import case, func, update
from sqlmodel import Session, select

from app.accounts import audit
from app.accounts.access import Actor
from app.accounts.models import User
from app.accounts.names import name_for
from app.kit import clock, jobs
from app.kit.errors import Refusal
from app.walks.models import Entry, Review, Walk

ARRIVED, NEEDS, ASKED, ACCEPTED, ASIDE = "arrived", "needs_review", "asked_back", "accepted", "set_aside"
STATES = {ARRIVED: "Arrived", NEEDS: "Needs review", ASKED: "Asked back", ACCEPTED: "Accepted", ASIDE: "Set aside"}
UNDO = "undo"
DECISIONS = (NEEDS, ASKED, ACCEPTED, ASIDE)
WHY_NEEDED = {ASKED: "Say what you ask for: the walker reads it.",
              ASIDE: "Say why this walk is set aside: the walker reads it, and everybody after you."}
WHY_LETTERS = 1000
HANDED_IN, ANSWERED = "handed in", "the walker answered"
CHANGED = {ACCEPTED: "changed after it was accepted", ASKED: "changed after it was asked back"}


def settle(session: Session, by_id: str, walk: Walk, state: str, why: str = "", seen: int | None = None) -> None:
    """What a form asks for: a decision, or `undo`, which takes one's own newest one back."""
    before = walk.review
    if state == UNDO:
        take_back(session, by_id, walk)
    else:
        decide(session, by_id, walk, state, why, seen)
    if walk.review != before:
        audit.note(session, by_id, "review.decided", walk.id, was=before, state=walk.review)


def decide(session: Session, by_id: str, walk: Walk, state: str, why: str = "", seen: int | None = None) -> None:
    """Accept a walk, ask it back, set it aside, or let it wait again. seen: entries the reviewer was shown.

    Refuses: unknown_state, practice, not_handed_in, why_missing, changed_meanwhile, decided_meanwhile.
    again: the same decision for the same reason changes nothing.
    """
    why, entries = " ".join(why.split())[:WHY_LETTERS], entries_of(session, walk.id)
    _check(walk, state, why)
    if seen is not None and entries > seen:
        raise Refusal("changed_meanwhile", 409, "More of this walk arrived since you looked at it. Look again, "
                      "then decide.")
    last = latest(session, walk.id)
    if not (walk.review == state and last and (last.state, last.why, last.entries) == (state, why, entries)):
        _write(session, walk, state, why, by_id, entries)


def _check(walk: Walk, state: str, why: str) -> None:
    if state not in DECISIONS:
        raise Refusal("unknown_state", 422, "A walk can be accepted, asked back, set aside, or wait for review.")
    if walk.practice:
        raise Refusal("practice", 409, "This walk is practice and counts nowhere, so there is nothing to review.")
    if not walk.handed_in:
        raise Refusal("not_handed_in", 409, "This walk is not handed in yet. Wait until the walker has done that.")
    if state in WHY_NEEDED and not why:
        raise Refusal("why_missing", 422, WHY_NEEDED[state])


def take_back(session: Session, by_id: str, walk: Walk) -> None:
    """Undo one's own newest decision; what held before it holds again. Refuses: nothing_to_undo, decided_meanwhile."""
    last = latest(session, walk.id)
    if is_answer(last):
        raise Refusal("answered_meanwhile", 409, "The walker has answered, so what was asked cannot be taken back. "
                      "Nothing was changed: read the answer, then decide anew.")
    if not is_own(last, by_id):
        raise Refusal("nothing_to_undo", 409, "Somebody decided after you, or you took it back already. "
                      "Nothing was changed.")
    older = session.exec(select(Review).where(Review.walk_id == walk.id, Review.id < last.id).order_by(
        Review.id.desc()).limit(1)).first()
    held = older.why if older and older.state == last.before else ""
    state = NEEDS if last.before == ARRIVED else last.before
    _write(session, walk, state, held, by_id, older.entries if older else last.entries, undoes=last.id)


def is_own(last: Review | None, by_id: str) -> bool:
    """Whether the newest change is this person's decision, and no undoing itself; None: nothing was decided yet."""
    return last is not None and last.by_id == by_id and last.undoes is None and not is_answer(last)


def is_answer(last: Review | None) -> bool:
    """Whether the newest change is the walker's answer; a manager who walked answers too, and decides nothing by it."""
    return last is not None and (last.state, last.why) == (NEEDS, ANSWERED)


def follow(session: Session, walk: Walk) -> None:
    """What the log says now, said of the review: a walk handed in waits; one changed after a decision waits again.

    What was set aside stays so: nobody brings a walk back into figures by editing it. again: nothing.
    """
    if walk.review in CHANGED:
        last, entries = latest(session, walk.id), entries_of(session, walk.id)
        if last and entries > last.entries:
            _write(session, walk, NEEDS, CHANGED[walk.review], None, entries)
    elif walk.review == ARRIVED and walk.handed_in and not walk.practice:
        _write(session, walk, NEEDS, HANDED_IN, None, entries_of(session, walk.id))


def answered(session: Session, walk: Walk) -> None:
    """The walker answered what was asked back, so it waits for a reviewer again."""
    if walk.review == ASKED:
        _write(session, walk, NEEDS, ANSWERED, walk.walker_id, entries_of(session, walk.id))


def _write(session: Session, walk: Walk, state: str, why: str, by_id: str | None, entries: int,
           undoes: int | None = None) -> None:
    session.flush()
    before = walk.review
    moved = session.execute(update(Walk).where(Walk.id == walk.id, Walk.review == before).values(review=state))
    if not moved.rowcount:
        raise Refusal("decided_meanwhile", 409, "Somebody else decided about this walk just now. Look again.")
    session.refresh(walk, ["review"])
    session.add(Review(walk_id=walk.id, before=before, state=state, why=why, by_id=by_id, at=clock.now(),
                       entries=entries, undoes=undoes))
    session.flush()
    jobs.tell(session, "walk.reviewed", walk_id=walk.id)


def entries_of(session: Session, walk_id: str) -> int:
    """How many lines this walk has, those set aside too. A count, for rows may commit in another order."""
    return session.scalar(select(func.count()).select_from(Entry).where(Entry.walk == walk_id))


def latest(session: Session, walk_id: str) -> Review | None:
    """The newest change, or None."""
    return session.exec(select(Review).where(Review.walk_id == walk_id).order_by(Review.id.desc()).limit(1)).first()


def history_of(session: Session, actor: Actor, walk: Walk) -> list[tuple[Review, str | None]]:
    """[(change, name of who made it, None: the server)], newest first."""
    who = case((User.id == walk.walker_id, name_for(actor)), else_=User.name)
    return list(session.execute(select(Review, who).join(User, User.id == Review.by_id, isouter=True).where(
        Review.walk_id == walk.id).order_by(Review.id.desc())).all())


def reviewable() -> list:
    """What makes a walk one that reviewers decide about, as conditions on Walk."""
    return [Walk.handed_in, ~Walk.practice, Walk.withdrawn_at.is_(None), Walk.erased_at.is_(None),
            Walk.began_at.is_not(None)]


def waiting() -> list:
    """What makes a walk wait for a reviewer, as conditions on Walk."""
    return [Walk.review == NEEDS, *reviewable()]


def count_waiting(session: Session) -> int:
    """How many walks wait for a reviewer."""
    return session.scalar(select(func.count()).select_from(Walk).where(*waiting()))


def asked_words():
    """What was asked of a walk, as a column beside Walk; only of use where its state is asked_back."""
    return select(Review.why).where(Review.walk_id == Walk.id, Review.state == ASKED).order_by(
        Review.id.desc()).limit(1).correlate(Walk).scalar_subquery()
