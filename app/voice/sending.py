"""Comments another program sends: read as an import reads them, kept in one transaction, reported row by row."""

from collections import Counter

from sqlmodel import Session

from app.accounts import audit, wall
from app.accounts.teams import chosen
from app.kit import clock, jobs
from app.kit.errors import Refusal
from app.voice.imports import keep, source_named
from app.voice.mapping import FIELDS, Place, Reader
from app.voice.wire import row_of

NAMES = [field for field, _, _ in FIELDS]


def send(session: Session, said: list, places: list[Place], by: str, *, mask: bool, whole: bool) -> dict:
    """Keep every good row: {accepted, known, refused: [{index, field, why}]}; accepted counts the known ones too.

    mask: take personal data out of the words; whole: refuse all when one is bad. Refuses: rows (whole only). again:
    nothing new.
    """
    reading = _Reading(session, places, mask)
    refused = [wrong for index, one in enumerate(said) if (wrong := reading.read(index, one))]
    if refused and whole:
        raise Refusal("rows", 422, f"{len(refused)} of {len(said)} comments cannot be kept, so none was.",
                      accepted=0, refused=refused)
    new = keep(session, reading.rows, made_by=by, made_at=clock.now())
    if reading.rows:
        audit.note(session, by, "comments.imported", rows=new, refused=len(refused))
        jobs.tell(session, "comments.sent", sources=sorted({row["source_id"] for row in reading.rows}))
    return {"accepted": len(reading.rows), "known": len(reading.rows) - new, "refused": refused}


class _Reading:
    """The rows of one call. Those of one source share their count of sayings, whatever scale each is on."""

    def __init__(self, session: Session, places: list[Place], mask: bool):
        self.session, self.places, self.mask, self.rows = session, places, mask, []
        self.sources: dict[str, tuple[str, str, str | None]] = {}
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
        source_id, source, team = self.sources[row.source]
        self.rows.append({**kept, "source": source, "source_id": source_id, "import_id": None,
                          "team_id": team})
        return None

    def _reader(self, source: str, scale: str) -> Reader:
        if source not in self.sources:
            actor = wall.standing(self.session)
            made = source_named(self.session, source, chosen(actor, None) if actor else None)
            self.sources[source] = made.id, made.name, made.team_id
        if (source, scale) not in self.readers:
            mapping = {**{name: name for name in NAMES}, "scale": scale, "days": "ymd", "mask": self.mask}
            reader = Reader(NAMES, mapping, self.places, self.sources[source][0])
            reader.seen = self.seen.setdefault(self.sources[source][0], reader.seen)
            self.readers[source, scale] = reader
        return self.readers[source, scale]
