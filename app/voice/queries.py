"""What customers said, for those who may read it: the list, its counts, and the files it came in."""

from dataclasses import dataclass, field

from sqlalchemy import and_, case, func, or_
from sqlmodel import Session, select
from sqlmodel.sql.expression import SelectOfScalar

from app.accounts import wall
from app.accounts.access import Actor
from app.accounts.models import User
from app.journeys import queries as journeys
from app.journeys.queries import catalogue_journeys
from app.journeys.words import CHANNELS
from app.kit.errors import not_found
from app.kit.typed import sought
from app.voice.mapping import Place, places_of
from app.voice.models import Answer, Comment, CommentTheme, Import, Source, TagState, Theme

PAGE = 50
ANSWERS = {Answer.none: "Nothing yet", Answer.explained: "Explained", Answer.changed: "Changed",
           Answer.wont: "Won’t, because"}
KINDS = (("", "Words"), ("rated", "Ratings"), ("every", "Words and ratings"))


def visible(actor: Actor) -> SelectOfScalar[Comment]:
    """The comments this actor may read: everybody's and the own teams' for viewers and managers, none for walkers."""
    return wall.of_desk(Comment, actor)


def visible_imports(actor: Actor) -> SelectOfScalar[Import]:
    """The files this actor may see: everybody's and the own teams' for managers, none for walkers."""
    chosen = select(Import).where(*wall.seen(Import, actor))
    return chosen if actor.may.change else chosen.where(Import.id.is_(None))


def _open(table, actor: Actor):
    """Comments and themes: an own team's, whatever they speak of, and everybody's of a journey that is seen."""
    return or_(table.team_id.in_(actor.teams),
               and_(table.team_id.is_(None), journeys.of_seen(table.journey_id, actor)))


def _sources_of_files(actor: Actor):
    own = Import.__table__
    return select(own.c.source_id).where(wall.ours(own.c.team_id, actor)).correlate(None)


def _hidden(table, actor: Actor):
    own = table.__table__
    return select(own.c.id).where(or_(
        and_(own.c.team_id.is_(None), own.c.journey_id.in_(journeys.hidden(actor))),
        wall.theirs(own.c.team_id, actor))).correlate(None)


def hidden(actor: Actor):
    """A select of the comments that are not for this actor."""
    return _hidden(Comment, actor)


for _table in (Comment, Theme):
    wall.guard(_table, lambda actor, of=_table: _open(of, actor))
wall.guard(Import, lambda actor: wall.ours(Import.team_id, actor))
wall.guard(Source, lambda actor: wall.ours(Source.team_id, actor))
wall.guard(Source, lambda actor: Source.id.in_(_sources_of_files(actor)))  # whose file is open names it
wall.guard(CommentTheme, lambda actor: and_(CommentTheme.theme_id.not_in(_hidden(Theme, actor)),
                                            CommentTheme.comment_id.not_in(hidden(actor))))


def mine(session: Session, actor: Actor, comment_id: str) -> Comment:
    """One comment this actor may read. Refuses: not_found."""
    found = session.exec(visible(actor).where(Comment.id == comment_id)).first()
    if found is None:
        raise not_found("comment")
    return found


def my_import(session: Session, actor: Actor, import_id: str) -> Import:
    """One file this actor may see. Refuses: not_found."""
    found = session.exec(visible_imports(actor).where(Import.id == import_id)).first()
    if found is None:
        raise not_found("file")
    return found


def places(session: Session) -> list[Place]:
    """Every touchpoint of a journey in use, of which a comment may speak."""
    return places_of(catalogue_journeys(session))


@dataclass
class Heard:
    """A page of comments. n, waiting: comments that fit; ratings, felt: of everything that fits but for the kind,
    felt the mean effort 1…7; sources: names to choose from."""

    rows: list[Comment]
    n: int
    waiting: int
    ratings: int
    felt: float | None
    asked: dict
    sources: list[str] = field(default_factory=list)
    more: str | None = None

    @property
    def heading(self) -> str:
        if not self.n:
            return "What customers say"
        kind = "rating" if self.asked.get("kind") == "rated" else "comment"
        said = f"{self.n:,} {kind}{'s' if self.n != 1 else ''}"
        if kind == "rating" or not self.waiting:
            return said if kind == "rating" else f"{said}, every one answered"
        return f"{said}, {self.waiting:,} still unanswered"


def heard(session: Session, actor: Actor, **asked: str) -> Heard:
    """Comments, newest first. asked: journey, touchpoint, source, channel, answer, theme, kind, before; unknown find
    none."""
    asked = {name: sought(said) for name, said in asked.items()}
    wanted = wanted_of(asked)
    rows = session.exec(visible(actor).where(*wanted, *_before(asked)).order_by(
        Comment.made_at.desc(), Comment.id.desc()).limit(PAGE + 1)).all()
    n, waiting = session.execute(visible(actor).where(*wanted).with_only_columns(
        func.count(), func.count(case(((Comment.answer == Answer.none) & (Comment.words != ""), 1))))).one()
    ratings, felt = session.execute(visible(actor).where(*wanted_of({**asked, "kind": "every"})).with_only_columns(
        func.count(Comment.rating), func.avg(Comment.felt))).one()
    sources = session.scalars(visible(actor).with_only_columns(Comment.source).distinct().order_by(
        Comment.source).limit(200)).all()
    return Heard(list(rows[:PAGE]), n, waiting, ratings, felt, asked, list(sources),
                 rows[PAGE - 1].id if len(rows) > PAGE else None)


