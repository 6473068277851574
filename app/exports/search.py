"""Search: what was typed, looked for in everything this actor may see, grouped by what it is.

The index is asked with plain folded words, so that no sign of its own language reaches it. Three statements a page.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, case, func, or_, select, text
from sqlmodel import Session

from app.accounts import wall
from app.accounts.access import Actor
from app.accounts.models import User
from app.accounts.names import name_for
from app.exports.search_models import Finding
from app.exports.search_words import asked_words, excerpt, folded, parts
from app.improvements import queries as improvements
from app.improvements.models import Improvement
from app.insights.listing import listed
from app.journeys import queries as journeys
from app.journeys.models import Journey, JourneyRevision
from app.journeys.places import names_of
from app.personas import queries as personas
from app.personas.models import Persona, PersonaRevision
from app.personas.queries import persona_today
from app.voice import queries as voice
from app.voice.models import Comment
from app.walks.models import Message, Walk
from app.walks.queries import of_seen
from app.workshops import queries as workshops
from app.workshops.models import Workshop

FEW, MANY = 5, 60  # of one kind among others, and of one kind alone
NOUNS = {"journey": ("Journeys", "icon-map"), "touchpoint": ("Touchpoints", "icon-target"),
         "place": ("Places", "icon-store"), "persona": ("Personas", "icon-cards"), "walk": ("Walks", "icon-walk"),
         "words": ("Said and seen on walks", "icon-note"), "comment": ("Customers’ comments", "icon-heart"),
         "fix": ("Fixes", "icon-fix"), "talk": ("Talk beside walks", "icon-chat"),
         "workshop": ("Workshops", "icon-cards")}
_MATCHED = {
    "sqlite": "finding.id IN (SELECT rowid FROM finding_fts WHERE finding_fts MATCH :asked)",
    "postgresql": "array_to_tsvector(string_to_array(finding.folded, ' ')) @@ CAST(:asked AS tsquery)"}


@dataclass(frozen=True)
class Find:
    """One thing found. title, words: (piece, was looked for); where: '' or the journey; at: None without a day."""

    href: str
    title: list[tuple[str, bool]]
    words: list[tuple[str, bool]]
    where: str
    at: datetime | None


@dataclass(frozen=True)
class Group:
    """What was found of one kind. n: how many there are, more than `finds` when not all are shown."""

    noun: str
    n: int
    finds: list[Find]

    @property
    def name(self) -> str:
        return NOUNS[self.noun][0]

    @property
    def icon(self) -> str:
        return NOUNS[self.noun][1]


@dataclass(frozen=True)
class Found:
    """The page. asked: as it was typed; words: what was looked for, [] when there was nothing to look for."""

    asked: str
    words: list[str]
    only: str
    groups: list[Group]

    @property
    def n(self) -> int:
        return sum(group.n for group in self.groups)

    @property
    def heading(self) -> str:
        if not self.words:
            return "Search"
        return f"{self.n or 'Nothing'} found for “{self.asked}”"


wall.guard(Finding, lambda actor: and_(
    journeys.of_seen(Finding.journey_id, actor), personas.of_seen(Finding.persona_id, actor),
    of_seen(Finding.walk_id, actor), wall.outside(Finding.workshop_id, workshops.hidden(actor)),
    wall.outside(Finding.comment_id, voice.hidden(actor)),
    wall.outside(Finding.improvement_id, improvements.hidden(actor))))


def found(session: Session, actor: Actor, typed: str, only: str = "") -> Found:
    """What this actor may see of everything with all these words in it. only: one kind alone, of NOUNS."""
    asked, words = " ".join(typed.split())[:200], asked_words(typed)
    only = only if only in NOUNS else ""
    if not words:
        return Found(asked, [], only, [])
    groups: dict[str, Group] = {}
    for row in session.execute(_chosen(session, actor, words, only)):
        group = groups.setdefault(row.Finding.noun, Group(row.Finding.noun, row.many, []))
        group.finds.append(_find(row, words))
    if only in ("", "place") and actor.may.read and (places := _places(session, words, MANY if only else FEW)):
        groups["place"] = places
    return Found(asked, words, only, [groups[noun] for noun in NOUNS if noun in groups])


def _chosen(session: Session, actor: Actor, words: list[str], only: str):
    kind = session.get_bind().dialect.name
    asked = " ".join(f'"{word}"*' for word in words) if kind == "sqlite" else " & ".join(f"'{w}':*" for w in words)
    first = select(
        Finding.id, func.count().over(partition_by=Finding.noun).label("many"), func.row_number().over(
            partition_by=Finding.noun, order_by=(Finding.at.desc().nulls_last(), Finding.title, Finding.id)
        ).label("place")).where(text(_MATCHED[kind]).bindparams(asked=asked), _seen(actor))
    first = (first.where(Finding.noun == only) if only else first).subquery()
    journey = func.coalesce(Finding.journey_id, Walk.journey_id, Improvement.journey_id, Comment.journey_id)
    return (select(Finding, first.c.many, JourneyRevision.name.label("journey"), PersonaRevision.name.label("persona"),
                   case((User.id == Walk.walker_id, name_for(actor)), else_=User.name).label("walker"))
            .join(first, first.c.id == Finding.id).join(Walk, Walk.id == Finding.walk_id, isouter=True)
            .join(Improvement, Improvement.id == Finding.improvement_id, isouter=True)
            .join(Comment, Comment.id == Finding.comment_id, isouter=True)
            .join(Message, Message.id == Finding.message_id, isouter=True)
            .join(User, User.id == func.coalesce(Message.by_id, Walk.walker_id), isouter=True)
            .join(Journey, Journey.id == journey, isouter=True)
            .join(JourneyRevision, journeys.journey_today(), isouter=True)
            .join(Persona, Persona.id == Walk.persona_id, isouter=True)
            .join(PersonaRevision, persona_today(), isouter=True)
            .where(first.c.place <= (MANY if only else FEW)).order_by(Finding.noun, first.c.place))


def _places(session: Session, words: list[str], many: int) -> Group | None:
    """Places by name, each the map of where it hurts there, which holds the floor; None when there is none."""
    found = [(name, key) for key, name in names_of(session).items() if all(
        any(part.startswith(word) for part in folded(name).split()) for word in words)]
    return Group("place", len(found), [
        Find(f"/insights/heat?place={key}", parts(name, words), [], "Where it hurts here", None)
        for name, key in sorted(found)[:many]]) if found else None


def _seen(actor: Actor):
    """Each kind as its own room lets this actor see it; practice only by its walker."""
    rooms = [(Finding.walk_id, listed(actor))]
    rooms += [(column, room.visible(actor).with_only_columns(table.id)) for column, room, table in (
        (Finding.journey_id, journeys, Journey), (Finding.persona_id, personas, Persona),
        (Finding.comment_id, voice, Comment), (Finding.improvement_id, improvements, Improvement),
        (Finding.workshop_id, workshops, Workshop))]
    return or_(*(column.in_(keys) for column, keys in rooms))


def _find(row, words: list[str]) -> Find:
    one: Finding = row.Finding
    title, where = one.title, row.journey or ""
    if one.noun == "talk":
        title = f"{one.title}, {row.walker}" if one.title else row.walker
    if one.noun in ("words", "walk", "talk") and row.walker:
        said = [row.journey, row.persona] if one.noun != "walk" else []
        where = ", ".join(filter(None, (*said, f"walked by {row.walker}" if one.noun != "talk" else "")))
    if one.noun == "journey":
        where = ""
    return Find(_href(one), parts(title, words), excerpt(one.words, words) if one.words else [], where, one.at)


def _href(one: Finding) -> str:
    return {
        "journey": f"/journeys/{one.journey_id}",
        "touchpoint": f"/insights/journeys/{one.journey_id}/touchpoints/{one.part}",
        "persona": f"/personas/{one.persona_id}", "walk": f"/walks/{one.walk_id}",
        "words": f"/walks/{one.walk_id}?of={one.part}#behind", "talk": f"/walks/{one.walk_id}/review",
        "comment": f"/voice#comment-{one.comment_id}", "fix": f"/improvements/{one.improvement_id}",
        "workshop": f"/workshops/{one.workshop_id}" + ("#said-head" if one.part else "")}[one.noun]
