"""A year of generated walks, for trying and measuring the desk: the same for the same number, and through the log's
own door. Not here: who and what they are about (town.py), and the hand-written demo world (walks.py)."""

import math
import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

from sqlmodel import Session

from app.accounts import commands as accounts
from app.accounts.models import Mark
from app.demo import town
from app.demo.script import Script, demo_id
from app.demo.seed import CROWD, enter_walk
from app.improvements import commands as improvements
from app.improvements.forms import ImprovementIn
from app.journeys import commands as journeys
from app.journeys.forms import JourneyIn
from app.kit import clock
from app.kit.blobs import Folder
from app.kit.db import Database
from app.personas import commands as personas
from app.personas.forms import PersonaIn
from app.scoring.entries import BRIGHT, FRICTION
from app.voice import commands as voice
from app.voice.commands import CommentIn
from app.walks import reviews
from app.walks.jobs import refresh
from app.walks.models import Walk

TOGETHER = 25  # walks a transaction
PHOTOS = 24
STORES = ("highgate", "highgate", "camden", "highgate", None)  # which store a walk says it was at
DAYS = 364
ZONES = ("Europe/London",) * 8 + ("Europe/Berlin", "America/New_York")
SECOND = 1000
DECISIONS = ((reviews.ACCEPTED, 0.55, ""), (reviews.ASKED, 0.60, "Which line did you ring?"),
             (reviews.ASIDE, 0.63, "The same walk was entered twice."))


def is_present(session: Session) -> bool:
    """Whether a crowd was put into this database."""
    return session.get(Mark, CROWD) is not None


def seed(database: Database, blobs: Folder, many: int, told) -> bool:
    """Put so many walks in, and what they need; False when a crowd is here already. told: called with a number of
    walks."""
    with database.write() as session:
        if is_present(session):
            return False
        town_of(session)
        session.merge(Mark(id=CROWD, value=str(many)))
    chance, walks = random.Random(f"reviews {many}"), scripts(many, clock.now().date())  # noqa: S311 — no secret
    while batch := list(islice(walks, TOGETHER)):
        with database.write() as session:
            for script in batch:
                _enter(session, blobs, script, chance.random())
        told(len(batch))
    return True


def town_of(session: Session) -> None:
    """Its people, journeys, personas, comments and fixes."""
    for number, name in enumerate(town.NAMES):
        accounts.add_user(session, f"crowd{number}@demo.shoeleather.example", "walker", name, is_demo=True,
                          user_id=_walker(number))
    for key, name, _, places in town.JOURNEYS:
        own = demo_id("journey", f"crowd-{key}")
        journeys.make_journey(session, _journey(key, name, places), journey_id=own, is_demo=True)
        if key == town.REVISED:
            journeys.revise_journey(session, own, 1, _journey(key, name, places, fewer=2), demo_id("user", "idris"))
    every = [demo_id("journey", f"crowd-{key}") for key, *_ in town.JOURNEYS]
    for key, name, shoes, pronoun, access, _, issue, goal in town.PERSONAS:
        personas.make_persona(session, PersonaIn(
            name=name, shoes=shoes, pronoun=pronoun, issue=issue, goal=goal, digital_access=access, journeys=every),
            persona_id=demo_id("persona", f"crowd-{key}"), is_demo=True)
    _comments(session)
    _fixes(session)


def _journey(key: str, name: str, places: tuple, fewer: int = 0) -> JourneyIn:
    own = demo_id("journey", f"crowd-{key}")
    return JourneyIn(name=name, touchpoints=[{
        "id": demo_id("touchpoint", own, place), "name": shown, "channel": channel, "department": department,
        "par": {"steps": max(1, steps - fewer * (place == "website")), "live_ms": live * SECOND}}
        for place, shown, channel, department, _, steps, live in places])


