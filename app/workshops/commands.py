"""Changes to workshops: make one, open its doors, keep a sheet, group its answers, let answers go."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import delete, update
from sqlmodel import Session, func, select

from app.accounts.commands import take_try
from app.kit import clock, jobs
from app.kit.db import insert_new
from app.kit.errors import Refusal, not_found
from app.kit.ids import digest, new_id, new_secret
from app.workshops.forms import SheetDraft, WorkshopDraft, clean, thoughts
from app.workshops.models import Answer, Audience, Door, Given, Kind, Line, Sheet, Workshop
from app.workshops.queries import has_sheets

DAYS = {1: "One day", 7: "A week", 30: "30 days"}
PER_HOUR = 600  # a hall of people behind one address; and tries of one address at doors that are none
SHEETS_MOST = 2000  # of one audience
THEME_MOST = 60


def make_workshop(session: Session, draft: WorkshopDraft, by: str | None, *, workshop_id: str | None = None,
                  is_demo: bool = False, team: str | None = None) -> str:
    """Make a workshop from a draft without errors; its id. team: None = everyone's."""
    made = Workshop(id=workshop_id or new_id(), name=draft.name, is_demo=is_demo, made_by=by, made_at=clock.now(),
                    team_id=team)
    session.add(made)
    session.flush()
    _write_lines(session, made.id, draft)
    jobs.tell(session, "workshop.told", workshop_id=made.id)
    return made.id


def revise_workshop(session: Session, workshop: Workshop, draft: WorkshopDraft) -> None:
    """Change its name and, before the first sheet, what it asks. Refuses: sheets_are_in."""
    stored = session.execute(select(Line.kind, Line.words).where(Line.workshop_id == workshop.id).order_by(
        Line.kind.desc(), Line.number)).all()
    if [tuple(row) for row in stored] != draft.lines:
        if has_sheets(session, workshop.id):
            raise Refusal("sheets_are_in", 409, "Sheets are in already, so what it asks must stay as it is: otherwise "
                          "some people would have answered something else. Make a new workshop to ask anew.")
        session.execute(delete(Line).where(Line.workshop_id == workshop.id))
        _write_lines(session, workshop.id, draft)
    workshop.name = draft.name
    session.add(workshop)
    jobs.tell(session, "workshop.told", workshop_id=workshop.id)


def _write_lines(session: Session, workshop_id: str, draft: WorkshopDraft) -> None:
    numbers = {kind.value: 0 for kind in Kind}
    for kind, words in draft.lines:
        numbers[kind] += 1
        session.add(Line(workshop_id=workshop_id, kind=kind, number=numbers[kind], words=words))
    session.flush()


def open_doors(session: Session, workshop_id: str, audiences: list[str], days: int) -> dict[str, str]:
    """New links for these audiences, and their old ones ended; {audience: secret}, told once.

    Refuses: unknown_time, unknown_audience.
    """
    if days not in DAYS:
        raise Refusal("unknown_time", 422, "Choose how long the links should work: one day, a week or 30 days.")
    if not audiences or set(audiences) - set(Audience):
        raise Refusal("unknown_audience", 422, "Choose leaders, staff or customers.")
    session.execute(delete(Door).where(Door.workshop_id == workshop_id, Door.audience.in_(audiences)))
    session.execute(update(Workshop).where(Workshop.id == workshop_id).values(closed_at=None))
    secrets, now = {audience: new_secret() for audience in audiences}, clock.now()
    for audience, secret in secrets.items():
        session.add(Door(workshop_id=workshop_id, audience=audience, digest=digest(secret), made_at=now,
                         expires_at=now + timedelta(days=days)))
    session.flush()
    return secrets


def show_again(session: Session, workshop_id: str, audience: str) -> dict[str, str]:
    """A new link for as long as the one before it, which ends; {audience: secret}, told once.

    A link is kept as a fingerprint alone, so the same one cannot be shown twice. Refuses: no_link.
    """
    door = session.get(Door, (workshop_id, audience))
    if door is None or door.expires_at <= clock.now():
        raise Refusal("no_link", 409, "There is no link of theirs that still works. Make a new one.")
    secret = new_secret()
    door.digest, door.made_at = digest(secret), clock.now()
    session.add(door)
    session.flush()
    return {audience: secret}


def set_closed(session: Session, workshop: Workshop, closed: bool) -> None:
    """Take no more sheets, or take them again through the links that are not over. again: nothing."""
    if closed != (workshop.closed_at is not None):
        workshop.closed_at = clock.now() if closed else None
        session.add(workshop)


