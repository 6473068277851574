"""What each page of the personas room is given: personas with their words, ready to print."""

from sqlmodel import Session, select

from app.accounts.access import Actor
from app.journeys.models import Channel
from app.journeys.queries import journeys_in_force
from app.journeys.words import CHANNELS
from app.kit.errors import not_found
from app.personas.changes import changes
from app.personas.drafts import Draft
from app.personas.models import Evidence, Persona
from app.personas.queries import evidence_of, persona_revision, personas_in_force, revisions_of
from app.personas.shoes import SHOES
from app.personas.words import ACCESS, CLOSED, MOODS, PRONOUNS, whose
from app.voice.models import Comment, Theme
from app.voice.queries import visible as visible_comments
from app.voice.theme_queries import behind_theme, visible_themes

RESTS_ON = 50
FORM_WORDS = {
    "channels": [(channel.value, CHANNELS[channel][0]) for channel in Channel], "shoes": SHOES, "moods": MOODS,
    "access": [(key.value, words, more, " ".join(CLOSED[key])) for key, (words, more) in ACCESS.items()],
    "pronouns": PRONOUNS,
}


def listed(session: Session, actor: Actor) -> dict:
    """The list's view: personas in use, and those put away."""
    personas = [with_words(one) for one in personas_in_force(session, actor)]
    return {"personas": [one for one in personas if not one["archived"]],
            "archived": [one for one in personas if one["archived"]]}


def one_persona(session: Session, actor: Actor, persona_id: str, revision: int | None = None,
                comment: dict | None = None) -> dict:
    """A persona's view. revision: None for the one in force. comment: a half-typed one with its errors."""
    persona = persona_revision(session, persona_id, revision)
    if persona is None:
        raise not_found("persona")
    names = {one["id"]: one["name"] for one in journeys_in_force(session, actor)}
    return {"persona": with_words(persona), "team_id": session.get(Persona, persona_id).team_id,
            "history": history(session, persona_id),
            "walked": [(key, names[key]) for key in persona["journeys"] if key in names],
            **evidence(session, actor, persona_id, comment)}


def evidence(session: Session, actor: Actor, persona_id: str, comment: dict | None = None) -> dict:
    """The comments behind a persona, those that could be linked, and the form to paste one."""
    linked = select(Evidence.comment_id).where(Evidence.persona_id == persona_id)
    others = session.exec(visible_comments(actor).where(Comment.id.not_in(linked), Comment.words != "")
                          .order_by(Comment.made_at.desc()).limit(50)).all()
    return {"evidence": evidence_of(session, persona_id), "others": others, "comment": comment or {},
            "channels": FORM_WORDS["channels"], "channel_words": dict(FORM_WORDS["channels"])}


def begun(session: Session, actor: Actor, theme_id: str) -> Draft:
    """An empty draft, or one whose issue is what customers speak of."""
    theme = _theme(session, actor, theme_id)
    draft = Draft(theme=theme.id if theme else "")
    if theme:
        draft.texts["issue"] = theme.name
        draft.ticks["journeys"] = [theme.journey_id] if theme.journey_id else []
    return draft


def evidence_offered(session: Session, actor: Actor, theme_id: str) -> list[str]:
    """The newest comments of a theme, on which a persona made of it rests; none when it is gone."""
    return behind_theme(session, actor, theme_id, RESTS_ON) if theme_id else []


def _theme(session: Session, actor: Actor, theme_id: str) -> Theme | None:
    return session.exec(visible_themes(actor).where(Theme.id == theme_id)).first() if theme_id else None


def history(session: Session, persona_id: str) -> list[dict]:
    """Every revision, newest first, with `changed`: sentences; [] for the first."""
    made = revisions_of(session, persona_id)
    return [{**one, "changed": changes(before, one) if before else []}
            for one, before in zip(made, [*made[1:], None], strict=True)]


def since(session: Session, persona_id: str, revision: int) -> list[dict]:
    """The revisions made after this one, newest first."""
    return [one for one in history(session, persona_id) if one["revision"] > revision]


def form_view(session: Session, actor: Actor, draft: Draft, persona: dict | None = None, newer: tuple = ()) -> dict:
    """The form's view. persona: {id, revision, name} when one is edited; newer: revisions made meanwhile."""
    journeys = [one for one in journeys_in_force(session, actor)
                if not one["archived"] or one["id"] in draft.ticks["journeys"]]
    theme = _theme(session, actor, draft.theme)
    return {"draft": draft, "editing": persona, "newer": newer, "journeys": journeys, "theme": theme,
            "rests_on": len(evidence_offered(session, actor, draft.theme)), **FORM_WORDS}


def with_words(persona: dict) -> dict:
    """A persona with mood, access and closed channels in words."""
    mood, face = MOODS[persona["mood"]]
    access, access_means = ACCESS[persona["digital_access"]]
    return {**persona, "mood_is": mood, "face": face, "access_is": access, "access_means": access_means,
            "whose": whose(persona["pronoun"]),
            "closed_words": [CHANNELS[channel][0] for channel in persona["closed_channels"]]}
