"""What each page of fixes is given: rows with their words, ready to print."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from sqlmodel import Session

from app.accounts.access import Actor
from app.improvements import queries
from app.improvements.drafts import Draft, clocked, draft_of
from app.improvements.models import Improvement, State
from app.improvements.words import DEEDS, HEADS, KINDS, ORDER, STATES, day, due_words, is_late, saving_words
from app.journeys import queries as journeys
from app.kit.errors import not_found
from app.kit.filters import spell
from app.personas.shoes import walk_in
from app.voice import queries as voice
from app.voice.models import Comment
from app.walks import queries as walks
from app.walks.models import Walk

FILTERS = ("journey", "state", "owner")
NOBODY = "Nobody yet"
LABELS = {"title": "What to do", "kind": "Kind", "why": "Why", "place": "Where", "persona": "For whom",
          "owner": "Owner", "due": "Due", "minutes": "Minutes saved", "steps": "Steps saved",
          "points": "Points saved"}


@dataclass
class Row:
    """A fix with its words. where: 'Call centre, Dispute a charge'."""

    fix: Improvement
    journey: str
    place: str
    persona: str
    owner: str
    due: str
    is_late: bool
    saves: list[str]

    @property
    def kind(self) -> str:
        return KINDS[self.fix.kind][0]

    @property
    def state(self) -> str:
        return STATES[self.fix.state]

    @property
    def where(self) -> str:
        return f"{self.place}, {self.journey}" if self.place else f"The whole of {self.journey}"

    @property
    def done(self) -> str:
        return day(self.fix.done_on)

    @property
    def proof(self) -> str:
        """The part of insights that says whether it worked."""
        fix = self.fix
        asked = {"journey": fix.journey_id, "touchpoint": fix.touchpoint, "persona": fix.persona_id or "",
                 "since": fix.done_on.isoformat() if fix.done_on else "", "milli": fix.expected_milli or "",
                 "ms": fix.expected_ms or "", "steps": fix.expected_steps or ""}
        return "/insights/proof?" + urlencode({name: value for name, value in asked.items() if value != ""})

    @property
    def walk_again(self) -> str:
        return walk_in(self.fix.journey_id, self.fix.persona_id)


def rows_of(session: Session, fixes: list[Improvement], today: date) -> list[Row]:
    """The fixes with their words, in the same order."""
    names = queries.named(session, fixes)
    return [_row(fix, names, today) for fix in fixes]


def _row(fix: Improvement, names: dict, today: date) -> Row:
    place = names["places"].get(f"{fix.journey_id}/{fix.touchpoint}", "A touchpoint this journey no longer has")
    return Row(fix, names["journeys"].get(fix.journey_id, ""), place if fix.touchpoint else "",
               names["personas"].get(fix.persona_id, ""), fix.owner or names["people"].get(fix.owner_id, ""),
               due_words(fix.due, fix.state, today), is_late(fix.due, fix.state, today),
               saving_words(fix.expected_ms, fix.expected_steps, fix.expected_milli))


def listed(session: Session, actor: Actor, today: date, asked: dict[str, str]) -> dict:
    """The list's view. asked: journey, state, owner ("-": nobody); unknown values find nothing."""
    every = rows_of(session, list(session.exec(queries.visible(actor).order_by(
        Improvement.due.is_(None), Improvement.due, Improvement.made_at, Improvement.id))), today)
    rows = [row for row in every if wanted(row, asked)]
    groups = [(state.value, HEADS[state], [row for row in rows if row.fix.state == state]) for state in ORDER]
    return {"rows": rows, "is_first": not every, "groups": [group for group in groups if group[2]],
            "asked": asked, "choices": _choices(every), "says": summed(rows),
            "done_query": urlencode({name: asked[name] for name in ("journey", "owner") if asked[name]})}


def wanted(row: Row, asked: dict[str, str]) -> bool:
    """Whether a list narrowed so holds this fix. asked: journey, state (also "late"), owner ("-": nobody), "" any."""
    owner = {"": True, "-": not row.owner}.get(asked["owner"], row.owner == asked["owner"])
    return (owner and asked["journey"] in ("", row.fix.journey_id)
            and asked["state"] in ("", row.fix.state, "late" if row.is_late else None))


def _choices(rows: list[Row]) -> list[tuple[str, str, list]]:
    places = sorted({(row.journey, row.fix.journey_id) for row in rows})
    people = sorted({row.owner for row in rows if row.owner})
    return [("journey", "Journey", [("", "Every journey"), *((own, name) for name, own in places)]),
            ("state", "State", [("", "Any state"), *((state.value, STATES[state]) for state in ORDER),
                                ("late", "Overdue")]),
            ("owner", "Owner", [("", "Anybody"), *((name, name) for name in people), ("-", NOBODY)])]


def summed(rows: list[Row]) -> str:
    """'2 under way, 1 idea, 1 done. 1 is overdue, 2 have no owner.'"""
    many = {state: sum(row.fix.state == state for row in rows) for state in ORDER}
    words = {State.doing: "under way", State.idea: "idea" if many[State.idea] == 1 else "ideas", State.done: "done",
             State.dropped: "dropped"}
    said = ", ".join(f"{n} {words[state]}" for state, n in many.items() if n)
    late = sum(row.is_late for row in rows)
    alone = sum(not row.owner and row.fix.state in (State.doing, State.idea) for row in rows)
    more = [f"{late} {'is' if late == 1 else 'are'} overdue"] if late else []
    more += [f"{alone} {'has' if alone == 1 else 'have'} no owner"] if alone else []
    return f"{said}." + (f" {', '.join(more)}." if more else "") if said else "No fix fits this choice."


