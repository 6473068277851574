"""What each page of the customers' room is given."""

from functools import partial
from urllib.parse import urlencode

from sqlmodel import Session

from app.accounts.access import Actor
from app.accounts.models import User
from app.journeys.models import Channel
from app.journeys.queries import journeys_in_force
from app.journeys.words import CHANNELS
from app.kit import clock
from app.voice.forms import KEEPS
from app.voice.mapping import DAYS, FIELDS, SCALES
from app.voice.models import Comment, Import, ImportState, Source, Theme
from app.voice.queries import ANSWERS, KINDS, files, heard
from app.voice.theme_queries import tags_on, themes_of

CHANNEL_WORDS = [(channel.value, CHANNELS[channel][0]) for channel in Channel]
SHORT = {"ces2": "ease {:g} of 7", "ces2010": "effort {:g} of 5", "effort": "effort {:g} of 7",
         "csat": "satisfied {:g} of 5", "zero_ten": "{:g} of 10"}
AS_IT_IS = "as-it-is"
BUSY = (ImportState.checking, ImportState.storing)


def choices(session: Session, actor: Actor) -> dict:
    """The words every form of this room chooses from. abouts: (journey/touchpoint, words); seen: ids of the journeys
    that are not closed to this actor, as one may be that an own comment speaks of; elsewhere: what to call the
    touchpoint of a row that is not among them, being put away or another team's by now, or ""."""
    journeys = journeys_in_force(session, actor)
    offered = {"channels": CHANNEL_WORDS, "channel_words": dict(CHANNEL_WORDS), "scales": SCALES, "answers": ANSWERS,
               "journeys": [(one["id"], one["name"]) for one in journeys], "seen": {one["id"] for one in journeys},
               "abouts": [(f"{one['id']}/{place['id']}", f"{one['name']}: {place['name']}")
                          for one in journeys if not one["archived"] for place in one["touchpoints"]],
               "place_words": {(one["id"], place["id"]): f"{one['name']}: {place['name']}"
                               for one in journeys for place in one["touchpoints"]}}
    return offered | {"elsewhere": partial(_elsewhere, dict(offered["abouts"]), offered["place_words"])}


def _elsewhere(abouts: dict, place_words: dict, row: Comment | Theme) -> str:
    if row.journey_id is None or f"{row.journey_id}/{row.touchpoint}" in abouts:
        return ""
    return place_words.get((row.journey_id, row.touchpoint), "A touchpoint of another team")


def listed(session: Session, actor: Actor, asked: dict, typed: dict | None = None, wrong: dict | None = None) -> dict:
    """The list's view. typed, wrong: a half-typed comment and what to do about it, by field."""
    page = heard(session, actor, **asked)
    following = {name: value for name, value in {**asked, "before": page.more}.items() if value}
    return {"heard": page, "asked": asked, "typed": typed or {}, "wrong": wrong or {}, "kinds": KINDS,
            "more": f"/voice?{urlencode(following)}" if page.more else None, "rated": rated, "age": age,
            "narrowed": any(asked.values()), **themed(session, actor, page.rows), **choices(session, actor)}


def one(session: Session, actor: Actor, comment: Comment, wrong: str) -> dict:
    """The view of one comment."""
    return {"comment": comment, "wrong_answer": wrong, "rated": rated, "age": age,
            **themed(session, actor, [comment]), **choices(session, actor)}


def themed(session: Session, actor: Actor, comments: list[Comment]) -> dict:
    """Every theme, and those of these comments: {comment: [(theme, counts | waits)]}."""
    themes = themes_of(session, actor)
    return {"themes": themes, "theme_names": {theme.id: theme.name for theme in themes},
            "tags": tags_on(session, [comment.id for comment in comments])}


def rated(comment: Comment) -> str:
    """'ease 6 of 7'; "" without a rating."""
    return SHORT[comment.scale].format(comment.rating) if comment.rating is not None and comment.scale in SHORT else ""


def age(comment: Comment) -> str:
    """How long a comment has waited: 'today', '3 days', '5 weeks', '7 months'."""
    days = (clock.now().date() - (comment.said_on or comment.made_at.date())).days
    for least, each, word in ((60, 30, "month"), (14, 7, "week"), (1, 1, "day")):
        if days >= least:
            n = days // each
            return f"{n} {word}{'' if n == 1 else 's'}"
    return "today"


def new_import(session: Session, actor: Actor, refusal: str = "", source: str = "") -> dict:
    """The page that takes a file. source: as it was typed."""
    brought = files(session, actor)
    return {"refusal": refusal, "source": source, "files": brought, "states": STATES,
            "sources": sorted({name for _, name, _ in brought})}


STATES = {"uploaded": "waits for its columns", "checking": "being looked at", "checked": "waits for your yes",
          "storing": "being kept", "stored": "kept", "failed": "could not be read", "forgotten": "dropped"}


def one_import(session: Session, actor: Actor, row: Import, wrong: str = "", mapping: dict | None = None) -> dict:
    """One file's page. mapping: as just typed, else as kept."""
    source = session.get(Source, row.source_id)
    by = session.get(User, row.made_by) if row.made_by else None
    return {"row": row, "source": source, "by": by.name if by else None, "wrong": wrong, "busy": row.state in BUSY,
            "mapping": mapping or row.mapping, "fields": FIELDS, "days": DAYS,
            "keeps": KEEPS, "share": round(100 * row.done / row.total) if row.total else None,
            **choices(session, actor)}
