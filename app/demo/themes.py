"""Themes of the demo's comments: some a person put there, one by a saved rule, and suggestions that wait."""

from sqlmodel import Session, select

from app.demo.script import demo_id
from app.voice import themes
from app.voice.models import Comment

# (name, (journey, touchpoint) or None, rule, words whose comments a person put there, words whose comments wait)
THEMES = (
    ("Everybody says something else", ("dispute", "call"), (), ("Three people told me", "to Billing, to Collections"),
     ()),
    ("Sent online", ("dispute", "call"), ("go online", "website", "internet"), (), ()),
    ("The form leads nowhere", ("dispute", "website"), (), ("Why is there a form",), ("The form wants a reference",)),
    ("The chat closes", ("fault", "chat"), (), ("The chat closed on me",), ("It closed on me",)),
)


def seed_themes(session: Session) -> int:
    """Put the themes in; how many. The rule finds its comments when its job runs."""
    by = demo_id("user", "idris")
    said = session.execute(select(Comment.id, Comment.words).where(Comment.is_demo, Comment.words != "")).all()

    def found(beginnings: tuple[str, ...]) -> list[str]:
        return [comment for comment, words in said if any(beginning in words for beginning in beginnings)]
    for name, (journey, touchpoint), rule, put, waiting in THEMES:
        journey_id = demo_id("journey", journey)
        theme = themes.make_theme(session, name, by, place=(journey_id, demo_id("touchpoint", journey_id, touchpoint)),
                                  rule=list(rule), is_demo=True)
        for comment in found(put):
            themes.tag(session, comment, theme.id, True, by)
        themes.suggest(session, theme.id, found(waiting))
    return len(THEMES)
