"""What the pages of themes are given: themes by volume, one of them, and what words would find or suggest."""

from sqlmodel import Session

from app.accounts import languages, teams
from app.accounts.access import Actor
from app.kit.letters import is_unspaced
from app.voice import themes
from app.voice.mapping import place_at
from app.voice.models import Comment, Theme
from app.voice.pages import AS_IT_IS, choices
from app.voice.queries import places, visible
from app.voice.rules import groups_of, rule_of
from app.voice.small_words import small_words
from app.voice.theme_queries import unsorted, volumes

LOOKED_AT, EXAMPLES = 2_000, 3


def listed(session: Session, actor: Actor, typed: dict | None = None, wrong: str = "") -> dict:
    """Themes by volume. typed, wrong: a half-typed theme and what to do about it."""
    return {"heard": volumes(session, actor), "typed": typed or {}, "wrong": wrong, **choices(session, actor)}


def one(session: Session, actor: Actor, theme: Theme, typed: dict | None = None, wrong: str = "") -> dict:
    """One theme's page. typed: as someone was typing it when it was refused."""
    volume = next(row for row in volumes(session, actor).rows if row.theme.id == theme.id)
    offered = choices(session, actor)
    bound = f"{theme.journey_id}/{theme.touchpoint}"
    if words := offered["elsewhere"](theme):
        bound, offered["abouts"] = AS_IT_IS, [(AS_IT_IS, words), *offered["abouts"]]
    said = typed or {"name": theme.name, "about": bound, "words": ", ".join(theme.rule)}
    return {"theme": theme, "volume": volume, "typed": said, "wrong": wrong,
            "team_id": teams.found(session, actor, "theme", theme.id).whose, **offered}


def place_of(session: Session, about: str, theme: Theme | None = None) -> tuple[str, str] | None:
    """The (journey, touchpoint) a form chose; None when none. theme: whose place may stay as it is."""
    if theme and about == AS_IT_IS:
        return theme.journey_id, theme.touchpoint
    place = place_at(places(session), about)
    return (place.journey_id, place.touchpoint) if place else None


def preview(session: Session, actor: Actor, words: str) -> dict:
    """How many comments these words would find, and the newest of them. Nothing is kept."""
    rule = rule_of(words)
    found = themes.matching(session, rule)
    return {"rule": rule, "n": len(found), "examples": _said(session, actor, found[:EXAMPLES])}


def suggested(session: Session, actor: Actor) -> dict:
    """Groups of comments alike among the newest that no theme holds: [{name, words, n, examples}]. unspaced: how many
    of those looked at put no space between words, so that they could not be counted; spoken: by name, whose small words
    were left out."""
    open_ones, spoken = unsorted(session, actor, LOOKED_AT), languages.spoken(session)
    groups = groups_of([words for _, words in open_ones], small_words(spoken))
    return {"looked_at": len(open_ones), "unspaced": sum(is_unspaced(words) for _, words in open_ones),
            "spoken": languages.named(spoken), "groups": [{
                "name": group.words[0].capitalize(), "words": group.words, "n": len(group.members),
                "examples": [open_ones[place][1] for place in group.members[:EXAMPLES]]} for group in groups]}


def members_of(session: Session, actor: Actor, words: str) -> list[str]:
    """The comments among those `suggested` looks at that hold one of a group's words."""
    found = set(themes.matching(session, rule_of(words)))
    return [comment_id for comment_id, _ in unsorted(session, actor, LOOKED_AT) if comment_id in found]


def _said(session: Session, actor: Actor, comment_ids: list[str]) -> list[str]:
    return [comment.words for comment in session.exec(visible(actor).where(Comment.id.in_(comment_ids)).order_by(
        Comment.made_at.desc(), Comment.id.desc()))]

