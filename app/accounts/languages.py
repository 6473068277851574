"""The languages an organisation's customers write in, by their own names, and how a choice of them is read."""

from sqlmodel import Session

from app.accounts.models import Mark
from app.kit.errors import Refusal

LANGUAGES = {
    "en": "English", "cs": "Čeština", "da": "Dansk", "de": "Deutsch", "es": "Español", "fr": "Français",
    "it": "Italiano", "nl": "Nederlands", "no": "Norsk", "pl": "Polski", "pt": "Português", "fi": "Suomi",
    "sv": "Svenska", "tr": "Türkçe", "el": "Ελληνικά", "uk": "Українська", "ar": "العربية", "zh": "中文",
    "ja": "日本語"}
ENGLISH = ("en",)
MARK = "languages"  # its value: codes, by commas


def read_languages(typed: list[str]) -> tuple[str, ...]:
    """The codes that were ticked, in the list's order. Refuses: no_language."""
    found = tuple(code for code in LANGUAGES if code in typed)
    if not found or set(typed) - set(LANGUAGES):
        raise Refusal("no_language", 422, "Tick at least one language your customers write in.", path="languages")
    return found


def spoken(session: Session) -> tuple[str, ...]:
    """Those in force, for whoever has no request."""
    mark = session.get(Mark, MARK)
    return kept_as(mark.value if mark else "")


def kept_as(value: str) -> tuple[str, ...]:
    """A mark's value as codes; English while nobody said."""
    return tuple(code for code in value.split(",") if code in LANGUAGES) or ENGLISH


def named(codes: tuple[str, ...]) -> str:
    """'English, Deutsch and Français'."""
    *most, last = (LANGUAGES[code] for code in codes)
    return f"{', '.join(most)} and {last}" if most else last
