"""What the organisation says of itself, its name, its time zone and the languages of its customers: the one place that
knows which words are in force.

What was kept on the Organisation page wins; ORGANISATION and TIME_ZONE of the environment stand until something is
kept. A container names its defaults in its environment, so the other way round nothing could be changed on the page.
"""

from dataclasses import dataclass
from zoneinfo import available_timezones

from sqlmodel import Session, select

from app.accounts import audit, languages
from app.accounts.access import Actor
from app.accounts.models import Mark, User
from app.kit import jobs
from app.kit.db import settings_beside
from app.kit.errors import Refusal
from app.settings import Settings

NAME, ZONE = "organisation", "time_zone"  # names of marks
DAYS_ANEW = "days_anew"  # its value: "done/all" walks, while days are told by another zone
ZONES = tuple(sorted(zone for zone in available_timezones()
                     if ("/" in zone and not zone.startswith(("Etc/", "posix/", "right/"))) or zone == "UTC"))
LONGEST = 80
UNNAMED = Settings.model_fields["organisation"].default


@dataclass(frozen=True)
class House:
    """What every page needs to know of the house. settings: the environment with what was kept laid over it; kept:
    names of what was; anew: walks whose day was told anew, and of how many, None when none are; languages: codes of
    those its customers write in."""

    settings: Settings
    is_demo: bool = False
    kept: frozenset[str] = frozenset()
    anew: tuple[int, int] | None = None
    languages: tuple[str, ...] = languages.ENGLISH

    @property
    def name(self) -> str:
        """What the organisation is called; "" while nobody said."""
        return "" if self.settings.organisation == UNNAMED else self.settings.organisation


def house(session: Session, settings: Settings) -> House:
    """The house as it stands now, in one statement."""
    marks = dict(session.execute(select(Mark.id, Mark.value).where(
        Mark.id.in_((NAME, ZONE, languages.MARK, DAYS_ANEW, "demo")))).all())
    kept = {name: marks[name] for name in (NAME, ZONE) if name in marks}
    said = dict(kept)
    if "demo" in marks and settings.organisation == UNNAMED:
        said.setdefault(NAME, marks["demo"])  # the invented company's, until somebody says whose house it is
    done, _, every = marks.get(DAYS_ANEW, "").partition("/")
    return House(settings.model_copy(update=said) if said else settings, "demo" in marks, frozenset(kept),
                 (int(done), int(every)) if every else None, languages.kept_as(marks.get(languages.MARK, "")))


def time_zone(session: Session) -> str:
    """The zone in force, for whoever has no request: jobs and the command line."""
    if mark := session.get(Mark, ZONE):
        return mark.value
    return settings_beside(session).time_zone


def read_zone(typed: str) -> str:
    """The IANA zone that was typed, capitals and spaces forgiven. Refuses: unknown_zone."""
    wanted = typed.strip().replace(" ", "_").casefold()
    for zone in ZONES:
        if zone.casefold() == wanted:
            return zone
    raise Refusal("unknown_zone", 422, "There is no such time zone here. Type a city near you, then choose from the "
                  "list: Europe/London, for one.", path=ZONE)


def read_name(typed: str) -> str:
    """The organisation's name as it is kept. Refuses: bad_name."""
    name = " ".join(typed.split())
    if not 1 <= len(name) <= LONGEST or not name.isprintable():
        raise Refusal("bad_name", 422, f"Say what the organisation is called, in up to {LONGEST} letters.", path="name")
    return name


def read(name: str, zone: str, spoken: list[str]) -> tuple[str, str, tuple[str, ...]]:
    """Name, zone and languages as they are kept. Refuses: bad_name, unknown_zone, no_language."""
    return read_name(name), read_zone(zone), languages.read_languages(spoken)


def keep(session: Session, actor: Actor | User, now: House, words: tuple[str, str, tuple[str, ...]]) -> None:
    """Keep name, zone and languages. Another zone tells the day of every walk anew, as a job. words: as `read` gives
    them. again: nothing."""
    name, zone, spoken = words
    changed = [what for what, said, before in (("name", name, now.settings.organisation),
                                               (ZONE, zone, now.settings.time_zone),
                                               (languages.MARK, spoken, now.languages)) if said != before]
    for what, said in ((NAME, name), (ZONE, zone), (languages.MARK, ",".join(spoken))):
        session.merge(Mark(id=what, value=said))
    if changed:
        audit.note(session, actor, "settings.changed", about="organisation", changed=changed, zone=zone)
    if ZONE in changed:
        jobs.tell(session, "zone.changed")
