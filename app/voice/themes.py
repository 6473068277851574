"""Changes to themes: make one, bind it to a touchpoint, give it a rule, say that a comment speaks of it or not."""

from sqlalchemy import delete, select, update
from sqlmodel import Session

from app.accounts import wall
from app.kit import clock, jobs
from app.kit.db import Database, insert_new
from app.kit.errors import Refusal
from app.kit.ids import new_id
from app.voice.belonging import bind
from app.voice.models import Comment, CommentTheme, How, TagState, Theme
from app.voice.reading import plain
from app.voice.rules import finder, folded

CHUNK, KEY = 500, ("comment_id", "theme_id")


def make_theme(session: Session, name: str, by: str | None, *, place: tuple[str, str] | None = None,
               rule: list[str] = (), is_demo: bool = False, team: str | None = None) -> Theme:
    """A new theme. place: (journey, touchpoint); team: of one bound to no journey, None = everyone's. Refuses: name."""
    theme = Theme(id=new_id(), name=_name(session, name, None), is_demo=is_demo, made_by=by, made_at=clock.now(),
                  team_id=None if place else team)
    _say(session, theme, place, list(rule))
    return theme


def change_theme(session: Session, theme: Theme, name: str, place: tuple[str, str] | None, rule: list[str]) -> None:
    """Name, bind and rule it anew; what hands put stays. Refuses: name."""
    theme.name = _name(session, name, theme.id)
    _say(session, theme, place, rule)


def drop_theme(session: Session, theme: Theme) -> None:
    """The theme goes; the comments stay."""
    session.execute(delete(CommentTheme).where(CommentTheme.theme_id == theme.id))
    session.delete(theme)


def tag(session: Session, comment_id: str, theme_id: str, on: bool, by: str) -> None:
    """A person says that a comment speaks of a theme, or that it does not; no rule says otherwise again."""
    state = TagState.counts if on else TagState.away
    session.merge(CommentTheme(comment_id=comment_id, theme_id=theme_id, how=How.hand, state=state, made_by=by,
                               made_at=clock.now()))


def suggest(session: Session, theme_id: str, comment_ids: list[str]) -> None:
    """Mark comments as perhaps of a theme; none counts before a person accepts it. again: the same."""
    insert_new(session, CommentTheme.__table__, [_row(one, theme_id, How.suggested, TagState.waits)
                                                 for one in comment_ids], key=KEY)


def accept_suggested(session: Session, theme_id: str, by: str) -> None:
    """From here on every suggested comment of a theme counts."""
    session.execute(update(CommentTheme).where(CommentTheme.theme_id == theme_id, CommentTheme.state ==
                                               TagState.waits).values(state=TagState.counts, made_by=by,
                                                                      made_at=clock.now()))


def clear_demo(session: Session) -> None:
    """Remove the demo's themes. Call it before commands.clear_demo."""
    session.execute(delete(CommentTheme).where(CommentTheme.theme_id.in_(select(Theme.id).where(Theme.is_demo))))
    session.execute(delete(Theme).where(Theme.is_demo))


def run_rule(database: Database, theme_id: str) -> None:
    """Put the theme to every comment its rule finds, and take it from those it no longer finds. again: the same."""
    with database.read() as session:
        theme = session.get(Theme, theme_id)
        found = matching(session, theme.rule) if theme else []
    with database.write() as session:
        session.execute(delete(CommentTheme).where(CommentTheme.theme_id == theme_id,
                                                   CommentTheme.how == How.rule,
                                                   CommentTheme.state == TagState.counts))
        if session.get(Theme, theme_id) is not None:
            _put(session, theme_id, found)


def run_rules(database: Database, *of_which) -> None:
    """Put every rule to the comments of_which (SQL conditions) chooses. again: the same."""
    with database.read() as session:
        ruled = {theme.id: finder(theme.rule) for theme in session.scalars(select(Theme)) if theme.rule}
        found: dict[str, list[str]] = {theme_id: [] for theme_id in ruled}
        for comment_id, words in session.execute(_worded().where(*of_which)) if ruled else ():
            said = folded(words)
            for theme_id, finds in ruled.items():
                if finds.search(said):
                    found[theme_id].append(comment_id)
    for theme_id, comment_ids in found.items():
        with database.write() as session:
            if session.get(Theme, theme_id) is not None:
                _put(session, theme_id, comment_ids)


def matching(session: Session, rule: list[str]) -> list[str]:
    """The comments a rule finds, newest first."""
    finds = finder(rule)
    return [comment_id for comment_id, words in session.execute(_worded().order_by(
        Comment.made_at.desc(), Comment.id.desc())) if finds.search(folded(words))] if rule else []


def _worded():
    return select(Comment.id, Comment.words).where(Comment.words != "").execution_options(yield_per=1000)


def _put(session: Session, theme_id: str, comment_ids: list[str]) -> None:
    for start in range(0, len(comment_ids), CHUNK):
        chunk = comment_ids[start:start + CHUNK]
        session.execute(delete(CommentTheme).where(CommentTheme.theme_id == theme_id, CommentTheme.state ==
                                                   TagState.waits, CommentTheme.comment_id.in_(chunk)))
        # A comment may have gone since it was read.
        there = session.scalars(select(Comment.id).where(Comment.id.in_(chunk)))
        insert_new(session, CommentTheme.__table__, [_row(one, theme_id, How.rule, TagState.counts)
                                                     for one in there], key=KEY)


def _row(comment_id: str, theme_id: str, how: str, state: str) -> dict:
    return {"comment_id": comment_id, "theme_id": theme_id, "how": str(how), "state": str(state), "made_by": None,
            "made_at": clock.now()}


def _say(session: Session, theme: Theme, place: tuple[str, str] | None, rule: list[str]) -> None:
    bind(session, theme, place)
    ruled = theme.rule != rule or bool(rule)
    theme.rule = rule
    session.flush()
    if ruled:
        jobs.tell(session, "theme.ruled", theme_id=theme.id)


def _name(session: Session, typed: str, theme_id: str | None) -> str:
    name = " ".join(plain(typed).split())[:120]
    if not name:
        raise Refusal("name", 422, "Give the theme a name, best in customers’ words: “Nobody rings back”.")
    with wall.lifted(session):  # a name is one in the whole house
        same = session.scalars(select(Theme.id).where(Theme.name == name)).first()
    if same not in (None, theme_id):
        raise Refusal("name", 409, f"There is a theme “{name}” already.")
    return name
