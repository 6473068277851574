"""What moods and digital access are called on screen, and what each access suggests is closed."""

from app.journeys.models import Channel
from app.personas.models import Access

# mood: words, face of art.svg
MOODS = {-2: ("Fed up", "face-1"), -1: ("Uneasy", "face-2"), 0: ("So-so", "face-3"), 1: ("Fine", "face-4"),
         2: ("Relieved", "face-5")}
ACCESS = {
    Access.full: ("Full", "A computer and a phone, both online"),
    Access.phone_only: ("Phone only", "Online, but only on a phone"),
    Access.none: ("None", "No internet at all"),
}
# What someone with this access cannot use. A phone opens websites, badly; that is for the walk to find out.
CLOSED = {Access.full: (), Access.phone_only: (),
          Access.none: (Channel.web, Channel.app, Channel.chat, Channel.email, Channel.social)}
PRONOUNS = ("she", "he", "they")


def whose(pronoun: str) -> str:
    """'Her', 'His', 'Their' for headings; 'The' for any other pronoun."""
    return {"she": "Her", "he": "His", "they": "Their"}.get(pronoun.strip().lower().split("/")[0], "The")
