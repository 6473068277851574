"""A persona as someone is typing it: raw text, nothing lost, a sentence beside each wrong thing."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import ValidationError
from starlette.datastructures import FormData

from app.journeys.models import Channel
from app.personas.forms import PersonaIn
from app.personas.models import Access
from app.personas.shoes import SHOES
from app.personas.words import CLOSED

LINES = ("name", "pronoun", "summary", "issue", "goal", "mood_words", "access_words")
LISTS = ("rules", "unknowns")
TICKS = ("closed_channels", "journeys")
MISSING = {
    "name": "Give the persona a name, such as “Tom Reyes, 34”.",
    "issue": "Say what is wrong, in the customer's words.",
    "goal": "Say what would count as done.",
}


@dataclass
class Draft:
    """What stands in the form. texts: one-line fields and the lists, one a line; ticks: what is ticked; theme: of
    customers' comments, on which it will rest, "" for none."""

    texts: dict[str, str] = field(default_factory=lambda: dict.fromkeys((*LINES, *LISTS), ""))
    shoes: str = "brogue"
    mood: str = "0"
    digital_access: str = Access.full.value
    ticks: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in TICKS})
    errors: dict[str, str] = field(default_factory=dict)
    theme: str = ""
    team: str | None = None


def draft_of(persona: Mapping) -> Draft:
    """A persona in the catalogue's shape, as text to type over."""
    texts = {**{name: persona[name] for name in LINES}, **{name: "\n".join(persona[name]) for name in LISTS}}
    return Draft(texts, persona["shoes"], str(persona["mood"]), persona["digital_access"],
                 {name: list(persona[name]) for name in TICKS})


def read_draft(form: FormData) -> Draft:
    """Everything that was typed and ticked."""
    texts = {name: str(form.get(name, "")) for name in (*LINES, *LISTS)}
    return Draft(texts, str(form.get("shoes", "brogue")), str(form.get("mood", "0")),
                 str(form.get("digital_access", Access.full.value)),
                 {name: [str(one) for one in form.getlist(name)] for name in TICKS}, theme=str(form.get("theme", "")),
                 team=str(form["team"])[:64] if "team" in form else None)


def suggest_closed(draft: Draft) -> None:
    """Tick what this digital access closes, and nothing else."""
    if draft.digital_access in set(Access):
        draft.ticks["closed_channels"] = [channel.value for channel in CLOSED[Access(draft.digital_access)]]


def checked(draft: Draft, known_journeys: set[str]) -> PersonaIn | None:
    """The persona that was typed, or None with `draft.errors` saying what to do."""
    draft.errors |= {name: words for name, words in MISSING.items() if not draft.texts[name].strip()}
    if draft.shoes not in SHOES:
        draft.errors["shoes"] = "Choose a pair of shoes."
    if draft.mood not in {"-2", "-1", "0", "1", "2"}:
        draft.errors["mood"] = "Choose one of the five moods."
    if draft.digital_access not in set(Access):
        draft.errors["digital_access"] = "Choose how much internet this persona has."
    if draft.errors:
        return None
    lists = {name: [line.strip() for line in draft.texts[name].splitlines() if line.strip()] for name in LISTS}
    ticked = set(draft.ticks["closed_channels"])
    try:
        return PersonaIn(**{name: draft.texts[name] for name in LINES}, **lists, shoes=draft.shoes,
                         mood=int(draft.mood), digital_access=draft.digital_access,
                         closed_channels=[channel for channel in Channel if channel.value in ticked],
                         journeys=[one for one in draft.ticks["journeys"] if one in known_journeys])
    except ValidationError as problem:
        for error in problem.errors():
            draft.errors[str(error["loc"][0])] = "That is too long. Say it in fewer words."
        return None
