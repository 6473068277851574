"""One walk, read for a page: the log folded now, its journey, persona and photos. Right even when jobs lag."""

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from sqlalchemy import and_
from sqlmodel import Session, select

from app.accounts import wall
from app.accounts.access import Actor
from app.accounts.models import User
from app.accounts.names import name_for
from app.insights.changes import changes_of
from app.insights.lens import UNKNOWN_PLACE
from app.insights.models import Cell, Moment, Score, StageScore
from app.insights.story import Story
from app.insights.weights import OWN, Weights, in_force
from app.insights.words import BIAS_WORDS, FLAG_WORDS, OUTCOME_WORDS, ended_words
from app.insights.zones import local, zones_of
from app.journeys import queries as journeys
from app.journeys.places import names_cell, names_in
from app.journeys.queries import journey_revision
from app.kit.filters import duration
from app.personas import queries as personas
from app.personas.queries import persona_revision
from app.scoring.effort import METHOD
from app.scoring.fold import fold
from app.walks.models import Entry, EntryState, Photo, Walk
from app.walks.queries import not_there, of_seen, photos_of, visible

PLACE = re.compile(r'("place"\s*:\s*)(?:"(?:[^"\\]|\\.)*"|-?[0-9][0-9.eE+-]*)')  # in a line that may be no JSON at all


@dataclass
class WalkPage:
    """What the pages of one walk print beside its Story. zones: (ms, minutes east) as the phone stamped them; sites:
    place → its name; knows_where: the reader may know at which of them this walk was walked."""

    walk: Walk
    story: Story
    entries: list[Entry]
    photos: dict[str, Photo]
    zones: list[tuple[int, int]]
    weights: Weights = OWN
    method: str = METHOD
    sites: dict[str, str] = field(default_factory=dict)
    knows_where: bool = False

    @property
    def where(self) -> list[str]:
        """'Store: Highgate store', once for each place of a touchpoint; [] when nobody said, or the reader may not."""
        story = self.story
        told = [(story.lane_of[visit["visit"]].name, self.sites.get(visit["place"], UNKNOWN_PLACE))
                for visit in story.fold["visits"] if visit["place"] and self.knows_where]
        return [f"{name}: {place}" for name, place in dict.fromkeys(told)]

    @property
    def here(self) -> str:
        return f"/walks/{self.walk.id}"

    @property
    def quarantined(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.state == EntryState.quarantined]

    @property
    def open_entries(self) -> list[Entry]:
        """The lines anyone may read: while the guess is sealed, not those that can carry it."""
        if self.story.fold["handed_in"]:
            return self.entries
        sealed = {entry.id for entry in self.entries if entry.kind == "walk.begin"}
        return [entry for entry in self.entries if entry.id not in sealed and entry.ref not in sealed]

    def line_of(self, entry: Entry) -> str:
        """A line as received; for whoever may not know where it was walked, with no place in it."""
        return entry.line if self.knows_where else PLACE.sub(r'\1"a place"', entry.line)

    def lines_about(self, of: str) -> list[Entry]:
        """The lines of one entry: its own, its corrections, a wait's end; all lines for ''."""
        return [entry for entry in self.open_entries if not of or of in self._about(entry)]

    @cached_property
    def line_counts(self) -> Counter:
        """entry → how many lines of the log tell of it."""
        return Counter(name for entry in self.open_entries for name in self._about(entry))

    def _about(self, entry: Entry) -> set[str]:
        about = {entry.id, entry.ref} - {None}
        return about | {start for name in about if (start := self._starts.get(name))}

    @cached_property
    def _starts(self) -> dict[str, str]:
        """A wait's end → its start, as the lines say."""
        ends = [entry for entry in self.entries if entry.kind == "wait.end" and entry.state == EntryState.stored]
        return {entry.id: (json.loads(entry.line).get("b") or {}).get("start") for entry in ends}

    @property
    def is_withdrawn(self) -> bool:
        return self.walk.withdrawn_at is not None or self.story.fold["withdrawn"]

    @property
    def should_be_steps(self) -> int | None:
        return self.story.should_be("steps")

    @property
    def should_be_live_ms(self) -> int | None:
        return self.story.should_be("live_ms")

    def clock(self, at: int) -> str:
        """'Tue 10 Nov, 13:55' by the phone's own clock."""
        return local(at, self.zones).strftime("%a %-d %b, %H:%M")

    @property
    def dates(self) -> list[date]:
        return [local(at, self.zones).date() for span in self.story.spans for at in span]

    @property
    def days(self) -> str:
        """'10 to 13 November 2026'."""
        if not self.story.fold["began"]:
            return ""
        first, last = min(self.dates), max(self.dates)
        if first == last:
            return first.strftime("%-d %B %Y")
        short = "%-d" if (first.year, first.month) == (last.year, last.month) else "%-d %B"
        return f"{first.strftime(short)} to {last.strftime('%-d %B %Y')}"

    @property
    def ended(self) -> str:
        """'Solved, on day 4'."""
        folded = self.story.fold
        if not folded["handed_in"]:
            return "Still walking"
        code = folded["visits"][-1]["code"] if folded["visits"] and folded["outcome"] == "not" else None
        words = ended_words(folded["outcome"], code) or "Nothing said"
        day = (max(self.dates) - min(self.dates)).days + 1
        return f"{words}, on day {day}" if day > 1 else words

    @property
    def guess(self) -> list[tuple[str, str]]:
        """[(what was guessed, how it turned out)], part by part; empty while sealed."""
        guess, story = self.story.prediction, self.story
        if guess is None:
            return []
        parts = []
        if guess.get("steps") is not None:
            parts.append((f"{guess['steps']} steps", _more(story.steps - guess["steps"], str)))
        if guess.get("wait_ms") is not None:
            more = _more(story.waited_ms - guess["wait_ms"], duration, story.waited_at_least)
            parts.append((f"{duration(guess['wait_ms'])} waiting", more))
        if story.guessed_felt and story.felt:
            parts.append((f"felt {story.guessed_felt:.1f}", f"it felt {story.felt:.1f}"))
        if guess.get("outcome"):
            parts.append((OUTCOME_WORDS[guess["outcome"]].lower(), "and so it ended" if guess["outcome"] ==
                          story.fold["outcome"] else "it ended otherwise"))
        return parts

    @property
    def notices(self) -> list[str]:
        """What a reader should know before believing a number of this walk."""
        folded, said = self.story.fold, []
        if self.is_withdrawn:
            said.append("You withdrew this walk. Nobody else sees it; it is erased after 30 days.")
        if folded["practice"]:
            said.append("Practice: this walk counts nowhere.")
        if not folded["handed_in"]:
            said.append("This walk is not handed in yet. More may follow.")
        if folded["mode"] == "see":
            said.append("Watched, not walked: someone else was the customer. It is never mixed with walks as customer.")
        if self.quarantined:
            words = sorted({entry.why_words or entry.why or "" for entry in self.quarantined})
            said.append(f"{len(self.quarantined)} entr{'y is' if len(self.quarantined) == 1 else 'ies are'} set aside "
                        f"and not counted. {' '.join(words)}")
        said += [FLAG_WORDS[flag] for flag in folded["flags"] if flag in FLAG_WORDS]
        biased = [words for name, words in BIAS_WORDS.items() if folded["bias"].get(name)]
        if biased:
            said.append(f"The walker {', '.join(biased)}.")
        if self.story.persona and self.story.persona["assumption"]:
            said.append("This persona is an assumption: no customer comment stands behind it yet.")
        return said

    def bar_px(self, wait: dict) -> dict:
        """A wait on the thread: 12 px a minute, 24 to 96 px high; light up to what it should be."""
        ms = wait["ms"] or 0
        whole = round(max(24, min(96, ms / 60_000 * 12)))
        return {"whole": whole, "light": round(whole * min(1, wait["should_be_ms"] / ms)) if ms else whole}


