"""Themes as they are read: by volume, on a comment, and the comments behind one."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Date, and_, case, exists, func
from sqlmodel import Session, select

from app.accounts import wall
from app.accounts.access import Actor
from app.kit.errors import not_found
from app.voice.models import Answer, Comment, CommentTheme, TagState, Theme
from app.voice.queries import visible

SPAN = timedelta(days=30)
DAY = func.coalesce(Comment.said_on, func.date(Comment.made_at, type_=Date), type_=Date)


@dataclass(frozen=True)
class Volume:
    """A theme and the comments that count for it. felt: mean effort 1…7 of `rated` of them, None when nobody rated;
    waits: suggested, not in n; lately, before: of the thirty days up to the newest comment, and of the thirty before.
    """

    theme: Theme
    n: int = 0
    waits: int = 0
    felt: float | None = None
    rated: int = 0
    unanswered: int = 0
    lately: int = 0
    before: int = 0

    @property
    def open_share(self) -> int | None:
        """Percent nobody answered yet."""
        return round(100 * self.unanswered / self.n) if self.n else None


@dataclass(frozen=True)
class Themes:
    """rows: the largest first; n: comments with words; tagged: of those, in a theme; newest: the last day spoken."""

    rows: list[Volume]
    n: int
    tagged: int
    newest: date | None

    @property
    def heading(self) -> str:
        top = self.rows[0] if self.rows else None
        if top is None or not top.n:
            return "What customers speak of"
        return f"“{top.theme.name}” is spoken of most: {top.n:,} of {self.n:,} comments"


def visible_themes(actor: Actor):
    """The themes this actor may see: everybody's and the own teams' for viewers and managers, none for walkers."""
    return wall.of_desk(Theme, actor)


def my_theme(session: Session, actor: Actor, theme_id: str) -> Theme:
    """One theme this actor may see. Refuses: not_found."""
    found = session.exec(visible_themes(actor).where(Theme.id == theme_id)).first()
    if found is None:
        raise not_found("theme")
    return found


def themes_of(session: Session, actor: Actor) -> list[Theme]:
    """Every theme, the oldest first, so that its key stays its key."""
    return list(session.exec(visible_themes(actor).order_by(Theme.made_at, Theme.id)))


def volumes(session: Session, actor: Actor) -> Themes:
    """Every theme with what counts for it."""
    n, newest = session.execute(visible(actor).where(Comment.words != "").with_only_columns(
        func.count(), func.max(DAY))).one()
    held = exists().where(CommentTheme.comment_id == Comment.id, CommentTheme.state == TagState.counts)
    tagged = session.scalar(visible(actor).where(Comment.words != "", held).with_only_columns(func.count()))
    last = newest or date.min + 2 * SPAN
    counts = CommentTheme.state == TagState.counts

    def many(*wanted):
        return func.count(case((and_(counts, *wanted), 1)))
    rows = session.execute(visible(actor).join(CommentTheme, CommentTheme.comment_id == Comment.id).with_only_columns(
        CommentTheme.theme_id, many(),
        func.count(case((CommentTheme.state == TagState.waits, 1))), func.avg(case((counts, Comment.felt))),
        func.count(case((counts, Comment.felt))), many(Comment.answer == Answer.none), many(DAY > last - SPAN),
        many(DAY <= last - SPAN, DAY > last - 2 * SPAN)).group_by(CommentTheme.theme_id))
    told = {theme_id: figures for theme_id, *figures in rows}
    found = [Volume(theme, *told.get(theme.id, ())) for theme in themes_of(session, actor)]
    return Themes(sorted(found, key=lambda one: -one.n), n, tagged, newest)


def tags_on(session: Session, comment_ids: list[str]) -> dict[str, list[tuple[str, str]]]:
    """comment → [(theme, counts | waits)], the one put first before the others."""
    found: dict[str, list[tuple[str, str]]] = {}
    for comment_id, theme_id, state in session.execute(select(
            CommentTheme.comment_id, CommentTheme.theme_id, CommentTheme.state).where(
            CommentTheme.comment_id.in_(comment_ids), CommentTheme.state != TagState.away).order_by(
            CommentTheme.made_at, CommentTheme.theme_id)):
        found.setdefault(comment_id, []).append((theme_id, state))
    return found


def behind_theme(session: Session, actor: Actor, theme_id: str, limit: int) -> list[str]:
    """The newest comments that count for a theme, by id; none when it is not this actor's to see."""
    return list(session.exec(visible(actor).with_only_columns(Comment.id).join(
        CommentTheme, CommentTheme.comment_id == Comment.id).where(
        CommentTheme.theme_id == theme_id, CommentTheme.state == TagState.counts).order_by(
        Comment.made_at.desc(), Comment.id.desc()).limit(limit)))


def unsorted(session: Session, actor: Actor, limit: int) -> list[tuple[str, str]]:
    """(id, words) of the newest comments that no theme holds or waits for."""
    held = select(CommentTheme.comment_id).where(CommentTheme.state != TagState.away)
    return list(session.execute(visible(actor).with_only_columns(Comment.id, Comment.words).where(
        Comment.words != "", Comment.id.not_in(held)).order_by(Comment.made_at.desc(), Comment.id.desc())
        .limit(limit)))
