"""From a row of a file to a comment: which column is what, and what is wrong with a row. Pure.

A mapping is {words, said_on, channel, touchpoint, persona, rating, segment, external_id: column name or ""; scale;
days: ymd|dmy|mdy; mask: bool; about: "journey/touchpoint" of rows that name none, or ""}.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.kit.ids import digest
from app.voice.masking import masked

FIELDS = (
    ("words", "Their words", ("comment", "comments", "words", "verbatim", "feedback", "text", "message", "answer",
                              "consumer complaint narrative", "narrative", "complaint", "review", "open text",
                              "what happened", "why did you give this score")),
    ("said_on", "Day", ("date", "day", "said on", "created", "created at", "submitted", "date received",
                        "response date", "timestamp", "recorded date", "enddate", "end date")),
    ("channel", "Channel", ("channel", "contact channel", "submitted via", "medium", "via")),
    ("touchpoint", "Touchpoint", ("touchpoint", "touch point", "step", "stage", "department", "product", "topic")),
    ("persona", "Persona, or what they came for", ("persona", "issue", "reason", "contact reason", "intent")),
    ("rating", "Rating", ("rating", "score", "ces", "ces 2.0", "ces2", "customer effort score", "effort", "csat",
                          "nps", "answer value", "made it easy", "the company made it easy for me to handle my issue")),
    ("segment", "Segment", ("segment", "customer type", "tier", "region", "state", "country", "tags")),
    ("external_id", "Their number in the source", ("id", "complaint id", "response id", "ticket", "ticket id",
                                                   "case", "reference", "responseid")),
)
SCALES = (
    ("ces2", "Effort, CES 2.0: 1–7, 7 = easiest", 1, 7), ("ces2010", "Effort, CES 2010: 1–5, 5 = hardest", 1, 5),
    ("effort", "Effort felt: 1–7, 7 = hardest", 1, 7), ("csat", "Satisfaction: 1–5, 5 = best", 1, 5),
    ("zero_ten", "0–10, 10 = best", 0, 10),
)
DAYS = (("ymd", "2026-11-22"), ("dmy", "22.11.2026"), ("mdy", "11/22/2026"))
CHANNELS = {
    "web": ("web", "website", "online", "internet", "web site", "form"), "app": ("app", "mobile", "mobile app"),
    "store": ("store", "shop", "branch", "counter", "in person"),
    "phone": ("phone", "call", "telephone", "call centre", "call center", "ivr"),
    "chat": ("chat", "live chat", "chatbot"), "email": ("email", "e-mail", "mail"),
    "post": ("post", "postal mail", "letter", "fax"), "social": ("social", "twitter", "facebook", "social media"),
    "other": ("other", "referral", "unknown"),
}
_CHANNEL = {word: channel for channel, words in CHANNELS.items() for word in words}
Trouble = tuple[int, str, str, str]


@dataclass(frozen=True)
class Place:
    """A touchpoint rows may name: by its own name, or by 'journey: touchpoint'."""

    journey_id: str
    touchpoint: str
    names: tuple[str, ...]

    @property
    def key(self) -> str:
        """'journey/touchpoint', as forms and mappings name it."""
        return f"{self.journey_id}/{self.touchpoint}"


def places_of(journeys: list[dict]) -> list[Place]:
    """Every touchpoint of these journeys, by its name and by 'journey: touchpoint'; a name two share is of neither."""
    told = [(journey, place) for journey in journeys for place in journey["touchpoints"]]
    often = Counter(place["name"].casefold() for _, place in told)
    return [Place(journey["id"], place["id"], (f"{journey['name']}: {place['name']}",
                                               *([place["name"]] if often[place["name"].casefold()] == 1 else [])))
            for journey, place in told]


def place_at(places: Iterable[Place], key: str | None) -> Place | None:
    """The place of that key; None when there is none."""
    return next((place for place in places if place.key == key), None)


def guessed(columns: list[str], remembered: dict) -> dict:
    """A mapping to start from: what this source used last where those columns are there, else by their names."""
    mapping = {"scale": remembered.get("scale", ""), "days": remembered.get("days", ""),
               "mask": remembered.get("mask", True), "about": remembered.get("about", "")}
    taken: set[str] = set()
    for field, _, names in FIELDS:
        known = {column.casefold(): column for column in columns if column not in taken}
        last = remembered.get(field)
        found = last if last in columns else next((known[name] for name in names if name in known), "")
        mapping[field] = found
        taken.add(found)
    mapping["scale"] = mapping["scale"] or _scale(mapping["rating"].casefold())
    return mapping


def _scale(column: str) -> str:
    """The scale a rating column's name gives away; "" when it does not."""
    if "csat" in column or "satisf" in column:
        return "csat"
    if "nps" in column or "recommend" in column:
        return "zero_ten"
    return "ces2" if "ces" in column or "easy" in column or "effort score" in column else ""


