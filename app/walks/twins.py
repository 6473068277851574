"""Photos that look the same: found by their look in a few index reads, however many photos there are."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import delete
from sqlalchemy.orm import aliased
from sqlmodel import Session, select

from app.kit.db import insert_new
from app.walks.models import Photo, PhotoBand, Walk

NEAR = 3  # bits; four bands of sixteen share one when at most three bits differ
PLAIN = (0, 0xFFFF)  # an even quarter: so many photos have one that it tells nothing
MOST = 200


@dataclass(frozen=True)
class Twin:
    """Two photos that look the same. photo: in the walk asked about; other_walk: where the other one is."""

    walk: str
    photo: str
    other: str
    other_walk: str


def note(session: Session, photo_id: str, look: str | None) -> None:
    """Remember how a photo looks. again: the same rows."""
    session.execute(delete(PhotoBand).where(PhotoBand.photo_id == photo_id))
    if look is not None:
        bands = [int(look[at:at + 4], 16) for at in range(0, 16, 4)]
        insert_new(session, PhotoBand.__table__, [{"photo_id": photo_id, "band": band, "bits": bits}
                                                  for band, bits in enumerate(bands) if bits not in PLAIN],
                   key=("photo_id", "band"))


def twins_of(session: Session, walks: Collection[str]) -> dict[str, list[Twin]]:
    """walk id → its photos that look like another photo of this server, in one statement. Practice is left out.

    Who may see the other walk is the caller's question.
    """
    if not walks:
        return {}
    mine, other, here, there = aliased(Photo), aliased(Photo), aliased(PhotoBand), aliased(PhotoBand)
    found = session.execute(
        select(mine.walk, mine.id, mine.look, other.id, other.walk, other.look)
        .join(here, here.photo_id == mine.id)
        .join(there, (there.bits == here.bits) & (there.band == here.band) & (there.photo_id != here.photo_id))
        .join(other, other.id == there.photo_id)
        .join(Walk, (Walk.id == other.walk) & Walk.withdrawn_at.is_(None) & Walk.practice.is_(False))
        .where(mine.walk.in_(walks)).distinct().order_by(mine.id, other.id).limit(MOST * len(walks)))
    told = defaultdict(list)
    for walk, photo, look, other_id, other_walk, other_look in found:
        is_seen_already = walk == other_walk and other_id < photo
        if not is_seen_already and (int(look, 16) ^ int(other_look, 16)).bit_count() <= NEAR:
            told[walk].append(Twin(walk, photo, other_id, other_walk))
    return told
