"""What each page of workshops is given, ready to print. Nothing here can name a person: no row does."""

from dataclasses import dataclass
from urllib.parse import urlencode

from sqlmodel import Session

from app.accounts.access import Actor
from app.kit import clock
from app.kit.qr import qr
from app.workshops import queries, reading
from app.workshops.commands import DAYS
from app.workshops.forms import SheetDraft, WorkshopDraft
from app.workshops.models import Answer, Audience, Door, Kind, Workshop
from app.workshops.reading import Crowd
from app.workshops.words import AUDIENCES, LEANINGS, QUESTIONS, asked, n_words, ordinal

TOGETHER = 200  # answers to group on one page
NEWEST = 8  # thoughts of an audience on the screen in the room


@dataclass(frozen=True)
class Said:
    """An answer with its way to a fix. people: behind its sheet."""

    answer: Answer
    people: int
    audience: str

    @property
    def name(self) -> str:
        return AUDIENCES[self.audience]

    @property
    def fix(self) -> str:
        answer = self.answer
        why = f"“{answer.words[:1000]}” ({QUESTIONS[answer.question][1]}, {self.name.lower()}, workshop)"
        return "/improvements/new?" + urlencode({"title": answer.words[:200], "why": why,
                                                 "kind": QUESTIONS[answer.question][2]})


def listed(session: Session, actor: Actor) -> dict:
    """Every workshop with its n."""
    rows = [(workshop, {audience: many.get(audience, (0, 0)) for audience in AUDIENCES})
            for workshop, many in queries.counted(session, actor)]
    return {"rows": rows, "audiences": AUDIENCES, "n_words": n_words}


def form_view(draft: WorkshopDraft, workshop: Workshop | None = None, has_sheets: bool = False) -> dict:
    return {"draft": draft, "editing": workshop, "has_sheets": has_sheets}


def edit_view(session: Session, workshop: Workshop, draft: WorkshopDraft | None = None) -> dict:
    """The form with what the workshop says, or what was typed over it."""
    lines = queries.lines_of(session, workshop.id)
    words = {kind: "\n".join(line.words for line in lines[kind]) for kind in Kind}
    return form_view(draft or WorkshopDraft(workshop.name, words[Kind.statement], words[Kind.priority]), workshop,
                     queries.has_sheets(session, workshop.id))


def one(session: Session, workshop: Workshop) -> dict:
    """Its results, its links, and what can be done with it."""
    told = queries.told(session, workshop)
    crowds = reading.crowds(told)
    views, ranks = reading.statements(told), reading.priorities(told)
    themes = reading.themes(told, crowds)
    return {"workshop": workshop, "crowds": crowds, "views": views, "ranks": ranks,
            "says": reading.statements_say(views),
            "ranks_say": reading.priorities_say(ranks), "questions": _by_question(told, crowds), "themes": themes,
            "leanings": LEANINGS,
            "has_themes": any(themes), "ungrouped": sum(not said.theme for said in _seen(told, crowds)),
            "doors": door_rows(session, workshop), "days": DAYS, "n": _n(crowds), "audiences": AUDIENCES,
            "floor": reading.FLOOR, "ordinal": ordinal, "has_marks": any(view.marks for view in views)}


def _n(crowds: dict[str, Crowd]) -> str:
    return n_words(sum(one.sheets for one in crowds.values()), sum(one.people for one in crowds.values()))


def _seen(told: queries.Told, crowds: dict[str, Crowd]) -> list[Answer]:
    return [answer for answer in told.answers if crowds[told.sheets[answer.sheet_id].audience].is_shown]


def _by_question(told: queries.Told, crowds: dict[str, Crowd]) -> list[tuple[str, list[tuple[Crowd, list[Said]]]]]:
    """[(heading, [(audience, its answers)])], for audiences above the floor, where anybody said anything."""
    shown = [one for one in crowds.values() if one.is_shown]
    found = []
    for question, (_, heading, _) in QUESTIONS.items():
        columns = [(who, [said_of(told, answer) for answer in told.answers if answer.question == question
                          and told.sheets[answer.sheet_id].audience == who.audience]) for who in shown]
        if any(said for _, said in columns):
            found.append((heading, columns))
    return found


