"""How much room there is: photos a walk, bytes a month, and the disk. Whatever is refused here stays on the phone.

Words come before pictures: photos stop while entries still have room. Source: reliability.md 4.3.
"""

import shutil
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select
from sqlmodel import Session

from app.kit import clock
from app.kit.errors import Refusal
from app.settings import Settings
from app.walks.models import Photo, PhotoState

MONTH = timedelta(days=30)
HERE = (PhotoState.pending, PhotoState.ready)
_photo = Photo.__table__


def share_free(folder: Path) -> float:
    """How much of the disk under this folder is free, 0…1."""
    while not folder.exists():
        folder = folder.parent
    usage = shutil.disk_usage(folder)
    return usage.free / usage.total


def for_entries(settings: Settings) -> None:
    """Refuses: no_room (507), when the disk is all but full."""
    if share_free(settings.data_dir) < settings.disk_floor:
        raise Refusal("no_room", 507, "The server’s disk is full, so it takes nothing more. Everything stays safe on "
                      "this phone and is sent later. Tell your admin to make room.")


def for_photos(settings: Settings) -> None:
    """Refuses: no_room (507), while there is still room for words."""
    if share_free(settings.data_dir) < settings.photo_floor:
        raise Refusal("no_room", 507, "The server’s disk is nearly full, so it takes steps and waits but no photos. "
                      "This photo stays on the phone and is sent later. Tell your admin to make room.")


def for_photo(session: Session, settings: Settings, owner_id: str, walk: str | None, size: int) -> None:
    """Refuses: walk_full, month_full (413). walk: None when its entry has not come yet; then it is not counted."""
    if walk is not None and _count(session, walk) >= settings.photos_a_walk:
        raise Refusal("walk_full", 413, f"This walk has {settings.photos_a_walk} photos on the server, and one walk "
                      "may have no more. This one stays on the phone; take one back in the walk, or ask your admin.")
    if _bytes_lately(session, owner_id) + size > settings.photo_month_bytes:
        raise Refusal("month_full", 413, f"You sent {_gigabytes(settings.photo_month_bytes)} GB of photos in the last "
                      "30 days, and that is all one person may. This one stays on the phone and is sent when there is "
                      "room again, or when your admin allows more.")


def _count(session: Session, walk: str) -> int:
    return session.scalar(select(func.count()).where(_photo.c.walk == walk, _photo.c.state.in_(HERE)))


def _bytes_lately(session: Session, owner_id: str) -> int:
    return session.scalar(select(func.coalesce(func.sum(_photo.c.size), 0)).where(
        _photo.c.owner_id == owner_id, _photo.c.named_at > clock.now() - MONTH, _photo.c.state.in_(HERE)))


def _gigabytes(size: int) -> str:
    return f"{size / 2**30:.1f}".removesuffix(".0")
