"""The words of workshops: audiences, questions, and what a new workshop begins with."""

from app.workshops.models import Audience, Question

AUDIENCES = {Audience.leader: "Leaders", Audience.staff: "Staff", Audience.customer: "Customers"}
# Source: ux.md, D3 "Three views of the same thing"; product.md, "priorities gap".
STATEMENTS = ("It’s easy to reach a person", "The first person can fix it", "We use plain words",
              "Staff care about my problem")
PRIORITIES = ("Responsiveness", "Expertise", "Personal care", "Keeping promises", "A fair price")
# (question as asked, heading on the results, kind of fix an answer suggests). Source: product.md.
QUESTIONS = {
    Question.well: ("What do we do well?", "What we do well", "continue"),
    Question.better: ("What could be better?", "What could be better", "change"),
    Question.rivals_better: ("What do competitors do differently that is better for customers?",
                             "Competitors do it better", "start"),
    Question.rivals_worse: ("What do competitors do differently that is worse for customers?",
                            "Competitors do it worse", "continue"),
    Question.keep: ("What should we continue?", "Continue", "continue"),
    Question.start: ("What should we start?", "Start", "start"),
}
GOOD = {Question.well, Question.rivals_worse, Question.keep}  # the rest ask for something else
LEANINGS = {"good": "good as it is", "mend": "wants mending", "both": "both good and bad"}  # of a theme's answers
CUSTOMERS_ASKED = {  # customers are outside: "we" are "they"
    Question.well: "What do we do well for you?",
    Question.better: "What could we do better for you?",
    Question.rivals_better: "What do other companies do better?",
    Question.rivals_worse: "What do other companies do worse?",
    Question.keep: "What should we continue?",
    Question.start: "What should we start?",
}


def asked(question: Question, audience: str) -> str:
    """The question as this audience reads it."""
    return CUSTOMERS_ASKED[question] if audience == Audience.customer else QUESTIONS[question][0]


def count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def n_words(sheets: int, people: int) -> str:
    """'7 sheets, 48 people'."""
    return f"{count(sheets, 'sheet', 'sheets')}, {count(people, 'person', 'people')}"


def ordinal(number: int) -> str:
    """'1st'. From 1."""
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