def _comments(session: Session, many: int = 240) -> None:
    chance, today = random.Random("comments"), clock.now().date()  # noqa: S311 — no secret
    for number in range(many):
        comment = voice.take_comment(session, CommentIn(
            words=chance.choice(town.COMMENTS).format(n=chance.randint(2, 40)), channel=chance.choice(("phone", "web")),
            said_on=today - timedelta(days=chance.randrange(DAYS)), source="Generated, invented"),
            comment_id=demo_id("comment", "crowd", number), is_demo=True)
        personas.link_comment(session, demo_id("persona", f"crowd-{chance.choice(town.PERSONAS)[0]}"), comment)


def _fixes(session: Session) -> None:
    today, by = clock.now().date(), demo_id("user", "idris")
    for number, (key, _, _, places) in enumerate(town.JOURNEYS):
        own = demo_id("journey", f"crowd-{key}")
        for at, (title, kind) in enumerate(town.FIXES):
            place = places[(number + at) % len(places)][0]
            fix = improvements.make_improvement(session, ImprovementIn(
                title=title, kind=kind, journey_id=own, touchpoint=demo_id("touchpoint", own, place),
                owner="Operations", due=today + timedelta(days=30 * at - 40), expected_ms=60_000 * (at + 1)), by,
                improvement_id=demo_id("improvement", key, at), is_demo=True)
            if at % 3:
                state, why = (("doing", ""), ("done", ""), ("dropped", "Costs more than it saves."))[(number + at) % 3]
                improvements.turn(session, fix, state, why, by, today,
                                  today - timedelta(days=40 * at) if state == "done" else None)


def _walker(number: int) -> str:
    return demo_id("user", f"crowd-{number}")


def _enter(session: Session, blobs: Folder, script: Script, at: float) -> None:
    """Take a walk in and review it at once, so that its sums are worked out once. at: 0…1 among the decisions."""
    enter_walk(session, blobs, script)
    refresh(session, {"walk_id": script.walk})
    walk = session.get(Walk, script.walk)
    chosen = next(((state, why) for state, upto, why in DECISIONS if at < upto), None)
    if chosen and walk.handed_in:
        reviews.decide(session, demo_id("user", "idris"), walk, *chosen)


def scripts(many: int, today: date) -> Iterator[Script]:
    """The walks themselves, the days of a year shuffled over them."""
    chance = random.Random(many)  # noqa: S311 — a generated world, no secret
    due = [journey for journey in town.JOURNEYS for _ in range(max(1, round(journey[2] * many)))]
    chance.shuffle(due)
    for number, journey in enumerate(due[:many]):
        yield _Stroll(number, journey, today, chance).script


