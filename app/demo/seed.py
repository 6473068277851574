"""Put the demo world in, through the doors everybody uses, and take it and nothing else out again."""

from datetime import date

from sqlalchemy import delete, exists, select
from sqlmodel import Session

from app.accounts import commands as accounts
from app.accounts.models import (
    BrowserSession,
    CompanyIdentity,
    Mark,
    OneTimeLink,
    Passkey,
    Role,
    SignOn,
    Token,
    User,
)
from app.demo import drawings, reviews, walks
from app.demo.fixes import seed_fixes
from app.demo.journeys import JOURNEYS, OFFICIAL, PLACES
from app.demo.people import COMMENTS, COMPANY, PERSONAS, USERS
from app.demo.script import Script, demo_id
from app.demo.survey import FIRST_DAY, SAID, SOURCE, SURVEY
from app.demo.themes import seed_themes
from app.demo.workshops import seed_workshop
from app.improvements import commands as improvements
from app.improvements import queries as fixes
from app.journeys import commands as journeys
from app.journeys import places
from app.journeys.forms import FigureIn, JourneyIn
from app.journeys.models import Journey
from app.kit.blobs import Folder
from app.kit.errors import Refusal
from app.personas import commands as personas
from app.personas.forms import PersonaIn
from app.voice import commands as voice
from app.voice import themes
from app.voice.commands import CommentIn
from app.voice.mapping import felt_of
from app.walks import commands as walking
from app.walks.models import Walk
from app.walks.photos import store_photo
from app.workshops import commands as workshops

MARK, CROWD = "demo", "crowd"


def is_present(session: Session) -> bool:
    """Whether the demo world is in this database."""
    return session.get(Mark, MARK) is not None


def seed(session: Session, blobs: Folder, tell=lambda words: None) -> None:
    """Put the whole demo world in. tell: called with a few words a step, for progress.

    again: a second call changes nothing.
    """
    if is_present(session):
        return
    for key, role, name in USERS:
        accounts.add_user(session, f"{key}@demo.shoeleather.example", role, name, is_demo=True,
                          user_id=demo_id("user", key))
    tell(f"{len(USERS)} people of {COMPANY}")
    _seed_journeys(session)
    tell(f"{len(JOURNEYS)} journeys, {len(OFFICIAL)} published figures")
    _seed_places(session)
    tell(f"{len(PLACES)} places")
    _seed_personas(session)
    tell(f"{len(PERSONAS)} personas resting on {len(COMMENTS)} comments")
    _seed_survey(session)
    tell(f"{sum(sum(answers.values()) for _, _, answers in SURVEY)} answers to a survey after contact")
    tell(f"{seed_themes(session)} themes of what they said")
    scripts = walks.all_walks()
    for script in scripts:
        enter_walk(session, blobs, script)
        tell(f"walk: {script.name}, {len(script.lines)} entries")
    tell(f"{seed_fixes(session)} fixes")
    tell(f"{seed_workshop(session)} sheets of a workshop")
    tell(f"{reviews.add(session, scripts)} reviews")
    session.merge(Mark(id=MARK, value=COMPANY))


def _seed_journeys(session: Session) -> None:
    for each in JOURNEYS:
        journey_id = demo_id("journey", each["key"])
        journeys.make_journey(session, JourneyIn(
            name=each["name"], leave_no_trace=each["leave_no_trace"],
            touchpoints=[_touchpoint(journey_id, *row) for row in each["touchpoints"]]),
            journey_id=journey_id, is_demo=True)
    journeys.archive(session, session.get(Journey, demo_id("journey", "published")))  # read it, don't walk it
    for number, (journey, touchpoint, organisation, measure, value, source, dated) in enumerate(OFFICIAL):
        journey_id = demo_id("journey", journey)
        journeys.add_figure(session, journey_id, demo_id("touchpoint", journey_id, touchpoint), FigureIn(
            organisation=organisation, measure=measure, value=value, source=source, dated=dated),
            figure_id=demo_id("figure", number), is_demo=True)


def _touchpoint(journey_id: str, key: str, name: str, channel: str, phase: str, department: str,
                phone: str | None, address: str | None, par: dict) -> dict:
    return {"id": demo_id("touchpoint", journey_id, key), "name": name, "channel": channel, "phase": phase,
            "department": department, "phone": phone or "", "address": address or "", "par": par}


