"""The form of the weights page: what may be turned, between what, and what was typed. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256

from app.insights.weights import GROUPS, Weights
from app.insights.words import STEP_WORDS

NUMBER = re.compile(r"\d{1,3}([.,]\d{1,3})?\Z", re.ASCII)
PEAK = "peak"
TITLES = (
    ("weights", "How much each part counts", "0 to 60 each, felt to 50. They are brought to 100 together.", {
        "steps": "Steps", "wait": "Waiting", "friction": "Snags", "felt": "How it felt", "outcome": "How it ended",
        "mood": "Mood"}),
    ("friction", "How heavy each snag is", "Beside each other; being passed on is 1 to begin with.", {
        kind: STEP_WORDS[kind] for kind in ("dead_end", "repeat_contact", "channel_switch", "repeat_info",
                                            "policy_wall", "transfer", "jargon")}),
    ("half", "When half the points are gone", "So many times what it should be; for snags, so much weight of snags.", {
        "steps": "Steps", "wait": "Waiting", "friction": "Snags"}),
    ("wait_extra", "What makes a wait longer", "Added to each minute: 0.5 makes it count one and a half times.", {
        "unoccupied": "Nothing to do", "unexplained": "Told nothing", "unknown": "Not recorded"}),
    (PEAK, "From touchpoints to a walk", "The rest is the average of all touchpoints. 0 to 50.", {
        PEAK: "Worst touchpoint, %"}),
)
LIMITS = {"weights": (0, 60), "friction": (0, 20), "half": (Decimal("0.1"), 100), "wait_extra": (0, 5), PEAK: (0, 50)}


@dataclass
class Dial:
    """One number of the form. was: as it is in force; error: a sentence, or ''."""

    name: str
    label: str
    value: str
    was: str
    error: str = ""

    @property
    def is_turned(self) -> bool:
        return not self.error and Decimal(self.value) != Decimal(self.was)


@dataclass
class Dials:
    """The whole form. error: a sentence about the numbers together."""

    groups: list[tuple[str, str, list[Dial]]]
    error: str = ""
    values: dict = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        return not self.error and not any(dial.error for _, _, dials in self.groups for dial in dials)

    @property
    def is_turned(self) -> bool:
        return any(dial.is_turned for _, _, dials in self.groups for dial in dials)

    @property
    def seal(self) -> str:
        """Fingerprint of the numbers, so that only what was looked at can be saved."""
        return sha256(repr(self.values).encode()).hexdigest()[:16]


def read(typed: Mapping, current: Weights) -> Dials:
    """The form as typed; a dial that was not sent stands as it is in force."""
    dials = Dials([(title, hint, [_dial(group, name, label, typed, current) for name, label in names.items()])
                   for group, title, hint, names in TITLES])
    if dials.ok:
        dials.values = _values(dials)
        if not any(Decimal(value) for value in dials.values["weights"].values()):
            dials.error = "At least one part should count."
    return dials


def was_sent(typed: Mapping) -> bool:
    return any("." in name or name == PEAK for name in typed)


def _dial(group: str, name: str, label: str, typed: Mapping, current: Weights) -> Dial:
    key = name if group == PEAK else f"{group}.{name}"
    was = _plain(Decimal(current.peak) * 100) if group == PEAK else _plain(Decimal(current.value(group, name)))
    value = str(typed.get(key, was)).strip()
    low, high = LIMITS[group] if key != "weights.felt" else (0, 50)
    if not NUMBER.match(value) or not low <= Decimal(value.replace(",", ".")) <= high:
        return Dial(key, label, value, was, f"A number from {low} to {high}.")
    return Dial(key, label, _plain(Decimal(value.replace(",", "."))), was)


def _plain(number: Decimal) -> str:
    """'25', '1.5': as a person writes it."""
    return f"{number.normalize():f}"


def _values(dials: Dials) -> dict:
    told: dict = {group: {} for group in GROUPS}
    for _, _, row in dials.groups:
        for dial in row:
            if dial.name == PEAK:
                told[PEAK] = _plain(Decimal(dial.value) / 100)
            else:
                group, name = dial.name.split(".")
                told[group][name] = dial.value
    return told


def changes(older: Weights, newer: Weights) -> list[str]:
    """'Snags count 25 → 30', for the list of sets."""
    was, now = (read({}, weights) for weights in (older, newer))
    return [f"{title}, {a.label.lower()}: {a.value} → {b.value}"
            for (title, _, before), (_, _, after) in zip(was.groups, now.groups, strict=True)
            for a, b in zip(before, after, strict=True) if a.value != b.value]
