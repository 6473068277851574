"""erase, retention, everything: what is taken away on request or for its age, and what is held about one person."""

import os
from pathlib import Path

import typer
from sqlmodel import Session, select

from app.accounts.models import User
from app.care import erasures, everything, goes, keeping, sweeping
from app.cli.opening import opened, settled
from app.cli.progress import counting
from app.kit.errors import Refusal
from app.main import build


def add_to(program: typer.Typer) -> None:
    """Put these commands on the program."""
    program.command()(erase)
    program.command()(retention)
    program.command(name="everything")(hand_out)


def erase(kind: str = typer.Argument(..., help="person | quote | walk"),
          of: str = typer.Argument(..., metavar="ID", help="its id; of a person the e-mail does too"),
          how: str = typer.Option("", help="of a person: keep | away, what becomes of the walks; default keep"),
          dry_run: bool = typer.Option(False, "--dry-run", help="say what would go, and erase nothing"),
          yes: int = typer.Option(-1, help="the number of things that go, instead of being asked")) -> None:
    """Erase a person, a comment or a walk for good, at once: not after a month, and no older backup brings it back."""
    house = _house()
    how = how or (goes.KEEP if kind == "person" else "")
    if kind not in erasures.KINDS:
        raise Refusal("unknown_kind", 422, f"Erase one of: {', '.join(erasures.KINDS)}.")
    with house.database.read() as session:
        of = _id_of(session, of) if kind == "person" else of
        counts = goes.counted(session, kind, of, how)
    for what, n in counts.items():
        print(f"{n:>9,}  {goes.WORDS[what][n != 1]}")
    total = sum(counts.values())
    if dry_run:
        print(f"{total:>9,}  in all. Nothing was erased.")
        return
    typed = str(yes) if yes >= 0 else typer.prompt(f"Type {total} to erase them for good")
    with house.database.write() as session:
        row = erasures.confirm(session, None, kind, of, how, typed)
    with counting("Erased", "things", 1) as told:
        erasures.run(house.database, house.blobs, row.id, told)
    print(f"Erased {total:,} things. Older backups still hold them until they are deleted; restoring one erases again.")


def _id_of(session: Session, said: str) -> str:
    user = session.exec(select(User).where(User.email == said.strip().lower())).first()
    return user.id if user else said


def retention(dry_run: bool = typer.Option(False, "--dry-run", help="say what would go, and take nothing")) -> None:
    """Take away what is older than it is kept. The server does this every day by itself."""
    house = _house()
    with house.database.read() as session:
        days = keeping.days_of(session)
    counts = sweeping.dry(house.database, house.blobs) if dry_run else sweeping.sweep(house.database, house.blobs)
    for name, kind in keeping.KINDS.items():
        kept = "for ever" if days[name] is None else f"{days[name]:,} days"
        print(f"{kind.name:18} kept {kept:12} {counts[name]:>9,} {kind.one if counts[name] == 1 else kind.many}")
    print("Nothing was taken." if dry_run else "These are gone.")


def hand_out(of: str = typer.Argument(..., metavar="PERSON", help="e-mail or id"), file: Path = typer.Argument(...),
             ) -> None:
    """Write everything held about one person to a ZIP of JSON and photos, to answer a request."""
    os.umask(0o077)
    house = _house()
    if file.exists():
        raise Refusal("file_exists", 409, f"{file} exists already. Choose another name.")
    with house.database.read() as session:
        user_id = _id_of(session, of)
    with house.database.write() as session:
        everything.note(session, None, user_id)
    with counting("Written", "things", 1) as told, house.database.read() as session, file.open("xb") as target:
        for piece in everything.packed(session, house.blobs, user_id, told):
            target.write(piece)
    print(f"{file}: {file.stat().st_size / 2**20:,.1f} MiB. Hand it to that person alone.")


def _house():
    settings = settled()
    opened(settings).dispose()
    return build(settings).state  # so that every room listens to what it is told
