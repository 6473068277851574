"""What was done, in words: one sentence a line of the log, with the names people and journeys have today.

The log itself keeps ids alone (accounts/audit.py); whoever was erased is nobody's name here either.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_
from sqlmodel import Session, select

from app.accounts.models import AuditChain, AuditLine, User
from app.exports.deed_words import HOW, SENTENCES, label_of
from app.exports.sheets import persona_names
from app.insights.lens import OWN, Lens
from app.journeys.models import Journey
from app.journeys.places import names_of
from app.journeys.queries import names_today
from app.kit.errors import Refusal
from app.kit.filters import day as day_words
from app.kit.typed import sought
from app.walks.reviews import STATES

PAGE = 50
ERASED = "someone erased"


@dataclass(frozen=True)
class Choice:
    """Which lines. deed: `noun.participle`; who: id of a person who did it or to whom it was done; day: ISO, in the
    organisation's zone; before: only lines with a smaller number. "" and 0 let everything through."""

    deed: str = ""
    who: str = ""
    day: str = ""
    before: int = 0

    def fields(self) -> dict[str, str]:
        """What it asks for, as an address carries it; without `before`."""
        return {name: getattr(self, name) for name in ("deed", "who", "day") if getattr(self, name)}


@dataclass(frozen=True)
class Told:
    """A line in words. n: its number; words: the sentence; label: what kind of deed."""

    n: int
    at: datetime
    deed: str
    label: str
    words: str
    line: AuditLine


@dataclass(frozen=True)
class Page:
    """days: [(day in words, its lines)], newest first; n: how many lines fit; total: how many are kept; more: `before`
    of the next page, 0 at the end; head: (number, digest) of the newest line, or None; deeds, people: what can be
    chosen, (key, words)."""

    days: list[tuple[str, list[Told]]]
    n: int
    total: int
    more: int
    head: tuple[int, str] | None
    deeds: list[tuple[str, str]]
    people: list[tuple[str, str]]


def page_of(session: Session, choice: Choice, zone: str) -> Page:
    """One page of the log. Refuses: unreadable."""
    wanted = conditions(choice, zone)
    newest = AuditLine.n < choice.before if choice.before else True
    rows = session.exec(select(AuditLine).where(*wanted, newest).order_by(AuditLine.n.desc()).limit(PAGE + 1)).all()
    total, n = (session.scalar(select(func.count()).select_from(AuditLine).where(*asked)) for asked in ((), wanted))
    chain = session.get(AuditChain, 1)
    kinds = session.scalars(select(AuditLine.deed).distinct()).all()
    people = session.execute(select(User.id, User.name).where(User.id.in_(select(AuditLine.by).distinct()))
                             .order_by(func.lower(User.name), User.id)).all()
    days = groupby(told(session, rows[:PAGE]), lambda one: day_words(one.at, zone))
    return Page([(day, list(lines)) for day, lines in days], n, total, rows[PAGE - 1].n if len(rows) > PAGE else 0,
                (chain.last_n, chain.last_hash) if chain and chain.last_n else None,
                sorted(((kind, label_of(kind)) for kind in kinds), key=lambda one: one[1]),
                [(user_id, name) for user_id, name in people])


def conditions(choice: Choice, zone: str) -> list:
    """A choice as conditions on AuditLine. Refuses: unreadable."""
    wanted = [AuditLine.deed == choice.deed] if choice.deed else []
    wanted += [or_(AuditLine.by == choice.who, AuditLine.about == choice.who)] if choice.who else []
    if choice.day:
        try:
            begins = datetime.combine(date.fromisoformat(choice.day), time(), ZoneInfo(zone))
            ends = datetime.combine(begins.date() + timedelta(days=1), time(), ZoneInfo(zone))
        except (ValueError, OverflowError):
            raise Refusal("unreadable", 422, "day should be a day like 2026-11-22, or be left out.") from None
        wanted += [AuditLine.at >= begins, AuditLine.at < ends]
    return wanted