def wanted_of(asked: dict[str, str]) -> list:
    """What was sought of comments, as conditions; without a kind those in words. Its words: asked_words."""
    wanted = [getattr(Comment, column) == asked[name] for name, column in (
        ("journey", "journey_id"), ("touchpoint", "touchpoint"), ("source", "source"), ("channel", "channel"),
        ("answer", "answer")) if asked.get(name)]
    kinds = {"": [Comment.words != ""], "rated": [Comment.rating.is_not(None)], "every": []}
    wanted += of_theme(asked["theme"]) if asked.get("theme") else []
    return wanted + kinds.get(asked.get("kind", ""), [Comment.id.is_(None)])


def asked_words(session: Session, actor: Actor, asked: dict[str, str]) -> list[str]:
    """The same in words, with names instead of ids; [] when everything is let through."""
    said = {name: asked.get(name, "") for name in ("journey", "touchpoint", "source", "channel", "answer", "kind")}
    theme_id, _, waits = asked.get("theme", "").partition(":")
    theme = session.scalar(select(Theme.name).where(Theme.id == theme_id)) or "not known here"
    every = {one["id"]: one for one in journeys.journeys_in_force(session, actor)} if said["journey"] else {}
    journey = every.get(said["journey"], {"name": "a journey not known here", "touchpoints": []})
    place = next((one["name"] for one in journey["touchpoints"] if one["id"] == said["touchpoint"]), "")
    channels = {channel.value: words for channel, (words, _) in CHANNELS.items()}
    told = ((said["journey"], f"about {journey['name']}"),
            (said["touchpoint"], f"at {place or 'a touchpoint not known here'}"),
            (said["source"], f"found in {said['source']}"),
            (said["channel"], f"by way of {channels.get(said['channel'], 'a channel not known here')}"),
            (said["answer"], f"that led to: {ANSWERS.get(said['answer'], 'something not known here')}"),
            (theme_id, "in no theme" if theme_id == "none" else f"of the theme {theme}" + ", suggested" * bool(waits)))
    kinds = {"": ["in words"], "rated": ["with a rating"], "every": []}
    return kinds.get(said["kind"], ["of a kind not known here"]) + [words for asks, words in told if asks]


def of_theme(said: str) -> list:
    """What an address asks of themes, as conditions. said: a theme, "<theme>:waits" for those suggested, or "none"."""
    theme_id, _, state = said.partition(":")
    held = select(CommentTheme.comment_id)
    if theme_id == "none":
        return [Comment.id.not_in(held.where(CommentTheme.state == TagState.counts))]
    return [Comment.id.in_(held.where(CommentTheme.theme_id == theme_id,
                                      CommentTheme.state == (state or TagState.counts)))]


def _before(asked: dict) -> list:
    if not asked.get("before"):
        return []
    then = select(Comment.made_at).where(Comment.id == asked["before"]).scalar_subquery()
    return [(Comment.made_at < then) | ((Comment.made_at == then) & (Comment.id < asked["before"]))]


def felt_by_journey(session: Session, actor: Actor, *wanted) -> dict[tuple[str, str], list[tuple[float, int]]]:
    """(journey, touchpoint or "") → [(felt effort 1…7, how many)] of every rating that asks for effort. wanted: further
    conditions on Comment."""
    found: dict[tuple[str, str], list[tuple[float, int]]] = {}
    for journey, touchpoint, felt, n in session.execute(visible(actor).where(
            Comment.journey_id.is_not(None), Comment.felt.is_not(None), *wanted).with_only_columns(
            Comment.journey_id, Comment.touchpoint, Comment.felt, func.count()).group_by(
            Comment.journey_id, Comment.touchpoint, Comment.felt).order_by(Comment.felt)):
        found.setdefault((journey, touchpoint or ""), []).append((felt, n))
    return found


def felt_by_touchpoint(session: Session, actor: Actor, journey_id: str) -> dict[str, list[tuple[float, int]]]:
    """The same of one journey: touchpoint → [(felt effort, how many)]; "" is the journey."""
    told = felt_by_journey(session, actor, Comment.journey_id == journey_id)
    return {touchpoint: answers for (_, touchpoint), answers in told.items()}


def files(session: Session, actor: Actor) -> list[tuple[Import, str, str | None]]:
    """(the file, its source, who brought it), newest first, the last fifty."""
    return list(session.execute(
        visible_imports(actor).join(Source, Source.id == Import.source_id).join(
            User, User.id == Import.made_by, isouter=True).add_columns(Source.name, User.name)
        .order_by(Import.made_at.desc()).limit(50)))
