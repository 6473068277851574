"""Changes to journeys: make one, revise it, put it away, set a published figure beside a touchpoint."""

from collections.abc import Iterable

from sqlalchemy import delete, update
from sqlmodel import Session, select

from app.journeys.forms import FigureIn, JourneyIn
from app.journeys.models import Journey, JourneyRevision, OfficialFigure, Touchpoint
from app.journeys.queries import journey_revision
from app.kit import clock, jobs
from app.kit.errors import Refusal, not_found
from app.kit.ids import new_id


def make_journey(session: Session, asked: JourneyIn, by: str | None = None, *, journey_id: str | None = None,
                 is_demo: bool = False, team: str | None = None) -> str:
    """Make a journey at revision 1; its id. by: a user's id, None when the server makes it; team: None = everyone's."""
    journey = Journey(id=journey_id or new_id(), revision=1, is_demo=is_demo, made_at=clock.now(), team_id=team)
    session.add(journey)
    session.flush()
    # A browser chooses no ids; whoever names the journey itself (a seed, an import) names its touchpoints too.
    _write_revision(session, journey.id, 1, asked, by, None if journey_id else set())
    return journey.id


def revise_journey(session: Session, journey_id: str, based_on: int, asked: JourneyIn, by: str) -> int:
    """Make the next revision; the revision now in force. Walks keep the one they began with.

    Refuses: not_found, stale (someone else made a revision since `based_on`).
    again: saving without a change makes none. Of two at the same moment one wins, by a conditional update.
    """
    today = journey_revision(session, journey_id)
    if today is None:
        raise not_found("journey")
    if today["revision"] != based_on:
        raise stale(today["revision"])
    if _said(today) == said_by(asked):
        return based_on
    won = session.execute(update(Journey).where(Journey.id == journey_id, Journey.revision == based_on)
                          .values(revision=based_on + 1))
    if won.rowcount != 1:
        raise stale(based_on + 1)
    known = set(session.exec(select(Touchpoint.id).where(Touchpoint.journey_id == journey_id)))
    _write_revision(session, journey_id, based_on + 1, asked, by, known)
    return based_on + 1


def stale(revision: int) -> Refusal:
    """Someone saved first."""
    return Refusal("stale", 409, "Someone else saved this journey while you were typing.", revision=revision)


def archive(session: Session, journey: Journey) -> None:
    """Offer a journey to no new walk. again: the first date stays."""
    journey.archived_at = journey.archived_at or clock.now()
    session.add(journey)


def unarchive(session: Session, journey: Journey) -> None:
    """Offer it again."""
    journey.archived_at = None
    session.add(journey)


def add_figure(session: Session, journey_id: str, touchpoint_id: str, asked: FigureIn, *,
               figure_id: str | None = None, is_demo: bool = False) -> str:
    """Set a published figure beside a touchpoint; its id. Refuses: no_such_touchpoint."""
    today = journey_revision(session, journey_id)
    if today is None or touchpoint_id not in {point["id"] for point in today["touchpoints"]}:
        raise Refusal("no_such_touchpoint", 409, "That touchpoint is no longer in this journey. "
                      "Open the journey again and choose another.")
    figure = OfficialFigure(id=figure_id or new_id(), journey_id=journey_id, touchpoint_id=touchpoint_id,
                            **asked.model_dump(), is_demo=is_demo, made_at=clock.now())
    session.add(figure)
    session.flush()
    return figure.id


def remove_figure(session: Session, journey_id: str, figure_id: str) -> None:
    """Take a published figure away; one already gone is no error."""
    session.execute(delete(OfficialFigure).where(OfficialFigure.journey_id == journey_id,
                                                 OfficialFigure.id == figure_id))


def clear_demo(session: Session, keep: Iterable[str] = ()) -> None:
    """Remove the demo's journeys and figures. keep: journeys that real walks were made of; only archived."""
    session.execute(delete(OfficialFigure).where(OfficialFigure.is_demo))
    kept = set(keep)
    for journey in session.exec(select(Journey).where(Journey.is_demo)):
        if journey.id in kept:
            archive(session, journey)
            continue
        for table in (OfficialFigure, Touchpoint, JourneyRevision):
            session.execute(delete(table).where(table.journey_id == journey.id))
        session.delete(journey)


def said_by(asked: JourneyIn) -> dict:
    """What a journey says, without ids of revisions: two equal ones need no new revision."""
    return asked.model_dump(mode="json")


def _said(today: dict) -> dict:
    return said_by(JourneyIn(
        name=today["name"], is_serious=today["is_serious"], leave_no_trace=tuple(today["leave_no_trace"]),
        touchpoints=tuple(_asked(point) for point in today["touchpoints"])))


def _asked(point: dict) -> dict:
    kept = {name: point[name] for name in ("id", "name", "channel", "phase", "department", "importance", "par")}
    return {**kept, "phone": point.get("phone", ""), "address": point.get("url") or point.get("address", "")}


def _write_revision(session: Session, journey_id: str, revision: int, asked: JourneyIn, by: str | None,
                    known: set[str] | None) -> None:
    session.add(JourneyRevision(journey_id=journey_id, revision=revision, name=asked.name,
                                is_serious=asked.is_serious, leave_no_trace=list(asked.leave_no_trace),
                                made_by=by, made_at=clock.now()))
    session.flush()
    taken: set[str] = set()
    for position, point in enumerate(asked.touchpoints, 1):
        session.add(_touchpoint(journey_id, revision, position, point, known, taken))
    session.flush()
    jobs.tell(session, "journey.revised", journey_id=journey_id)


def _touchpoint(journey_id, revision, position, point, known, taken) -> Touchpoint:
    # An id of another journey, or twice in one, would join walks that have nothing to do with each other.
    own = point.id if point.id and point.id not in taken and (known is None or point.id in known) else new_id()
    taken.add(own)
    return Touchpoint(
        journey_id=journey_id, revision=revision, id=own, position=position, channel=point.channel,
        par_steps=point.par.steps, par_live_ms=point.par.live_ms, par_away_ms=point.par.away_ms,
        **{name: getattr(point, name) for name in ("name", "phase", "department", "phone", "address",
                                                   "importance")})
