"""Everything about one person, as a file: all of theirs, nothing of anybody else's, no secret."""

import io
import json
import zipfile

from sqlmodel import select

from app.accounts.models import AuditLine
from tests.care.test_erasing import ON_SQLITE


def opened(reply) -> zipfile.ZipFile:
    assert reply.status_code == 200 and reply.headers["content-type"] == "application/zip"
    assert "no-store" in reply.headers["cache-control"]
    archive = zipfile.ZipFile(io.BytesIO(reply.content))
    assert archive.testzip() is None
    return archive


@ON_SQLITE
def test_a_walker_takes_everything_along_and_nothing_of_others(as_, world, database):
    ada = as_("ada")
    page = ada.get("/account/everything")
    assert page.status_code == 200 and "Take it along" in page.text
    archive = opened(ada.get("/account/everything.zip"))
    told = {name: archive.read(name).decode() for name in archive.namelist() if name.endswith(".json")}
    about, walks = json.loads(told["about.json"]), json.loads(told["walks.json"])
    assert about["account"]["email"] == "zqmail@zqhost.test" and "password_hash" not in about["account"]
    assert about["browser_session.user_id"][0]["browser"] == "Zqbrowser"
    assert {walk["id"] for walk in walks} == {world[0]} and any("zqnote" in line["line"] for line in walks[0]["log"])
    assert "zqstray" in told["set_aside.json"] and "zqtalk of mine" in told["messages.json"]
    assert "zqtalk of Mo" not in "".join(told.values()) and "zoe@" not in "".join(told.values())
    assert archive.read("photos/f0f0f0f0-ada.jpg") == b"zqphoto"
    with database.read() as session:
        line = session.exec(select(AuditLine).where(AuditLine.deed == "subject.exported")).one()
        assert (line.by, line.about) == ("u-ada", "u-ada")


@ON_SQLITE
def test_an_admin_answers_a_request_and_nobody_else_can(as_, world):
    assert "zqname" in opened(as_("una").get("/people/u-ada/everything.zip")).read("READ_ME.txt").decode().lower()
    assert as_("mo").get("/people/u-ada/everything.zip").status_code == 403
    assert as_("una").get("/people/u-nobody/everything").status_code == 404
