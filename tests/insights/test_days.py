"""Another time zone: said before it is done, and every walk moves to its day by the new clock."""

from datetime import UTC, datetime

from sqlmodel import select

from app.accounts.models import AuditLine, Mark
from app.insights.models import Cell, StageScore
from app.kit import jobs
from app.walks.models import Walk


def test_another_zone_is_said_before_it_is_done_and_moves_walks_to_their_day(rolled, as_, database):
    with database.write() as session:
        for walk in session.exec(select(Walk)):
            walk.began_at = datetime(2026, 11, 10, 23, 30, tzinfo=UTC)
            session.add(walk)
        rows = len(session.exec(select(StageScore)).all())
    assert rows
    una, asked = as_("una"), {"name": "Penny", "time_zone": "Asia/Tokyo", "languages": "en"}
    told = una.post("/organisation", data=asked)
    assert told.status_code == 200 and "every walk is put on its day" in told.text
    assert una.post("/organisation", data={**asked, "sure": "Asia/Tokyo"}).status_code == 303
    jobs.drain(database)
    with database.read() as session:
        assert {row.day for row in session.exec(select(StageScore))} == {"2026-11-11"}
        assert {row.day for row in session.exec(select(Cell))} == {"2026-11-11"}
        assert {row.cell for row in session.exec(select(StageScore))} == {row.id for row in session.exec(select(Cell))}
        assert len(session.exec(select(StageScore)).all()) == rows
        assert session.get(Mark, "days_anew") is None
        said = session.exec(select(AuditLine).where(AuditLine.deed == "settings.changed")).one()
        assert said.facts["zone"] == "Asia/Tokyo" and "Penny" not in str(said.facts)
