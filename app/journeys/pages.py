"""What each page of the journeys room is given: journeys with their words, ready to print."""

from sqlmodel import Session

from app.accounts.access import Actor
from app.journeys.changes import changes
from app.journeys.drafts import Draft
from app.journeys.figures import MEASURES, measure_words, value_words
from app.journeys.models import Channel, Journey
from app.journeys.queries import PAR_PARTS, journey_revision, journeys_in_force, revisions_of
from app.journeys.words import CHANNELS, PHASES, usual
from app.kit.errors import not_found
from app.kit.filters import duration, spell

FORM_WORDS = {"channels": [(channel.value, CHANNELS[channel][0]) for channel in Channel], "phases": PHASES,
              "usual": {channel.value: usual(channel) for channel in Channel}}


def listed(session: Session, actor: Actor) -> dict:
    """The list's view: journeys in use, and those put away."""
    journeys = journeys_in_force(session, actor)
    for journey in journeys:
        journey["touchpoints"] = [with_words(point) for point in journey["touchpoints"]]
    return {"journeys": [one for one in journeys if not one["archived"]],
            "archived": [one for one in journeys if one["archived"]]}


def one_journey(session: Session, journey_id: str, revision: int | None = None, figure: dict | None = None) -> dict:
    """A journey's view. revision: None for the one in force. figure: a half-typed one with its errors."""
    journey = journey_revision(session, journey_id, revision)
    if journey is None:
        raise not_found("journey")
    journey["touchpoints"] = [with_words(point) for point in journey["touchpoints"]]
    return {"journey": journey, "team_id": session.get(Journey, journey_id).team_id,
            "history": history(session, journey_id), "figure": figure or {},
            "measures": [words for words, _ in MEASURES.values()]}


def history(session: Session, journey_id: str) -> list[dict]:
    """Every revision, newest first, with `changed`: sentences; [] for the first."""
    made = revisions_of(session, journey_id)
    older = [*made[1:], None]
    return [{**one, "changed": changes(before, one) if before else []}
            for one, before in zip(made, older, strict=True)]


def since(session: Session, journey_id: str, revision: int) -> list[dict]:
    """The revisions made after this one, newest first."""
    return [one for one in history(session, journey_id) if one["revision"] > revision]


def form_view(draft: Draft, journey: dict | None = None, fresh: str | None = None, newer: tuple = ()) -> dict:
    """The form's view. journey: {id, revision, name} when one is edited; fresh: the row to put the cursor in;
    newer: revisions others made meanwhile.
    """
    return {"draft": draft, "editing": journey, "fresh": fresh, "newer": newer, **FORM_WORDS}


def with_words(point: dict) -> dict:
    """A touchpoint with its channel in words and what it should take: each part as text, and whether it is
    only what is usual for the channel.
    """
    words, icon = CHANNELS[point["channel"]]
    return {"phone": "", "url": "", "address": "", **point, "channel_words": words, "icon": icon,
            "should_be": {part: _should_be(point, part) for part in PAR_PARTS},
            "official": [{**figure, "measure_words": measure_words(figure["measure"]),
                          "value_words": value_words(figure["measure"], figure["value"])}
                         for figure in point["official"]]}


def _should_be(point: dict, part: str) -> dict:
    declared = point["par"][part]
    value = usual(point["channel"])[part] if declared is None else declared
    if part == "steps":
        text = f"{value} step{'' if value == 1 else 's'}"
    else:
        text = duration(value) if value < 3_600_000 else spell(value)
    return {"text": text, "usual": declared is None}
