"""What a table was narrowed to, in words: the names of today stand where an address has ids."""

from sqlmodel import Session, select

from app.exports.sheets import persona_names
from app.improvements.words import STATES as FIX_STATES
from app.insights.listing import MODES, STATES
from app.insights.words import moment_word
from app.journeys.models import Journey, Touchpoint
from app.journeys.queries import names_today
from app.kit.typed import sought


def of_walks(session: Session, asked: dict[str, str]) -> list[str]:
    """asked: journey, persona, mode, state, "" for any → ["of Send a router back", "as Tom Reyes, 34"]."""
    personas = persona_names(session) if asked["persona"] else {}
    return _said((asked["journey"], f"of {_journey(session, asked['journey'])}"),
                 (asked["persona"], f"as {personas.get(asked['persona'], 'a persona not known here')}"),
                 (asked["mode"], dict(MODES).get(asked["mode"], "in a way not known here").lower()),
                 (asked["state"], dict(STATES).get(asked["state"], "in a state not known here").lower()))


def of_moments(session: Session, journey: str, touchpoint: str, kind: str) -> list[str]:
    """The same of what happened on walks: one journey, one touchpoint, one kind, "" for any."""
    return _said((journey, f"of {_journey(session, journey)}"),
                 (touchpoint, f"at {_touchpoint(session, touchpoint)}"), (kind, f"of the kind {moment_word(kind)}"))


def of_fixes(session: Session, asked: dict[str, str]) -> list[str]:
    """The same of fixes. asked: journey, state (also "late"), owner ("-": nobody), "" for any."""
    states = {**FIX_STATES, "late": "Overdue"}
    return _said((asked["journey"], f"about {_journey(session, asked['journey'])}"),
                 (asked["state"], states.get(asked["state"], "in a state not known here").lower()),
                 (asked["owner"], "that nobody owns" if asked["owner"] == "-" else f"owned by {asked['owner']}"))


def _said(*told: tuple[str, str]) -> list[str]:
    return [words for asks, words in told if asks]


def _journey(session: Session, journey: str) -> str:
    found = session.execute(names_today().where(Journey.id == sought(journey))).first() if journey else None
    return found[1] if found else "a journey not known here"


def _touchpoint(session: Session, touchpoint: str) -> str:
    found = session.scalar(select(Touchpoint.name).where(Touchpoint.id == sought(touchpoint))
                           .order_by(Touchpoint.revision.desc()).limit(1)) if touchpoint else None
    return found or "a touchpoint not known here"
