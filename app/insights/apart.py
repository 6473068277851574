"""Two walks of one journey far apart: both told, and the first thing found that was different. Neither is wrong.

Method: scoring.md 2.11, 30 points.
"""

from dataclasses import dataclass

from sqlalchemy import and_
from sqlmodel import Session, select

from app.insights.lens import ACCESS
from app.insights.models import Moment
from app.insights.words import BIAS_WORDS, CHANNEL_WORDS, OUTCOME_WORDS, first_name
from app.personas.models import Persona, PersonaRevision
from app.scoring.cells import APART
from app.scoring.entries import BRIGHT, FRICTION
from app.walks.models import Walk

LONG = 160  # letters of a sentence that is still one line or two


@dataclass(frozen=True)
class End:
    """One of the two. row: its whole walk; quote: the walker's words, "" when none were written down."""

    row: object
    quote: str
    persona: str
    shoes: str | None
    closed: frozenset[str] = frozenset()
    rules: tuple[str, ...] = ()

    @property
    def points(self) -> int:
        return round(self.row.milli / 1000)

    @property
    def href(self) -> str:
        return f"/walks/{self.row.walk_id}"

    @property
    def channels(self) -> dict[str, None]:
        """Those it went through, in order."""
        return {one["channel"]: None for one in self.row.course or () if one["state"] in ("walked", "added")
                and one["channel"]}

    @property
    def name(self) -> str:
        """'Maria' of 'Maria Alves, 71'."""
        return first_name(self.persona) if self.row.persona else "the other walker"


@dataclass(frozen=True)
class Apart:
    """The widest pair. why: the first difference found."""

    easy: End
    hard: End
    why: str

    @property
    def ends(self) -> tuple[End, End]:
        return self.easy, self.hard

    @property
    def beside(self) -> str:
        return f"{self.easy.href}/beside/{self.hard.row.walk_id}"


def apart_of(session: Session, rows: list, personas: dict[str, tuple[str, str | None]]) -> Apart | None:
    """The two ends of these whole walks; None when they are nearer than 30 points."""
    if not rows:
        return None
    easy, hard = min(rows, key=lambda row: row.milli), max(rows, key=lambda row: row.milli)
    if hard.milli - easy.milli < APART * 1000:
        return None
    told = list(session.execute(_told((easy.walk_id, hard.walk_id))))
    ends = [_end(row, [one for one in told if one.walk_id == row.walk_id], personas, wanted)
            for row, wanted in ((easy, (BRIGHT,)), (hard, FRICTION))]
    return Apart(*ends, why=difference(*ends))


def _told(walks: tuple[str, str]):
    return (select(Walk.id.label("walk_id"), PersonaRevision.closed_channels, PersonaRevision.rules, Moment.kind,
                   Moment.words).select_from(Walk)
            .join(Moment, and_(Moment.walk_id == Walk.id, Moment.words != ""), isouter=True)
            .join(Persona, Persona.id == Walk.persona_id, isouter=True)
            .join(PersonaRevision, and_(PersonaRevision.persona_id == Persona.id,
                                        PersonaRevision.revision == Persona.revision), isouter=True)
            .where(Walk.id.in_(walks)).order_by(Moment.at_ms))


def _end(row, told: list, personas: dict, wanted: tuple[str, ...]) -> End:
    name, shoes = personas.get(row.persona, ("", None))
    first = told[0] if told else None
    return End(row, _quote(told, wanted), name, shoes, frozenset((first and first.closed_channels) or ()),
               tuple((first and first.rules) or ()))


def _quote(told: list, wanted: tuple[str, ...]) -> str:
    """A note before what was said of a step; the longest that is still short."""
    said = [(one.kind == "note", one.kind in wanted, len(one.words), one.words) for one in told
            if one.words and len(one.words) <= LONG and one.kind != "photo"]
    return bare(max(said, default=(0, 0, 0, ""))[3])


def bare(words: str) -> str:
    """Words without quotation marks of their own: the page puts them in some."""
    return words.strip().strip("“”\"‘’").strip()


def difference(easy: End, hard: End) -> str:
    """The first that was found: rule, channel, outcome, insider help, access, persona."""
    only_easy = [one for one in easy.channels if one not in hard.channels]
    only_hard = [one for one in hard.channels if one not in easy.channels]
    closed = next((one for one in only_easy if one in hard.closed), None)
    if closed:
        return f"The easy walk used {_channel(closed)}; {hard.name}’s rules don’t allow it."
    if only_easy:
        return f"The easy walk used {_channel(only_easy[0])}, the hard one did not."
    if only_hard:
        return f"The hard walk had to go through {_channel(only_hard[0])}, the easy one did not."
    if easy.row.outcome != hard.row.outcome and {easy.row.outcome, hard.row.outcome} <= set(OUTCOME_WORDS):
        return f"The easy walk ended {_word(easy.row.outcome)}, the hard one {_word(hard.row.outcome)}."
    helped = [name for name in BIAS_WORDS if (name in easy.row.help) != (name in hard.row.help)]
    if helped:
        which = "easy" if helped[0] in easy.row.help else "hard"
        return f"In the {which} walk the walker {BIAS_WORDS[helped[0]]}; in the other not."
    if easy.row.access != hard.row.access and easy.row.access and hard.row.access:
        here, there = (dict(ACCESS)[end.row.access].lower() for end in (easy, hard))
        return f"Internet: {here} in the easy walk, {there} in the other."
    if easy.row.persona != hard.row.persona:
        return "The same way in other shoes."
    return "Nothing that was recorded tells the two apart: same shoes, same channels, same ending."


def _channel(channel: str) -> str:
    words = CHANNEL_WORDS.get(channel, channel)
    return f"the {words.lower()}" if channel in ("web", "app", "store", "phone", "post") else words.lower()


def _word(outcome: str) -> str:
    return OUTCOME_WORDS[outcome].lower()
