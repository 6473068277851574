"""What people type: a workshop on the desk, a sheet on a phone. Reading only; nothing is stored here."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.workshops.models import Audience, Kind
from app.workshops.words import PRIORITIES, QUESTIONS, STATEMENTS

STATEMENTS_MOST, PRIORITIES_MOST, WORDS_MOST = 12, 10, 120
ANSWER_MOST, THOUGHTS_MOST = 2000, 20
PEOPLE_MOST = 40
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b\u202a-\u202e\u2066-\u2069]")


def clean(words: object) -> str:
    """Text without signs that cannot be seen: they could turn a stranger's words round on the screen."""
    text = str(words).replace("\r\n", "\n").replace("\r", "\n")
    return _UNSEEN.sub("", text).encode("utf-8", "ignore").decode()


def thoughts(words: str) -> list[str]:
    """One thought a line, without empty ones and without bullets typed before them."""
    lines = (line.strip().lstrip("-•*–").strip() for line in words.split("\n"))
    return [line for line in lines if line]


@dataclass
class WorkshopDraft:
    """A workshop as typed. errors: by field."""

    name: str = ""
    statements: str = "\n".join(STATEMENTS)
    priorities: str = "\n".join(PRIORITIES)
    team: str | None = None
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def lines(self) -> list[tuple[str, str]]:
        """[(kind, words)] in their order."""
        return [*((Kind.statement.value, words) for words in thoughts(self.statements)),
                *((Kind.priority.value, words) for words in thoughts(self.priorities))]


def read_workshop(typed: Mapping[str, object]) -> WorkshopDraft:
    """Everything that was typed, with what is wrong."""
    draft = WorkshopDraft(*(clean(typed.get(name, "")) for name in ("name", "statements", "priorities")))
    draft.name = " ".join(draft.name.split())
    draft.team = clean(typed["team"])[:64] if "team" in typed else None
    if not draft.name or len(draft.name) > WORDS_MOST:
        draft.errors["name"] = f"Give it a name of at most {WORDS_MOST} letters."
    for name, least, most, words in (("statements", 1, STATEMENTS_MOST, "statement"),
                                     ("priorities", 2, PRIORITIES_MOST, "thing that matters")):
        wrong = _wrong_lines(thoughts(getattr(draft, name)), least, most, words)
        if wrong:
            draft.errors[name] = wrong
    return draft


def _wrong_lines(lines: list[str], least: int, most: int, words: str) -> str:
    if not least <= len(lines) <= most:
        return f"Write {least} to {most} lines, one {words} a line. Now there are {len(lines)}."
    if len({line.casefold() for line in lines}) < len(lines):
        return "Two lines say the same. Leave one out."
    long = next((at for at, line in enumerate(lines, 1) if len(line) > WORDS_MOST), 0)
    return f"Line {long} is too long. Keep each to {WORDS_MOST} letters." if long else ""


@dataclass
class SheetDraft:
    """A sheet as filled. ratings: number of a statement → 1–7; places: number of a priority → its place."""

    key: str = ""
    people: str = ""
    answers: dict[str, str] = field(default_factory=dict)
    ratings: dict[int, int] = field(default_factory=dict)
    places: dict[int, int] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def read_sheet(typed: Mapping[str, object], audience: str, statements: int, priorities: int) -> SheetDraft:
    """What a phone sent, with what is wrong. statements, priorities: how many the workshop has."""
    key = str(typed.get("sheet", ""))
    draft = SheetDraft(key=key if re.fullmatch(r"[A-Za-z0-9_-]{20,64}", key) else "",
                       people=clean(typed.get("people", "")).strip()[:20])
    draft.answers = {question.value: clean(typed.get(question.value, "")) for question in QUESTIONS}
    draft.ratings = _numbers(typed, "rating", statements, 7)
    draft.places = _numbers(typed, "place", priorities, priorities)
    _check(draft, audience)
    return draft


def _numbers(typed: Mapping[str, object], name: str, many: int, most: int) -> dict[int, int]:
    said = {number: str(typed.get(f"{name}-{number}", "")) for number in range(1, many + 1)}
    return {number: int(value) for number, value in said.items()
            if re.fullmatch(r"[0-9]{1,2}", value) and 1 <= int(value) <= most}


def _check(draft: SheetDraft, audience: str) -> None:
    if audience != Audience.staff and not draft.people:
        draft.people = "1"
    if not re.fullmatch(r"[0-9]{1,2}", draft.people) or not 1 <= int(draft.people) <= PEOPLE_MOST:
        draft.errors["people"] = f"Write how many people stand behind this sheet, as a number from 1 to {PEOPLE_MOST}."
    for name, words in draft.answers.items():
        if len(words) > ANSWER_MOST or len(thoughts(words)) > THOUGHTS_MOST:
            draft.errors[name] = f"That is too much for one answer. Keep it to {THOUGHTS_MOST} lines, " \
                                 f"{ANSWER_MOST:,} letters in all."
    if not (draft.ratings or draft.places or any(thoughts(words) for words in draft.answers.values())):
        draft.errors["sheet"] = "The sheet is empty. Answer at least one question, then send it."


