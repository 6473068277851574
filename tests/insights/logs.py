"""Walks for tests of the desk: the drawn walk entered through `receive`, and stories without a database."""

import json
from functools import cache

from app.demo.journeys import JOURNEYS
from app.demo.script import demo_id
from app.demo.walks import all_walks, maria_by_dana, maria_by_priti, ngozi_by_marek, tom_by_idris
from app.insights.story import Story
from app.scoring.fold import fold

JOURNEY = demo_id("journey", "dispute")
CALL = demo_id("touchpoint", JOURNEY, "call")
SCRIPTS = (maria_by_dana, maria_by_priti, tom_by_idris, ngozi_by_marek)
PERSONA = {"id": "p", "revision": 1, "name": "Maria Alves, 71", "shoes": "maryjane", "closed_channels": [],
           "assumption": False}


def journey_shape(key: str, serious: bool = False) -> dict:
    """A demo journey in the catalogue's shape."""
    made = next(each for each in JOURNEYS if each["key"] == key)
    journey_id = demo_id("journey", key)
    return {"id": journey_id, "revision": 1, "name": made["name"], "is_serious": serious, "touchpoints": [
        {"id": demo_id("touchpoint", journey_id, name), "position": n, "name": words, "channel": channel,
         "importance": 1, "par": {part: par.get(part) for part in ("steps", "live_ms", "away_ms")}}
        for n, (name, words, channel, _, _, _, _, par) in enumerate(made["touchpoints"], 1)]}


@cache
def demo_stories() -> list[Story]:
    """Every walk of the demo world as a story."""
    shapes = {demo_id("journey", each["key"]): journey_shape(each["key"]) for each in JOURNEYS}
    return [Story(fold([json.loads(line) for line in script.lines]), shapes[script.journey[0]], PERSONA, "Dana")
            for script in all_walks()]


@cache
def random_story(seed: int) -> Story:
    """A random walk, with corrections, repeats and rubbish, as a story."""
    from tests.scoring.random_walks import random_walk
    lines, journey = random_walk(seed)
    return Story(fold(lines), {"name": "Random", **journey}, None, "Dana")


def stories() -> list[Story]:
    """Those, and 120 that nobody would make up."""
    return [*demo_stories(), *map(random_story, range(120))]


def enter_journeys(session) -> None:
    """The demo journey "Dispute a charge" and one persona, made by the server."""
    from app.journeys.commands import make_journey
    from app.journeys.forms import JourneyIn
    from app.personas.commands import make_persona
    from app.personas.forms import PersonaIn
    shape = journey_shape("dispute")
    touchpoints = [{name: place[name] for name in ("id", "name", "channel", "par")} for place in shape["touchpoints"]]
    make_journey(session, JourneyIn(name=shape["name"], touchpoints=touchpoints), journey_id=shape["id"])
    make_persona(session, PersonaIn(name="Maria Alves, 71", shoes="maryjane", issue="A charge", goal="Money back",
                                    journeys=[shape["id"]]), persona_id=demo_id("persona", "maria"))


def enter_walk(session, user, script, lines=None) -> str:
    """One demo walk in a user's name, as if their phone had sent it; its id."""
    from app.walks.commands import receive
    told = [json.dumps({**json.loads(line), "by": user.id}, ensure_ascii=False) for line in lines or script.lines]
    receive(session, user, script.dev, told)
    return script.walk


def enter_walks(session, cast: dict) -> list[str]:
    """The demo journey and four walks of it, by four of the cast; their ids. Their jobs are not run yet."""
    enter_journeys(session)
    walkers = (cast[who] for who in ("ada", "zoe", "mo", "una"))
    return [enter_walk(session, user, script()) for user, script in zip(walkers, SCRIPTS, strict=True)]


def another(script, walk: str, user_id: str, begin: dict | None = None, end: dict | None = None,
            revision: int = 1) -> list[str]:
    """The script's lines as another walk of somebody else, on a phone of its own, with bodies changed."""
    lines = [json.loads(line) for line in script.lines]
    new = {line["id"]: f"{walk}-{n}" for n, line in enumerate(lines)}
    said = {"walk.begin": {"revision": revision, **(begin or {})}, "walk.end": end or {}}
    return [json.dumps({
        **line, "id": new[line["id"]], "tap": new[line["id"]], "walk": walk, "by": user_id, "dev": f"phone-{walk}",
        "visit": new.get(line.get("visit"), line.get("visit")), "ref": new.get(line.get("ref")),
        "journey": f"{JOURNEY}@{revision}",
        "b": {name: new.get(value, value) if isinstance(value, str) else value
              for name, value in {**line["b"], **said.get(line["kind"], {})}.items()}}) for line in lines]
