"""The day of every walk told anew, when the organisation moves to another time zone.

Only the day in a key changes, so nothing is scored again. A walk whose log is no longer kept stays on the day it had:
when it began went with the log.
"""

from sqlmodel import Session, delete, select

from app.accounts.models import Mark
from app.accounts.organisation import DAYS_ANEW, time_zone
from app.insights import rollups
from app.insights.models import Key, StageScore
from app.kit.clock import to_ms
from app.kit.db import Database
from app.walks.models import Walk

AT_ONCE = 100
_KEY = tuple(Key.model_fields)


def tell_anew(database: Database) -> None:
    """Put every walk on its day in the zone in force, a hundred a transaction; the page of the organisation can see how
    far it is. again: the same rows."""
    with database.write() as session:
        rollups.take_turn(session)  # whoever stores a walk by the zone of before is done by now
        walks = sorted(set(session.exec(select(StageScore.walk_id).distinct())))
        session.merge(Mark(id=DAYS_ANEW, value=f"0/{len(walks)}"))
    for begin in range(0, len(walks), AT_ONCE):
        with database.write() as session:
            rollups.take_turn(session)
            _move(session, walks[begin:begin + AT_ONCE])
            session.merge(Mark(id=DAYS_ANEW, value=f"{min(begin + AT_ONCE, len(walks))}/{len(walks)}"))
    with database.write() as session:
        session.execute(delete(Mark).where(Mark.id == DAYS_ANEW))


def _move(session: Session, walks: list[str]) -> None:
    zone, touched = time_zone(session), set()
    rows = session.execute(select(StageScore, Walk.began_at).join(Walk, Walk.id == StageScore.walk_id).where(
        StageScore.walk_id.in_(walks), Walk.began_at.is_not(None)).order_by(StageScore.walk_id)).all()
    for row, began_at in rows:
        day = rollups.day_of(to_ms(began_at), zone)
        if day != row.day:
            cell = rollups.cell_id({**{name: getattr(row, name) for name in _KEY}, "day": day})
            touched |= {row.cell, cell}
            row.day, row.cell = day, cell
            session.add(row)
    session.flush()
    for cell in sorted(touched):
        rollups.refresh(session, cell)