class _Stroll:
    """One walk: how hard this day, these shoes and each touchpoint make it."""

    def __init__(self, number: int, journey: tuple, today: date, chance: random.Random):
        self.chance, (key, _, _, self.places) = chance, journey
        persona = chance.choice(town.PERSONAS)
        ago = chance.randrange(1, DAYS)
        hour = min(23, max(0, round(chance.gauss(13, 4))))
        self.load = persona[5] + (0.15 if hour in (9, 12, 13) else 0) + chance.gauss(0, 0.12)
        self.in_luck = chance.random() < 0.5
        self.camps, self.eased = key == town.CAMPS, key == town.REVISED and ago < DAYS // 2
        own = demo_id("journey", f"crowd-{key}")
        self.mode = "see" if chance.random() < 0.12 else "be"
        self.script = Script(
            f"crowd-{number}", _walker(min(39, int(chance.expovariate(1 / 12)))),
            (own, 2 if self.eased else 1), (demo_id("persona", f"crowd-{persona[0]}"), 1), mode=self.mode,
            zone=chance.choice(ZONES))
        self.script.at(f"{today - timedelta(days=ago)} {hour:02d}:{chance.randrange(60):02d}")
        self.photo = number < PHOTOS
        self.store = STORES[number % len(STORES)]
        self._walk(own)

    def _walk(self, own: str) -> None:
        chance, w = self.chance, self.script
        w.begin(self._guess(own) if self.mode == "be" else None)
        now, last = 0, "reached"
        for place, _, channel, _, hard, steps, live in self.places:
            at = chance.random()  # under 0.06: passed over; over 0.96: had to come a second time
            for _ in range(0 if at < 0.06 else 2 if at > 0.96 else 1):
                now, last = self._visit(now, place, channel, self._hard(place, hard), steps, live * SECOND)
        if chance.random() < 0.97:
            outcome = last if chance.random() < 0.9 else "partly"
            w.end(now + SECOND, outcome, *(chance.random() < share for share in (0.04, 0.06, 0.05, 0.08)))

    def _hard(self, place: str, hard: float) -> float:
        if self.camps:
            hard = 0.12 if self.in_luck else 1.05
        if self.eased and place == "website":
            hard -= 0.15
        return min(1.3, max(0.02, hard + self.load))

    def _guess(self, own: str) -> dict:
        chance = self.chance
        return {"steps": chance.randint(4, 20), "wait_ms": chance.randint(1, 12) * 60_000, "outcome": "reached",
                "touchpoints": {demo_id("touchpoint", own, place): self._rating(1 + 4 * hard, 0.8)
                                for place, _, _, _, hard, _, _ in self.places}}

    def _rating(self, about: float, spread: float) -> int:
        return min(7, max(1, round(self.chance.gauss(about, spread))))

    def _visit(self, now: int, place: str, channel: str, hard: float, steps: int, live: int) -> tuple[int, str]:
        """(when it was over, how it came out)"""
        chance, w = self.chance, self.script
        again = f"{place}#0" in w.visits
        w.enter(place, now, why="repeated" if again else "sent" if chance.random() < hard * 0.15 else "planned",
                place=self.store if channel == "store" else None)
        now = self._taps(now + 2 * SECOND, channel, hard, steps)
        now, cut = self._wait(now, channel, hard, live)
        if self.photo:
            w.photo(now, chance.choice(("screen", "door", "ticket", "form")), "What stood there")
            self.photo = False
        rating = self._rating(1 + 5 * hard, 0.7)
        w.mood(now + SECOND, min(2, max(-2, round(2 - 4 * hard + chance.gauss(0, 0.5)))))
        outcome = "not" if cut else chance.choices(("reached", "partly", "not"), (1.2 - hard * 0.8, 0.2, hard * 0.4))[0]
        w.leave(now + 4 * SECOND, None if chance.random() < 0.04 else rating, outcome,
                "gave_up" if cut else "sent_elsewhere" if outcome == "not" else None)
        return now + 30 * SECOND, outcome

    def _taps(self, now: int, channel: str, hard: float, steps: int) -> int:
        chance, w = self.chance, self.script
        for _ in range(max(1, round(steps * (0.6 + hard * 0.8 + chance.random() * 0.4)))):
            w.step(now, chance.choice(town.STEPS[channel]))
            now += chance.randint(4, 40) * SECOND
        for _ in range(min(4, int(chance.expovariate(1 / max(0.05, hard * 1.3))))):
            kind = chance.choice(FRICTION)
            w.step(now, kind, chance.choice(town.SNAGS[kind]))
            now += chance.randint(5, 60) * SECOND
        if chance.random() < 0.35 - hard * 0.25:
            w.step(now, BRIGHT, chance.choice(town.BRIGHT))
            now += 5 * SECOND
        if chance.random() < 0.3:
            w.note(now, chance.choice(town.NOTES))
        return now

    def _wait(self, now: int, channel: str, hard: float, live: int) -> tuple[int, bool]:
        """(when the wait was over, whether nobody saw its end)"""
        chance = self.chance
        lasted = round(live * math.exp(chance.gauss(hard * 2.2 - 0.9, 0.6)))
        cut = lasted > 12 * 60 * SECOND and chance.random() < 0.3
        self.script.wait(now, town.WAITS[channel], lasted, how="gave_up" if cut else "answered",
                         occupied=chance.random() < 0.4, explained=chance.random() < 0.5)
        return now + lasted + SECOND, cut
