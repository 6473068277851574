"""What changed from one revision of a persona to the next, in sentences."""

from app.personas.shoes import SHOES
from app.personas.words import ACCESS, MOODS

_TEXTS = (("name", "Name"), ("pronoun", "Pronoun"), ("summary", "Summary"), ("issue", "Issue"), ("goal", "Goal"),
          ("mood_words", "Mood in words"), ("access_words", "Access in words"))
_LISTS = (("closed_channels", "channels that are closed"), ("rules", "rules"), ("unknowns", "what they do not know"),
          ("journeys", "journeys"))


def changes(before: dict, after: dict) -> list[str]:
    """Sentences about two revisions in the catalogue's shape; [] when they say the same."""
    said = [f"{words} was “{before[name]}”" if before[name] else f"{words} added"
            for name, words in _TEXTS if before[name] != after[name]]
    if before["shoes"] != after["shoes"]:
        said.append(f"New shoes: {SHOES[after['shoes']].lower()}")
    if before["mood"] != after["mood"]:
        said.append(f"Mood {MOODS[after['mood']][0].lower()}, was {MOODS[before['mood']][0].lower()}")
    if before["digital_access"] != after["digital_access"]:
        said.append(f"Digital access {ACCESS[after['digital_access']][0].lower()}, "
                    f"was {ACCESS[before['digital_access']][0].lower()}")
    return said + [f"Changed the {words}" for name, words in _LISTS if before[name] != after[name]]
