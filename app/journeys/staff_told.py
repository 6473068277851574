"""That staff were told of the programme: when, how, who by role, for which team or place; and the words to tell them.

Our people walk as customers and meet our own staff. Whoever is met must know beforehand that it happens, what is looked
at and what is never written down (reliability.md, T1: staff). No name stands here, of nobody.
"""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, func, select

from app.accounts import audit, teams, wall
from app.accounts.access import Actor
from app.accounts.models import Team, User
from app.accounts.names import name_for
from app.journeys.models import Place, StaffTold
from app.journeys.places import open_places
from app.kit import clock
from app.kit.errors import Refusal, not_found
from app.kit.ids import new_id

HOWS = {"meeting": "In a team meeting", "poster": "By a poster", "letter": "By letter or mail",
        "intranet": "On the intranet", "council": "With the works council", "talk": "One by one"}
LONGEST = 120
HEAD = "Our own people are being customers here"

wall.guard(StaffTold, lambda actor: wall.ours(StaffTold.team_id, actor))


@dataclass(frozen=True)
class Told:
    """One record as it is shown. concerns: 'Highgate store', 'team North' or 'everybody'; by: who wrote it down."""

    row: StaffTold
    concerns: str
    by: str

    @property
    def day(self) -> str:
        """'Tue 10 Nov 2026'."""
        return f"{date.fromisoformat(self.row.told_on):%a %-d %b %Y}"


def anything(session: Session) -> bool:
    """Whether anybody wrote down that staff were told, as far as whoever asks may see."""
    return session.exec(select(func.count()).select_from(StaffTold)).one() > 0


def every(session: Session, actor: Actor) -> list[Told]:
    """The records, newest telling first."""
    rows = session.execute(
        select(StaffTold, Team.name, Place.name, name_for(actor)).join(Team, Team.id == StaffTold.team_id, isouter=True)
        .join(Place, Place.id == StaffTold.place_id, isouter=True)
        .join(User, User.id == StaffTold.made_by, isouter=True)
        .order_by(StaffTold.told_on.desc(), StaffTold.made_at.desc(), StaffTold.id)).all()
    return [Told(row, ", ".join(filter(None, (place, team and f"team {team}"))) or "everybody", by or "somebody")
            for row, team, place, by in rows]


def untold(session: Session, rows: list[Told]) -> list[str]:
    """Open places nobody wrote a record for, by name; [] as soon as one record concerns everybody."""
    if any(told.row.place_id is None and told.row.team_id is None for told in rows):
        return []
    known = {told.row.place_id for told in rows}
    return [one.name for one in open_places(session) if one.id not in known]


def offers(session: Session, actor: Actor) -> dict[str, list[tuple[str, str]]]:
    """What a record may concern: {teams: [(id, name)], places: [(id, name)]}."""
    return {"teams": actor.offers, "places": [(one.id, one.name) for one in open_places(session)]}


def write_down(session: Session, actor: Actor, typed: dict[str, str], today: date) -> StaffTold:
    """Keep that staff were told. typed: told_on, how, by_role, whom, team, place. Refuses: bad_day, bad_how, bad_role,
    bad_whom, unknown_team, unknown_place."""
    offered = offers(session, actor)
    day = _day(typed["told_on"], today)
    if typed["how"] not in HOWS:
        raise Refusal("bad_how", 422, "Choose how they were told.", path="how")
    row = StaffTold(
        id=new_id(), told_on=day.isoformat(), how=typed["how"],
        by_role=_words(typed["by_role"], "by_role", "Say who told them, by role and not by name: “Store manager”."),
        whom=_words(typed["whom"], "whom", "Say who was told, as a group: “Everybody at the counter”."),
        team_id=_of(typed["team"], offered["teams"], "team"), place_id=_of(typed["place"], offered["places"], "place"),
        made_by=actor.user_id, made_at=clock.now())
    session.add(row)
    audit.note(session, actor, "staff.told", row.id, how=row.how, day=row.told_on, team=row.team_id, place=row.place_id)
    return row


def record(session: Session, record_id: str) -> StaffTold:
    """One record, as far as whoever asks may see. Refuses: not_found."""
    row = session.exec(select(StaffTold).where(StaffTold.id == record_id)).first()
    if row is None:
        raise not_found("record")
    return row


def _belonging(session: Session, actor: Actor, record_id: str) -> teams.Belonging:
    row = record(session, record_id)
    return teams.Belonging("record", row, f"“{row.whom}”, {row.told_on}", "/staff-told",
                           means="It then says that staff of this team were told, or of every team.")


# A team that is closed keeps its record: that its people were told says nothing of another's.
teams.own("record", "records that staff were told", StaffTold, _belonging, one="record that staff were told",
          stays=True)


def take_out(session: Session, actor: Actor, record_id: str) -> None:
    """Take a record out that was written by mistake. Refuses: not_found."""
    row = record(session, record_id)
    session.delete(row)
    audit.note(session, actor, "staff.record_removed", record_id, day=row.told_on)


def _day(typed: str, today: date) -> date:
    try:
        day = date.fromisoformat(typed.strip())
    except ValueError:
        raise Refusal("bad_day", 422, "Say on which day, such as 2026-11-23.", path="told_on") from None
    if day > today or day.year < 2000:
        raise Refusal("bad_day", 422, "That is too long ago to be true." if day <= today else
                      "That day is still to come. Write it down once they were told.", path="told_on")
    return day


def _words(typed: str, path: str, sentence: str) -> str:
    words = " ".join(typed.split())
    if not 1 <= len(words) <= LONGEST:
        raise Refusal(f"bad_{path}", 422, sentence if not words else f"Use up to {LONGEST} letters.", path=path)
    return words


def _of(typed: str, offered: list[tuple[str, str]], what: str) -> str | None:
    if not typed:
        return None
    if typed not in dict(offered):
        raise Refusal(f"unknown_{what}", 422, f"This {what} is not there any more. Choose again.", path=what)
    return typed


def words(organisation: str) -> list[str]:
    """What staff should know, a paragraph each: to print, to copy, to change. organisation: "" while it has no name."""
    return [
        f"Colleagues of ours{f' at {organisation}' if organisation else ''} walk in the shoes of our customers. They "
        "shop, call, write and wait as customers do, and log steps, waits, snags and how hard it felt. Some of them "
        "may come to you.",
        "What is looked at is the journey: our rules, forms, systems and waits. Not you. Your name, how you look and "
        "what you alone did are not written down; there is no field for them.",
        "A place is not shown on its own before several people have walked there several times. Whoever walks covers "
        "faces and name badges before a photo leaves the phone. Nobody is ranked, neither those who walk nor those "
        "whom they meet.",
        "You need not do anything differently. What goes well is logged, too.",
        "You may ask what was noted at your place, and say when something in it is wrong or is about you. It will be "
        "taken out.",
    ]