def come_in(session: Session, secret: str, address: str) -> tuple[Workshop, str] | None:
    """(workshop, audience) behind a link; None, without a word why, for a wrong one, one that is over and one that
    was closed. address: where it is tried from. Refuses: too_often.
    """
    door = session.exec(select(Door).where(Door.digest == digest(secret))).first()
    name = f"workshop:{door.workshop_id}:{door.audience}" if door else f"no-workshop:{address}"
    if not take_try(session, name, PER_HOUR):
        raise Refusal("too_often", 429, "Too many people opened this in a short time. Try again in a minute; what you "
                      "typed is still on the page before this one.", headers={"Retry-After": "60"})
    if door is None or door.expires_at <= clock.now():
        return None
    workshop = session.get(Workshop, door.workshop_id)
    return None if workshop.closed_at else (workshop, door.audience)


def nothing_here() -> Refusal:
    """One answer for whatever is wrong with a link."""
    return Refusal("not_found", 404, "There is nothing at this address. A workshop’s link may have ended or been "
                   "closed; ask whoever gave it to you.")


def keep_sheet(session: Session, workshop_id: str, audience: str, draft: SheetDraft) -> None:
    """Keep a sheet that was read without errors. again: the same sheet changes nothing. Refuses: full."""
    # One after the other: of two at once neither would see the other's, and their answers would mix.
    session.get(Workshop, workshop_id, with_for_update=True)
    sheet_id = digest(f"{workshop_id}/{audience}/{draft.key}")[:32] if draft.key else new_id()
    if session.get(Sheet, sheet_id):
        return
    many = session.scalar(select(func.count()).select_from(Sheet).where(
        Sheet.workshop_id == workshop_id, Sheet.audience == audience))
    if many >= SHEETS_MOST:
        raise Refusal("full", 409, f"This workshop has {SHEETS_MOST:,} sheets already and takes no more.")
    insert_new(session, Sheet, [{"id": sheet_id, "workshop_id": workshop_id, "audience": audience,
                                 "people": int(draft.people), "made_at": clock.now()}])
    insert_new(session, Answer, [
        {"sheet_id": sheet_id, "question": question, "number": number, "words": words, "theme": ""}
        for question, said in draft.answers.items() for number, words in enumerate(thoughts(said), 1)],
        key=("sheet_id", "question", "number"))
    insert_new(session, Given, [
        {"sheet_id": sheet_id, "kind": kind.value, "number": number, "value": value}
        for kind, given in ((Kind.statement, draft.ratings), (Kind.priority, draft.places))
        for number, value in given.items()], key=("sheet_id", "kind", "number"))
    jobs.tell(session, "workshop.told", workshop_id=workshop_id)


def name_themes(session: Session, answers: list[Answer], themes: Mapping[str, tuple[str, str]]) -> int:
    """Group answers by the name typed beside each; how many changed. themes: (as it was on the page, as typed) by
    Answer.key; one that was not touched keeps what somebody else typed meanwhile. Spelt as the first of its name.
    """
    spelt: dict[str, str] = {answer.theme.casefold(): answer.theme for answer in answers if answer.theme}
    changed = 0
    for answer in answers:
        if answer.key not in themes:
            continue
        was, typed = themes[answer.key]
        typed = " ".join(clean(typed).split())[:THEME_MOST]
        if typed == was:
            continue
        theme = spelt.setdefault(typed.casefold(), typed)
        if theme != answer.theme:
            answer.theme, changed = theme, changed + 1
            session.add(answer)
    if changed:
        jobs.tell(session, "workshop.told", workshop_id=session.get(Sheet, answers[0].sheet_id).workshop_id)
    return changed


def empty(session: Session, workshop_id: str) -> None:
    """Delete every sheet of a workshop with all that is on it."""
    session.execute(delete(Sheet).where(Sheet.workshop_id == workshop_id))
    jobs.tell(session, "workshop.told", workshop_id=workshop_id)


def remove(session: Session, workshop_id: str) -> None:
    """Delete a workshop with everything in it. Refuses: not_found."""
    if session.execute(delete(Workshop).where(Workshop.id == workshop_id)).rowcount != 1:
        raise not_found("workshop")
    jobs.tell(session, "workshop.told", workshop_id=workshop_id)


def clear_demo(session: Session) -> None:
    """Remove the demo's workshops; those made by hand stay."""
    session.execute(delete(Workshop).where(Workshop.is_demo))