def _seed_places(session: Session) -> None:
    for key, name, kind in PLACES:
        places.make_place(session, places.PlaceIn(name=name, kind=kind), place_id=demo_id("place", key), is_demo=True)


def _seed_personas(session: Session) -> None:
    for each in PERSONAS:
        shape = {name: each[name] for name in each if name not in ("key", "journeys")}
        personas.make_persona(session, PersonaIn(**shape, journeys=[
            demo_id("journey", key) for key in each["journeys"]]), persona_id=demo_id("persona", each["key"]),
            is_demo=True)
    for number, (persona, words, said_on, channel, source) in enumerate(COMMENTS):
        comment = voice.take_comment(session, CommentIn(
            words=words, said_on=date.fromisoformat(said_on), channel=channel, source=source),
            comment_id=demo_id("comment", number), is_demo=True)
        personas.link_comment(session, demo_id("persona", persona), comment)


def _seed_survey(session: Session) -> None:
    for journey, touchpoint, answers in SURVEY:
        journey_id = demo_id("journey", journey)
        voice.take_ratings(session, {
            "journey_id": journey_id, "touchpoint": demo_id("touchpoint", journey_id, touchpoint), "source": SOURCE,
            "scale": "ces2", "said_on": date.fromisoformat(FIRST_DAY)}, answers, is_demo=True)
    for number, (journey, touchpoint, rating, words) in enumerate(SAID):
        journey_id = demo_id("journey", journey)
        voice.take_comment(session, CommentIn(
            words=words, said_on=date.fromisoformat(FIRST_DAY), source=SOURCE, journey_id=journey_id, scale="ces2",
            touchpoint=demo_id("touchpoint", journey_id, touchpoint), rating=rating, felt=felt_of(rating, "ces2")),
            comment_id=demo_id("answer", number), is_demo=True)


def enter_walk(session: Session, blobs: Folder, script: Script) -> None:
    """Take a walk and its photos in as its walker's phone would have sent them."""
    walker = session.get(User, script.by)
    walking.receive(session, walker, script.dev, script.lines)
    for photo_id, entry_id, drawing in script.photos:
        store_photo(session, blobs, walker.id, photo_id, entry_id, drawings.draw(drawing))
    session.get(Walk, script.walk).is_demo = True


def clear(session: Session, blobs: Folder) -> None:
    """Take the demo world out, and nothing else. Refuses: no_admin_of_your_own.

    Walks made by hand stay, with the journeys and personas they were made of (archived). A demo person who
    made something by hand stays too, but can no longer sign in. again: a second call changes nothing.
    """
    if not session.exec(select(User.id).where(User.role == Role.admin, ~User.is_demo, User.is_active)).first():
        raise Refusal("no_admin_of_your_own", 409, "Make an admin of your own first; otherwise nobody could come in.")
    for walk_id in session.scalars(select(Walk.id).where(Walk.is_demo)).all():
        walking.erase(session, blobs, walk_id)
    improvements.clear_demo(session)
    workshops.clear_demo(session)
    kept = select(Walk.journey_id, Walk.persona_id)
    rows = session.execute(kept).all()
    mended, mended_for = fixes.kept(session)
    personas.clear_demo(session, keep={row.persona_id for row in rows if row.persona_id} | mended_for)
    themes.clear_demo(session)
    voice.clear_demo(session)
    places.clear_demo(session)
    journeys.clear_demo(session, keep={row.journey_id for row in rows if row.journey_id} | mended)
    _clear_people(session)
    session.execute(delete(Mark).where(Mark.id.in_((MARK, CROWD))))


def _clear_people(session: Session) -> None:
    for user in session.scalars(select(User).where(User.is_demo)).all():
        for table in (BrowserSession, OneTimeLink, Token, Passkey, CompanyIdentity, SignOn):
            session.execute(delete(table).where(table.user_id == user.id))
        user.is_active = False
        session.add(user)
        session.flush()
        if not session.execute(select(exists().where(Walk.walker_id == user.id))).scalar():
            _delete_if_free(session, user)


def _delete_if_free(session: Session, user: User) -> None:
    from sqlalchemy.exc import IntegrityError
    try:
        with session.begin_nested():
            session.delete(user)
    except IntegrityError:
        session.expire(user)
