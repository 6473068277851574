"""The log of what was done as a table, for an auditor's own checks."""

from collections.abc import Iterator

from sqlmodel import func, select

from app.accounts.models import AuditLine
from app.exports import deeds as log
from app.exports.sheets import Ask, sheet
from app.kit import clock
from app.kit.filters import clock_time, day
from app.kit.tables import Table

CHUNK = 500


@sheet("deeds", "admin")
def deeds(ask: Ask) -> Table:
    """Every line, oldest first. words: deed, who, day."""
    choice = log.Choice(*(ask.words.get(name, "") for name in ("deed", "who", "day")))
    wanted = log.conditions(choice, ask.zone)
    n, now = ask.session.scalar(select(func.count()).select_from(AuditLine).where(*wanted)), clock.now()
    said = "; ".join(log.asked_words(ask.session, choice))
    return Table("deeds", "What was done", [
        ("Organisation", ask.organisation), ("Report", "What was done on this server, by whom"),
        ("Filter", said or "None: every line that is kept"), ("Zone", ask.zone),
        ("Written", f"{day(now, ask.zone)}, {clock_time(now, ask.zone)}, for {ask.actor.name}"),
        ("Rows", f"{n:,}")], (
        ("line", "Line"), ("at", "When"), ("deed", "Deed"), ("words", "In words"), ("by", "Who, by id"),
        ("about", "To what, by id"), ("facts", "Facts"), ("digest", "SHA-256 of the line")),
        _rows(ask, wanted), n, ask.zone)


def _rows(ask: Ask, wanted: list) -> Iterator[tuple]:
    after, chunk = -1, [None]
    while chunk:
        chunk = ask.session.exec(select(AuditLine).where(*wanted, AuditLine.n > after).order_by(AuditLine.n)
                                 .limit(CHUNK)).all()
        for one in log.told(ask.session, chunk):
            line, after = one.line, one.n
            facts = "; ".join(f"{name}: {worth}" for name, worth in sorted(line.facts.items()))
            yield (line.n, line.at, one.label, one.words, line.by, line.about, facts, line.digest)
        ask.session.expunge_all()