for _table in (StageScore, Cell):
    wall.guard(_table, lambda actor, of=_table: and_(journeys.of_seen(of.journey_id, actor),
                                                     personas.of_seen(of.persona, actor)))
wall.guard(Score, lambda actor: of_seen(Score.walk_id, actor))
wall.guard(Moment, lambda actor: and_(journeys.of_seen(Moment.journey_id, actor), of_seen(Moment.walk_id, actor)))


def _more(difference: int, words, at_least: bool = False) -> str:
    """at_least: the walked side had a wait nobody saw the end of."""
    if at_least and difference <= 0:
        return f"{words(-difference)} less when it was cut short" if difference else "it was at least that"
    if difference == 0:
        return "and so it was"
    return f"it was {'at least ' if at_least else ''}{words(abs(difference))} {'more' if difference > 0 else 'less'}"


def walk_page(session: Session, actor: Actor, walk_id: str) -> WalkPage:
    """Everything the pages of one walk read, in six to ten statements. Refuses: not_found, log_gone."""
    found = session.exec(select(Walk, name_for(actor), names_cell()).join(User, User.id == Walk.walker_id).where(
        Walk.id.in_(visible(actor).with_only_columns(Walk.id)), Walk.id == walk_id)).first()
    if found is None:
        raise not_there(session, actor, walk_id)
    walk, walker, named = found
    entries = list(session.exec(select(Entry).where(
        Entry.walk == walk_id, Entry.state != EntryState.erased).order_by(Entry.server_seq)))
    lines = [json.loads(entry.line) for entry in entries if entry.state == EntryState.stored]
    folded = fold(lines)
    # Who may see the walk may see what it was walked by, also after the journey went to another team.
    with wall.lifted(session):
        journey = journey_revision(session, folded["journey"], folded["revision"]) if folded["journey"] else None
        persona = persona_revision(session, folded["persona"], walk.persona_revision) if folded["persona"] else None
    weights, sites, is_mine = in_force(session), names_in(named), walk.walker_id == actor.user_id
    knows_where = _may_know_where(actor, is_mine)
    story = Story(folded, journey, persona, walker, is_mine, weights.config,
                  changes_of(lines, (lambda place: sites.get(place, UNKNOWN_PLACE)) if knows_where else None))
    return WalkPage(walk, story, entries, photos_of(session, walk_id), zones_of(lines), weights,
                    sites=sites, knows_where=knows_where)


def _may_know_where(actor: Actor, is_mine: bool) -> bool:
    """A single walk's places are for its walker and for who reviews; a link that leaves the house has neither."""
    return is_mine or (actor.may.change and actor.scope != "shared")