def problem(mapping: dict, columns: list[str]) -> str | None:
    """Why this mapping cannot be used, in words; None when it can."""
    named = [mapping.get(field) for field, _, _ in FIELDS if mapping.get(field)]
    strange = next((column for column in named if column not in columns), None)
    if strange:
        return f"This file has no column “{strange}”."
    twice = next((column for column, n in Counter(named).items() if n > 1), None)
    if twice:
        return f"The column “{twice}” is chosen twice."
    if not (mapping.get("words") or mapping.get("rating")):
        return "Choose the column that holds their words, or the one that holds a rating."
    if mapping.get("rating") and mapping.get("scale") not in {key for key, *_ in SCALES}:
        return "Say which scale the ratings are on: a 6 may be easy on one and hard on the other."
    if mapping.get("said_on") and mapping.get("days") not in dict(DAYS):
        return "Say how the days are written: 3/4 may be in March or in April."
    return None


def days_of(values: list[str]) -> str:
    """How these days are written: ymd, dmy or mdy; "" when they could be read in two ways."""
    told = {order for order, _ in DAYS if all(day_of(value, order) for value in values)} if values else set()
    return "ymd" if "ymd" in told else next(iter(told)) if len(told) == 1 else ""


def day_of(text: str, order: str) -> date | None:
    """The day a text begins with, its parts in this order; None when there is none."""
    parts = re.match(r"\s*(\d{1,4})[-./](\d{1,2})[-./](\d{1,4})(?!\d)", text)
    if not parts:
        return None
    numbers = [int(part) for part in parts.groups()]
    year, month, day = (numbers["ymd".index(part)] if order == "ymd" else numbers[order.index(part)]
                        for part in "ymd")
    try:
        return date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None


def felt_of(rating: float, scale: str) -> float | None:
    """The rating as felt effort 1…7, 7 hardest; None on a scale that does not ask for effort.

    Source: scoring.md 2.13: CES 2.0 as 8 − c; CES 2010's five steps spread over the same seven.
    """
    return {"ces2": 8 - rating, "ces2010": 1 + (rating - 1) * 1.5, "effort": rating}.get(scale)


class Reader:
    """Rows as comments, by one mapping. places: touchpoints that rows may name; about: of rows that name none."""

    def __init__(self, columns: list[str], mapping: dict, places: list[Place], source_id: str):
        self.at = {field: columns.index(mapping[field]) for field, _, _ in FIELDS if mapping.get(field)}
        self.mapping, self.columns, self.source_id = mapping, columns, source_id
        self.places = {name.casefold(): place for place in places for name in place.names}
        self.about = place_at(places, mapping.get("about"))
        self.seen: Counter = Counter()

    def read(self, line: int, cells: list[str]) -> tuple[dict | None, Trouble | None]:
        """(the comment's columns, None) or (None, what is wrong with the row)."""
        if len(cells) > len(self.columns):
            return None, (line, "", cells[len(self.columns)][:80], f"{len(cells)} cells, but {len(self.columns)} "
                          "columns are named. Is a quote missing?")
        said = {field: cells[at].strip() if at < len(cells) else "" for field, at in self.at.items()}
        words = masked(said.get("words", "")) if self.mapping.get("mask") else said.get("words", "")
        if not words and not said.get("rating"):
            return None, (line, self.mapping.get("words") or self.mapping["rating"], "", "No words and no rating.")
        said_on = day_of(said["said_on"], self.mapping["days"]) if said.get("said_on") else None
        if said.get("said_on") and said_on is None:
            return None, (line, self.mapping["said_on"], said["said_on"][:80], "This is no day written as "
                          f"{dict(DAYS)[self.mapping['days']]}.")
        rating, wrong = self._rating(said.get("rating", ""))
        if wrong:
            return None, (line, self.mapping["rating"], said["rating"][:80], wrong)
        place = self.places.get(said.get("touchpoint", "").casefold(), self.about)
        scale = self.mapping["scale"] if rating is not None else None
        row = {"words": words, "said_on": said_on, "channel": _CHANNEL.get(said.get("channel", "").casefold(), ""),
               "journey_id": place and place.journey_id, "touchpoint": place and place.touchpoint, "scale": scale,
               "rating": rating, "felt": None if rating is None else felt_of(rating, scale),
               "external_id": said.get("external_id", "")[:200] or None,
               **{name: said.get(field, "")[:500] for name, field in (
                   ("touchpoint_said", "touchpoint"), ("persona_said", "persona"), ("segment", "segment"))}}
        return {**row, "fingerprint": self._fingerprint(row)}, None

    def _rating(self, text: str) -> tuple[float | None, str | None]:
        if not text:
            return None, None
        least, most = next((low, high) for key, _, low, high in SCALES if key == self.mapping["scale"])
        number = re.match(r"-?\d+(?:[.,]\d+)?", text)
        value = float(number.group().replace(",", ".")) if number else None
        if value is None or not least <= value <= most:
            return None, f"A rating on this scale is a number from {least} to {most}."
        return value, None

    def _fingerprint(self, row: dict) -> str:
        """The source's own number; without one, what was said and how many times the file said it before."""
        if row["external_id"]:
            return digest(f"{self.source_id}\x1f{row['external_id']}")
        same = "\x1f".join(str(row[name]) for name in ("words", "said_on", "channel", "rating", "touchpoint_said",
                                                       "persona_said", "segment"))
        self.seen[same] += 1
        return digest(f"{self.source_id}\x1f{same}\x1f{self.seen[same]}")
