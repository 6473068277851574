"""Comments another program sends: read as an import reads them, kept in one transaction, reported row by row."""

from collections import Counter

from sqlmodel import Session

from app.accounts import audit
from app.accounts.access import Actor
from app.accounts.teams import chosen
from app.kit import clock, jobs
from app.kit.errors import Refusal
from app.voice.imports import for_team, keep, source_named
from app.voice.mapping import FIELDS, Place, Reader
from app.voice.models import Source
from app.voice.wire import row_of

NAMES = [field for field, _, _ in FIELDS]


def send(session: Session, said: list, places: list[Place], actor: Actor, *, mask: bool, whole: bool) -> dict:
    """Keep every good row: {accepted, known, refused: [{index, field, why}]}; accepted counts the known ones too.

    mask: take personal data out of the words; whole: refuse all when one is bad. Refuses: rows (whole only). again:
    nothing new.
    """
    reading = _Reading(session, places, actor, mask)
    refused = [wrong for index, one in enumerate(said) if (wrong := reading.read(index, one))]
    if refused and whole:
        raise Refusal("rows", 422, f"{len(refused)} of {len(said)} comments cannot be kept, so none was.",
                      accepted=0, refused=refused)
    accepted, new, now = sum(map(len, reading.rows.values())), 0, clock.now()
    sources = {source.id: source for source in reading.sources.values()}
    for _, source in sorted(sources.items()):  # two calls wait for them in one order
        new += keep(session, reading.rows[source.id], for_team(actor, source.team_id), source, source.team_id,
                    import_id=None, made_by=actor.user_id, made_at=now)
    if accepted:
        audit.note(session, actor, "comments.imported", rows=new, refused=len(refused))
        jobs.tell(session, "comments.sent", sources=sorted(key for key, rows in reading.rows.items() if rows))
    return {"accepted": accepted, "known": accepted - new, "refused": refused}


class _Reading:
    """The rows of one call, by source. Those of one source share their count of sayings, whatever scale each is on."""

    def __init__(self, session: Session, places: list[Place], actor: Actor, mask: bool):
        self.session, self.places, self.actor, self.mask = session, places, actor, mask
        self.rows: dict[str, list[dict]] = {}
        self.sources: dict[str, Source] = {}
        self.readers: dict[tuple[str, str], Reader] = {}
        self.seen: dict[str, Counter] = {}

    def read(self, index: int, said: object) -> dict | None:
        """Add the row; else what is wrong with it."""
        row, (field, why) = row_of(said)
        if row is None:
            return {"index": index, "field": field, "why": why}
        kept, trouble = self._reader(row.source, row.scale or "").read(index, row.cells())
        if trouble:
            return {"index": index, "field": trouble[1], "why": trouble[3]}
        self.rows[self.sources[row.source].id].append(kept)
        return None

    def _reader(self, named: str, scale: str) -> Reader:
        if named not in self.sources:
            source = source_named(self.session, named, chosen(self.actor, None))
            self.sources[named] = source
            self.rows.setdefault(source.id, [])
        source = self.sources[named]
        if (source.id, scale) not in self.readers:
            mapping = {**{name: name for name in NAMES}, "scale": scale, "days": "ymd", "mask": self.mask}
            reader = Reader(NAMES, mapping, self.places, source.id)
            reader.seen = self.seen.setdefault(source.id, reader.seen)
            self.readers[source.id, scale] = reader
        return self.readers[source.id, scale]
