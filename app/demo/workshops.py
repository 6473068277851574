"""One invented workshop of the demo world: leaders, staff in groups, and customers, through the same commands."""

from sqlmodel import Session

from app.demo.script import demo_id
from app.workshops import commands, queries
from app.workshops.forms import SheetDraft, WorkshopDraft
from app.workshops.models import Audience, Workshop

NAME = "How easy are we to deal with?"
# audience, people, ratings of the four statements, places of the five priorities, answers
SHEETS = (
    ("leader", 7, (6, 6, 5, 5), (2, 1, 3, 4, 5), {
        "well": "Our people know the network inside out\nWe answer every bill question",
        "better": "Longer opening hours",
        "rivals_better": "Their app shows the bill day by day", "keep": "Training every new starter for six weeks"}),
    ("leader", 6, (7, 5, 6, 6), (3, 1, 2, 4, 5), {
        "well": "Experts on every shift", "rivals_worse": "They have closed their stores",
        "start": "A prize for the best call of the month"}),
    ("staff", 7, (4, 3, 4, 6), (1, 3, 2, 4, 5), {
        "well": "We stay calm with people who are upset",
        "better": "We may credit £25 and no more\nThe menu sends half of the calls to the wrong team",
        "start": "Let whoever answers finish the job"}),
    ("staff", 8, (4, 2, 5, 6), (2, 1, 3, 4, 5), {
        "well": "The store rings the right team for the customer", "better": "Everybody has to ask Disputes",
        "rivals_better": "They ring back when they say they will", "keep": "Ringing the right team for the customer"}),
    ("staff", 6, (3, 2, 4, 5), (1, 2, 3, 4, 5), {
        "better": "Letters full of words we would not use ourselves", "start": "Ring back at a time the customer picks",
        "rivals_worse": "Their chat never reaches a person"}),
    ("customer", 1, (2, 2, 3, 5), (1, 5, 4, 2, 3), {
        "well": "The person in the store was kind", "better": "Three people, three different answers"}),
    ("customer", 1, (1, 3, 2, 6), (1, 4, 5, 2, 3), {
        "better": "Half an hour of music", "rivals_better": "My gas company rings back the same day"}),
    ("customer", 1, (3, 2, 4, 4), (2, 4, 3, 1, 5), {
        "better": "Nobody was allowed to give me my own money back", "keep": "The store"}),
    ("customer", 1, (2, 3, 3, 6), (1, 3, 4, 2, 5), {
        "better": "What does pro-rata mean?", "start": "Tell me when somebody will ring"}),
    ("customer", 1, (2, 1, 4, 5), (1, 5, 3, 2, 4), {
        "well": "They never lost patience with me", "rivals_better": "A person answers at once"}),
    ("customer", 1, (1, 2, 2, 5), (1, 4, 2, 3, 5), {
        "better": "I told my story four times", "start": "Let the first person sort it"}),
)
THEMES = {
    "Reaching a person": ("We answer every bill question", "Half an hour of music", "A person answers at once",
                          "The menu sends half of the calls to the wrong team"),
    "Who may decide": ("We may credit £25 and no more", "Everybody has to ask Disputes",
                       "Let whoever answers finish the job", "Nobody was allowed to give me my own money back",
                       "Let the first person sort it", "Three people, three different answers"),
    "Help in the store": ("The store rings the right team for the customer", "The person in the store was kind",
                          "Ringing the right team for the customer", "They have closed their stores", "The store"),
    "Ringing back": ("They ring back when they say they will", "Ring back at a time the customer picks",
                     "My gas company rings back the same day", "Tell me when somebody will ring"),
    "Plain words": ("Letters full of words we would not use ourselves", "What does pro-rata mean?"),
    "Knowing the network": ("Our people know the network inside out", "Experts on every shift"),
}


def seed_workshop(session: Session) -> int:
    """Put the workshop in, its answers grouped, its links never opened; how many sheets."""
    made = commands.make_workshop(session, WorkshopDraft(NAME), demo_id("user", "idris"),
                                  workshop_id=demo_id("workshop", "easy"), is_demo=True)
    for number, (audience, people, ratings, places, answers) in enumerate(SHEETS):
        commands.keep_sheet(session, made, Audience(audience), SheetDraft(
            key=f"demo-sheet-{number}", people=str(people), answers=answers,
            ratings=dict(enumerate(ratings, 1)), places=dict(enumerate(places, 1))))
    session.flush()
    workshop = session.get(Workshop, made)
    named = {words: theme for theme, several in THEMES.items() for words in several}
    told = queries.told(session, workshop).answers
    commands.name_themes(session, told, {one.key: ("", named[one.words]) for one in told if one.words in named})
    commands.set_closed(session, workshop, True)
    return len(SHEETS)
