"""What a new server has to do first, in five steps; shown to admins until all are done, skipped or put away."""

from dataclasses import dataclass

from sqlmodel import Session, func, select

from app.accounts.access import Actor
from app.accounts.models import Mark, OneTimeLink, User
from app.journeys.models import Journey
from app.kit.errors import not_found
from app.personas.models import Persona
from app.voice.models import Comment
from app.walks.models import Walk

COMMENTS = 10
MARK = "first_steps"  # its value: the keys skipped, by commas, or PUT_AWAY
PUT_AWAY = "all"
STEPS = (
    ("comments", "Bring ten customer comments", "Paste them as they were written: complaints, surveys, reviews. They "
     "say where it hurts before anybody walks.", "/voice", "Paste comments"),
    ("persona", "Make the first persona", "Somebody those comments could be from: what they want, and what they can’t "
     "do.", "/personas/new", "Make a persona"),
    ("journey", "Make the first journey", "Start from a template and say what each touchpoint should take.",
     "/journeys/new", "Make a journey"),
    ("invite", "Invite somebody to walk", "A link or a code to scan; no mail is needed.", "/people", "Invite somebody"),
    ("walk", "Walk it", "Put on the persona’s shoes and log steps, waits and effort on your phone.", "/capture",
     "Start a walk"),
)


@dataclass(frozen=True)
class Step:
    """One of the five. state: done | skipped | next | open; so_far: '3 of 10 comments', else ''."""

    key: str
    head: str
    words: str
    href: str
    button: str
    state: str
    so_far: str = ""


def steps(session: Session, actor: Actor) -> list[Step]:
    """The five with how far they are; none for anybody but an admin, in the demo world, or when nothing is left."""
    if not actor.may.admit:
        return []
    marks = dict(session.execute(select(Mark.id, Mark.value).where(Mark.id.in_((MARK, "demo")))).all())
    if "demo" in marks or marks.get(MARK) == PUT_AWAY:
        return []
    done, n = _done(session)
    skipped = set(marks.get(MARK, "").split(","))
    if done | skipped >= {key for key, *_ in STEPS}:
        return []
    first = next(key for key, *_ in STEPS if key not in done | skipped)
    so_far = {"comments": f"{n} of {COMMENTS} comments so far"} if 0 < n < COMMENTS else {}
    return [Step(key, *words, "done" if key in done else "skipped" if key in skipped else
                 "next" if key == first else "open", so_far.get(key, "")) for key, *words in STEPS]


def skip(session: Session, key: str) -> None:
    """Leave a step out. again: nothing. Refuses: not_found."""
    if key not in {each for each, *_ in STEPS}:
        raise not_found("step")
    mark = session.get(Mark, MARK)
    kept = mark.value.split(",") if mark and mark.value else []
    if PUT_AWAY not in kept and key not in kept:
        session.merge(Mark(id=MARK, value=",".join([*kept, key])))


def put_away(session: Session) -> None:
    """Show none of them any more. again: nothing."""
    session.merge(Mark(id=MARK, value=PUT_AWAY))


def _done(session: Session) -> tuple[set[str], int]:
    def count(key):
        return select(func.count(key)).scalar_subquery()
    comments, personas, journeys, people, invites, walks = session.execute(select(
        count(Comment.id), count(Persona.id), count(Journey.id), count(User.id),
        select(func.count(OneTimeLink.id)).where(OneTimeLink.purpose == "invite").scalar_subquery(),
        count(Walk.began_at))).one()
    said = {"comments": comments >= COMMENTS, "persona": personas, "journey": journeys,
            "invite": people > 1 or invites, "walk": walks}
    return {key for key, is_done in said.items() if is_done}, comments