def asked_words(session: Session, choice: Choice) -> list[str]:
    """A choice in words: ["Signed in", "by or about Dana Whitlock"]; who was erased has no name."""
    who = _people(session, {sought(choice.who)}).get(choice.who, ERASED) if choice.who else ""
    on = f"{date.fromisoformat(choice.day):%a %-d %b %Y}" if choice.day else ""
    return [words for asks, words in ((choice.deed, label_of(choice.deed)), (who, f"by or about {who}"),
                                      (on, f"on {on}")) if asks]


def told(session: Session, lines: Iterable[AuditLine]) -> list[Told]:
    """These lines in words. Two statements, however many, and one for each kind of thing a filter of theirs names."""
    lines = list(lines)
    asked = {tuple(one.split("=", 1)) for line in lines for one in line.facts.get("filter") or ()}
    people = _people(session, {key for line in lines for key in (line.by, line.about) if key}
                     | {key for name, key in asked if name == "who"})
    journeys = _journeys(session, {line.about for line in lines if line.deed.startswith(("figure.", "journey."))})
    chosen = _chosen(session, asked, people)
    return [Told(line.n, line.at, line.deed, label_of(line.deed), _sentence(line, people, journeys, chosen), line)
            for line in lines]


def _chosen(session: Session, asked: set[tuple[str, str]], people: dict[str, str]) -> dict[str, str]:
    """"persona=<id>" and the like → the name, worded as the lens does; what is a word already is left out."""
    kinds = {name for name, _ in asked}
    named = {"who": people, "persona": {**persona_names(session), OWN: OWN} if "persona" in kinds else {},
             "place": names_of(session) if "place" in kinds else {},
             "journey": _journeys(session, {key for name, key in asked if name == "journey"})}
    words = {f"{name}={key}": named[name][key] for name, key in asked if key in named.get(name, ())}
    lenses = [(name, key) for name, key in asked if name in ("persona", "place") and key in named[name]]
    return words | {f"{name}={key}": Lens(**{name: key}).words(named["persona"], named["place"])[0]
                    for name, key in lenses}


def _people(session: Session, ids: set[str]) -> dict[str, str]:
    rows = session.execute(select(User.id, User.name).where(User.id.in_(ids), User.erased_at.is_(None)))
    return {user_id: name for user_id, name in rows}


def _journeys(session: Session, ids: set[str]) -> dict[str, str]:
    rows = session.execute(names_today().where(Journey.id.in_(ids))) if ids else ()
    return {journey_id: name for journey_id, name in rows}


class _Words(dict):
    def __missing__(self, name: str) -> str:
        return ""


def _sentence(line: AuditLine, people: dict[str, str], journeys: dict[str, str], chosen: dict[str, str]) -> str:
    by = people.get(line.by, ERASED) if line.by else "the server"
    words = _Words({name: _said(worth) for name, worth in line.facts.items()})
    own = line.by is not None and line.about == line.by
    words.update(by=by, person="themselves" if own else people.get(line.about, ERASED if line.about else "nobody here"),
                 journey=journeys.get(line.about, "a journey that is gone"), how=HOW.get(words["at"], ""),
                 whose="their own" if own else f"{people.get(line.about, ERASED)}’s",
                 rows=_many(line.facts.get("rows")), state=STATES.get(words["state"], words["state"]).lower(),
                 was=STATES.get(words["was"], words["was"]).lower(),
                 through=f" through {', '.join(chosen.get(one, one) for one in line.facts['filter'])}"
                 if words["filter"] else "",
                 token=f" with a {words['scope']} token" if words["scope"] else "")
    sentence = " ".join(SENTENCES.get(line.deed, ("", "{by}: " + line.deed.replace(".", " ").replace("_", " ")))[1]
                        .format_map(words).split())
    return sentence[:1].upper() + sentence[1:]


def _said(worth) -> str:
    if isinstance(worth, list):
        return ", ".join(map(_said, worth))
    return "yes" if worth is True else "no" if worth in (False, None) else str(worth)


def _many(rows: int | None) -> str:
    return "" if rows is None else f", {rows:,} row{'' if rows == 1 else 's'}"