def said_of(told: queries.Told, answer: Answer) -> Said:
    sheet = told.sheets[answer.sheet_id]
    return Said(answer, sheet.people, sheet.audience)


def door_rows(session: Session, workshop: Workshop) -> list[tuple[str, str, Door | None, str]]:
    """[(audience, name, its link, open | closed | ended | none)]."""
    doors, now = queries.doors_of(session, workshop.id), clock.now()
    return [(audience.value, name, doors.get(audience), _state(doors.get(audience), workshop, now))
            for audience, name in AUDIENCES.items()]


def _state(door: Door | None, workshop: Workshop, now) -> str:
    if door is None:
        return "none"
    return "closed" if workshop.closed_at else "open" if door.expires_at > now else "ended"


def links_view(workshop: Workshop, origin: str, secrets: dict[str, str], days: int | None = None) -> dict:
    """The links as QR codes, told once. days: None for as long as the ones before them."""
    links = [(AUDIENCES[audience], link := f"{origin}/w#{secret}", *qr(link)) for audience, secret in secrets.items()]
    return {"workshop": workshop, "links": links, "time": DAYS[days] if days else "As long as the one before"}


def newest_views(session: Session, actor: Actor) -> dict:
    """The newest workshop with two audiences above the floor, or None."""
    for workshop, many in queries.counted(session, actor):
        if sum(people >= reading.FLOOR for _, people in many.values()) > 1:
            told = queries.told(session, workshop)
            views = reading.statements(told)
            return {"workshop": workshop, "crowds": reading.crowds(told), "views": views,
                    "says": reading.statements_say(views)}
    return {"workshop": None, "crowds": {}, "views": [], "says": ""}


def screen_view(session: Session, workshop: Workshop) -> dict:
    """What the room sees: how many, three marks a statement, the newest thoughts of audiences above the floor."""
    told = queries.told(session, workshop)
    crowds = reading.crowds(told)
    newest = [(who, [answer for answer in reversed(told.answers)
                     if told.sheets[answer.sheet_id].audience == who.audience][:NEWEST])
              for who in crowds.values() if who.is_shown]
    views = reading.statements(told)
    return {"workshop": workshop, "crowds": crowds, "views": views, "newest": newest, "n": _n(crowds),
            "has_marks": any(view.marks for view in views)}


def themes_view(session: Session, workshop: Workshop, question: str) -> dict:
    """Answers to group, those without a theme first. question: one of the questions, or "" for every one."""
    told = queries.told(session, workshop)
    crowds = reading.crowds(told)
    seen = [answer for answer in _seen(told, crowds) if question in ("", answer.question)]
    seen.sort(key=lambda answer: bool(answer.theme))
    every = sorted({answer.theme for answer in told.answers if answer.theme}, key=str.casefold)
    return {"workshop": workshop, "rows": [said_of(told, answer) for answer in seen[:TOGETHER]], "many": len(seen),
            "left": sum(not answer.theme for answer in seen), "known": every, "question": question,
            "choices": [("", "Every question"), *((own.value, heading) for own, (_, heading, _) in QUESTIONS.items())],
            "headings": {own.value: heading for own, (_, heading, _) in QUESTIONS.items()},
            "hidden": [who for who in crowds.values() if who.sheets and not who.is_shown]}


def sheet_view(session: Session, workshop: Workshop, audience: str, draft: SheetDraft, secret: str,
               is_sent: bool = False) -> dict:
    """The sheet as its audience reads it. secret: its link's, which goes along with the form."""
    lines = queries.lines_of(session, workshop.id)
    return {"workshop": workshop, "audience": audience, "draft": draft, "secret": secret, "is_sent": is_sent,
            "is_group": audience == Audience.staff, "statements": lines[Kind.statement],
            "priorities": lines[Kind.priority], "ordinal": ordinal,
            "questions": [(question.value, asked(question, audience)) for question in QUESTIONS]}
