"""The log of what was done: whole whoever writes at once, and telling of every line that was touched."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlmodel import select

from app.accounts import audit
from app.accounts.models import AuditLine, User
from app.kit import clock


def written(database, *deeds: str) -> None:
    for deed in deeds:
        with database.write() as session:
            audit.note(session, None, deed, about="u-ada", rows=3)


def lines(database) -> list[AuditLine]:
    with database.read() as session:
        return list(session.exec(select(AuditLine).order_by(AuditLine.n)))


def test_twenty_writers_at_once_leave_one_whole_chain(database):
    with ThreadPoolExecutor(20) as crowd:
        list(crowd.map(lambda _: written(database, "share.made", "share.used", "share.revoked"), range(20)))
    verdict = audit.verify(database)
    assert (verdict.lines, verdict.broken) == (60, None)
    assert [line.n for line in lines(database)] == list(range(1, 61))


def test_a_deed_that_was_rolled_back_was_not_done(database):
    with pytest.raises(RuntimeError), database.write() as session:
        audit.note(session, None, "role.changed")
        raise RuntimeError
    with database.write() as session:
        with pytest.raises(RuntimeError), session.begin_nested():
            audit.note(session, None, "share.made")
            raise RuntimeError
        with session.begin_nested():
            audit.note(session, None, "share.used")
    assert [line.deed for line in lines(database)] == ["share.used"]


def test_a_fact_is_no_place_for_what_says_who_or_what_was_written(database):
    with database.write() as session:
        for worth in ("mo@shoe.test", "x" * 81, "a\nb", "a\rb", "a\0b", "a\x1b[2Kb", "a\u2028b", 1.5, ["a", "b@c"],
                      {"name": "Mo"}):
            with pytest.raises(ValueError):
                audit.note(session, None, "role.changed", role=worth)
        with pytest.raises(ValueError):
            audit.note(session, None, "the role was changed")
        audit.note(session, None, "share.made", page=audit.brief("/a\n99 una role.changed\x1b[2K?q=mo@shoe.test"))
    assert [line.facts for line in lines(database)] == [{"page": "/a99 una role.changed[2K"}]


def changed(session):
    session.connection().exec_driver_sql("UPDATE audit_line SET deed = 'share.used' WHERE n = 3")
    return 3


def deleted(session):
    session.connection().exec_driver_sql("DELETE FROM audit_line WHERE n = 3")
    return 3


def deleted_last(session):
    session.connection().exec_driver_sql("DELETE FROM audit_line WHERE n = 6")
    return 6


def inserted(session):
    line = session.get(AuditLine, 6)
    session.add(AuditLine(**{**line.model_dump(), "n": 7, "before": line.digest}))
    return 7


def reordered(session):
    for here, there in ((3, 99), (4, 3), (99, 4)):
        session.connection().exec_driver_sql(f"UPDATE audit_line SET n = {there} WHERE n = {here}")
    return 3


def rewritten(session):
    line = session.get(AuditLine, 3)
    line.deed = "share.used"
    fresh = audit.digest_of(line)
    session.expunge(line)
    session.connection().exec_driver_sql(f"UPDATE audit_line SET deed = 'share.used', digest = '{fresh}' WHERE n = 3")
    return 4


@pytest.mark.parametrize("tamper", [changed, deleted, deleted_last, inserted, reordered, rewritten])
def test_a_line_that_was_touched_is_named(database, tamper):
    written(database, *["share.made"] * 6)
    assert audit.verify(database).broken is None
    with database.write() as session:
        first = tamper(session)
    verdict = audit.verify(database)
    assert verdict.broken == first and f"line {first}" in verdict.why.lower()


def test_the_rest_can_be_verified_after_the_old_lines_went(database):
    written(database, *["share.made"] * 5)
    with database.write() as session:
        assert audit.prune(session, clock.now() - timedelta(days=1)) == 0
        assert audit.prune(session, clock.now() + timedelta(days=1)) == 4
        assert audit.prune(session, clock.now() + timedelta(days=1)) == 0
    written(database, "share.used")
    assert [line.n for line in lines(database)] == [5, 6]
    assert audit.verify(database).broken is None
    with database.write() as session:
        session.connection().exec_driver_sql("DELETE FROM audit_line WHERE n = 5")
    assert audit.verify(database).broken == 5


def test_a_person_a_token_and_nobody(database, cast):
    from app.accounts.access import Actor
    with database.write() as session:
        audit.note(session, session.get(User, "u-mo"), "session.opened")
        audit.note(session, Actor("u-mo", "Mo", "manager", "read"), "export.made", rows=2)
        audit.note(session, None, "backup.made")
    assert [(line.by, line.facts) for line in lines(database) if line.deed != "person.added"] == [
        ("u-mo", {}), ("u-mo", {"rows": 2, "scope": "read"}), (None, {})]
