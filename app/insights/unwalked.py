"""Which real issues nobody has walked yet: themes of customers' comments against the walks that count.

A theme is walked when somebody walked its touchpoint as the customer, or wore a persona that rests on one of its
comments. What was only watched walks nothing.
"""

from dataclasses import dataclass

from sqlmodel import Session, select

from app.accounts.access import Actor
from app.insights.models import Cell
from app.insights.weights import id_in_force
from app.journeys.queries import journeys_in_force
from app.personas.models import Evidence
from app.personas.queries import personas_in_force
from app.personas.shoes import walk_in
from app.scoring.effort import METHOD
from app.voice.models import CommentTheme, TagState
from app.voice.theme_queries import Volume, volumes


@dataclass(frozen=True)
class Unwalked:
    """A theme nobody walked. where: its touchpoint in words, "" when bound to none; personas: [(id, name)] that rest
    on its comments."""

    volume: Volume
    where: str
    personas: list[tuple[str, str]]

    @property
    def next_step(self) -> tuple[str, str]:
        """(what to do, address): a walk where a persona waits for one, else a persona."""
        theme = self.volume.theme
        if self.personas and self.where:
            return f"Walk it as {self.personas[0][1]}", walk_in(theme.journey_id, self.personas[0][0])
        if self.personas:
            return f"{self.personas[0][1]} rests on it; choose what to walk", f"/personas/{self.personas[0][0]}"
        return "Make a persona of it", f"/personas/new?theme={theme.id}"


@dataclass(frozen=True)
class Found:
    """rows: the most spoken of first; n: themes that comments count for."""

    rows: list[Unwalked]
    n: int

    @property
    def heading(self) -> str:
        if not self.n:
            return "No theme has a comment yet"
        if not self.rows:
            return "Somebody has walked every theme" if self.n > 1 else "Somebody has walked this theme"
        return f"Nobody has walked {len(self.rows)} of {self.n} theme{'' if self.n == 1 else 's'} yet"


def unwalked_of(session: Session, actor: Actor) -> Found:
    """Themes with comments that count and no walk that does."""
    heard = [row for row in volumes(session, actor).rows if row.n]
    places, worn = set(), set()
    for journey, touchpoint, persona in session.execute(select(
            Cell.journey_id, Cell.touchpoint, Cell.persona).where(
            Cell.method == METHOD, Cell.weight_set == id_in_force(), Cell.mode == "be", Cell.n > 0).distinct()):
        places.add((journey, touchpoint))
        worn.add(persona)
    resting = _resting(session)
    names = {one["id"]: one["name"] for one in personas_in_force(session, actor) if not one["archived"]}
    words = {(one["id"], place["id"]): f"{one['name']}: {place['name']}" for one in journeys_in_force(session, actor)
             for place in one["touchpoints"]}
    rows = [Unwalked(row, words.get((row.theme.journey_id, row.theme.touchpoint), ""),
                     sorted((key, names[key]) for key in resting.get(row.theme.id, ()) if key in names))
            for row in heard if (row.theme.journey_id, row.theme.touchpoint) not in places
            and not resting.get(row.theme.id, set()) & worn]
    return Found(rows, len(heard))


def _resting(session: Session) -> dict[str, set[str]]:
    """theme → personas that rest on one of its comments."""
    found: dict[str, set[str]] = {}
    for theme_id, persona_id in session.execute(select(CommentTheme.theme_id, Evidence.persona_id).join(
            Evidence, Evidence.comment_id == CommentTheme.comment_id).where(
            CommentTheme.state == TagState.counts).distinct()):
        found.setdefault(theme_id, set()).add(persona_id)
    return found
