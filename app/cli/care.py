"""doctor, backup, restore, rebuild."""

import os
from pathlib import Path

import typer
from sqlalchemy.exc import SQLAlchemyError

from app.accounts import audit
from app.care import backup as backups
from app.care import deployed, doctor
from app.care import restore as restores
from app.care.findings import Finding
from app.cli.opening import opened, settled
from app.cli.progress import counting
from app.exports import search_index
from app.insights import jobs as insights
from app.kit.db import Database
from app.settings import Settings

MARKS = {"ok": "ok     ", "warn": "warning", "bad": "BAD    ", "unknown": "not seen"}


def add_to(program: typer.Typer) -> None:
    """Put these commands on the program."""
    program.command()(rebuild)
    program.command(name="doctor")(look_over)
    program.command()(backup)
    program.command()(restore)


def look_over(deploy: bool = typer.Option(False, help="also look at https, the proxy and photo sizes")) -> None:
    """Say what is wrong with this server, and what to do. Exit 1 when something is bad; changes nothing."""
    settings, is_bad = Settings(), False
    for check in (doctor.looked_over, *([deployed.looked_at] if deploy else [])):
        for finding in check(settings):
            _say(finding)
            is_bad = is_bad or finding.level == "bad"
    if is_bad:
        raise typer.Exit(1)


def _say(finding: Finding) -> None:
    print(f"{MARKS[finding.level]:8} {finding.about:11} {finding.sentence}", flush=True)


def backup(file: Path = typer.Argument(None, help="default: backups/ in the data folder")) -> None:
    """Write database and photos to one file, while the server works. Readable by its owner alone."""
    os.umask(0o077)
    settings = settled()
    with counting("Copied") as told:
        made = backups.backup(settings, file or backups.default_file(settings), told)
    _note_backup(settings, made["photos"])
    print(f"{made['file']}: {made['bytes'] / 2**20:,.1f} MiB, {made['photos']} photo files. "
          "Keep it off this machine too; customers' words and photos are in it.")


def _note_backup(settings: Settings, photos: int) -> None:
    """In the log of what was done; a database of another release is left as it is, and so is one that cannot be
    written: the backup of it is made."""
    database = Database(settings.database)
    try:
        with database.write() as session:
            audit.note(session, None, "backup.made", photos=photos)
    except SQLAlchemyError as no:
        print(f"The log of what was done could not be written: {str(no.__cause__ or no).splitlines()[0]}")
    finally:
        database.dispose()


def restore(file: Path, force: bool = typer.Option(False, help="set aside what is here now")) -> None:
    """Check a backup from end to end, then put it in place. Stop the server first. Everybody signs in anew."""
    os.umask(0o077)
    with counting("Read") as told:
        done = restores.restore(settled(), file, force, told)
    print(f"Restored the backup of {done['made_at']} with {done['photos']} photo files. Phones will offer again what "
          "they still keep.")
    if done["erased"]:
        print(f"{done['erased']} erasures made since that backup were carried out again.")
    if done["aside"]:
        print(f"What was here before lies in {done['aside']}. Delete it once you are sure.")


def rebuild() -> None:
    """Work scores and search out again from the logs; the same comes out, or better after an upgrade."""
    database = opened()
    with counting("Rebuilt", "walks", 1) as told:
        done = insights.rebuild(database, told)
    with counting("Made findable", "things", 1) as told:
        things = search_index.rebuild(database, told)
    with database.write() as session:
        audit.note(session, None, "scores.rebuilt", walks=done)
    database.dispose()
    print(f"{done} walks rebuilt, {things} things made findable.")