def one(session: Session, actor: Actor, fix: Improvement, today: date, wrong: str = "", why: str = "") -> dict:
    """One fix's view. wrong, why: what was wrong with a state that was asked for, and the words typed then."""
    walks, comments = (behind(session, actor, fix.id) for behind in (queries.walks_behind, queries.comments_behind))
    return {"row": rows_of(session, [fix], today)[0], "turns": queries.turns_of(session, fix.id),
            "walks": walks, "comments": comments, "rests_on": rests_on(walks, comments),
            "other_walks": queries.walks_to_link(session, actor, fix),
            "other_comments": queries.comments_to_link(session, actor, fix.id), "today": today.isoformat(),
            "states": STATES, "deeds": [(state.value, DEEDS[state]) for state in ORDER if state != fix.state],
            "wrong": wrong, "typed_why": why}


def rests_on(walks: Sequence, comments: Sequence) -> str:
    """'2 walks and 1 comment'; '' of none."""
    told = ((len(walks), "walk"), (len(comments), "comment"))
    return " and ".join(f"{n} {word}{'' if n == 1 else 's'}" for n, word in told if n)


def form_view(session: Session, actor: Actor, draft: Draft, fix: Improvement | None = None,
              evidence: tuple[list[str], list[str]] = ((), ()), theirs: tuple = ()) -> dict:
    """The form's view. evidence: (walks, comments) a new fix will rest on; theirs: [(field, what is stored now)]
    when someone else saved first.
    """
    behind = evidence if fix is None else (queries.walks_behind(session, actor, fix.id),
                                           queries.comments_behind(session, actor, fix.id))
    return {"draft": draft, "editing": fix, "version": fix.version if fix else 0, "theirs": theirs,
            "walks": evidence[0], "comments": evidence[1], "rests_on": rests_on(*behind),
            "kinds": [(kind.value, words) for kind, (_, words) in KINDS.items()],
            "journeys": place_choices(session, actor), "personas": queries.persona_choices(session),
            "people": list(queries.owners(session))}


def place_choices(session: Session, actor: Actor) -> list[tuple[str, list[tuple[str, str]]]]:
    """[(journey's name, [("<journey>/<touchpoint>", name)])], the whole journey first."""
    return [(one["name"], [(f"{one['id']}/", "The whole journey"),
                           *((f"{one['id']}/{point['id']}", point["name"]) for point in one["touchpoints"])])
            for one in journeys.journeys_in_force(session, actor)]


def may_choose(session: Session, actor: Actor, fix: Improvement | None = None) -> tuple[set, set, dict]:
    """(places, personas, people) for drafts.checked; what an edited fix says already stays allowed."""
    places = {key for _, points in place_choices(session, actor) for key, _ in points}
    personas = {own for own, _ in queries.persona_choices(session)}
    if fix:
        places.add(f"{fix.journey_id}/{fix.touchpoint}")
        personas.add(fix.persona_id)
    return places, personas, queries.owners(session)


def owner_words(session: Session, fix: Improvement) -> str:
    return fix.owner or queries.named(session, [fix])["people"].get(fix.owner_id, "")


def prefilled(session: Session, actor: Actor, draft: Draft, journey: str, touchpoint: str, walk: str,
              comment: str) -> tuple[list[str], list[str]]:
    """Fill in what a walk and a comment tell; (walks, comments) the fix will rest on. Refuses: not_found."""
    texts = draft.texts
    if walk:
        found = session.exec(walks.visible(actor).where(Walk.id == walk)).first()
        if found is None:
            raise not_found("walk")
        journey = journey or found.journey_id or ""
        texts["persona"] = texts["persona"] or found.persona_id or ""
    if comment:
        said = voice.mine(session, actor, comment)
        texts["why"] = texts["why"] or f"“{said.words[:1000]}”"
    if journey:
        texts["place"] = f"{journey}/{touchpoint}"
    texts["minutes"] = clocked(texts["minutes"])
    return [walk] if walk else [], [comment] if comment else []


def seen(session: Session, actor: Actor, walk_ids: list[str], comment_ids: list[str]) -> tuple[list[str], list[str]]:
    """Those of these walks and comments that this actor may see."""
    return (list(session.scalars(walks.visible(actor).with_only_columns(Walk.id).where(Walk.id.in_(walk_ids)))),
            list(session.scalars(voice.visible(actor).with_only_columns(Comment.id).where(
                Comment.id.in_(comment_ids)))))


def differences(session: Session, actor: Actor, fix: Improvement, draft: Draft) -> list[tuple[str, str]]:
    """[(field in words, what is stored now)] wherever that is not what was typed."""
    row = rows_of(session, [fix], fix.made_at.date())[0]
    stored = draft_of(fix, row.owner).texts
    shown = {"kind": KINDS[fix.kind][1], "place": row.where, "persona": row.persona or "everybody",
             "due": day(fix.due), "minutes": spell(fix.expected_ms) if fix.expected_ms else ""}
    return [(words, shown.get(name, stored[name]) or "empty") for name, words in LABELS.items()
            if stored[name].strip() != draft.texts[name].strip()]


def led_to(session: Session, actor: Actor, comment_id: str, journey: str, touchpoint: str) -> dict:
    """What a comment led to. journey, touchpoint: where a new fix would be. Refuses: not_found."""
    voice.mine(session, actor, comment_id)
    return {"comment_id": comment_id, "fixes": queries.led_to(session, actor, [comment_id]).get(comment_id, []),
            "states": STATES, "place": "&" + urlencode({"journey": journey, "touchpoint": touchpoint}) if journey
            else ""}
