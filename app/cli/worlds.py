"""seed: put the demo world in, or take it out."""

import typer
from sqlmodel import select

from app.accounts import audit, commands
from app.accounts.models import User
from app.cli.opening import opened, settled
from app.cli.progress import counting
from app.demo import crowd as crowds
from app.demo import seed as demo
from app.kit import jobs
from app.main import build


def add_to(program: typer.Typer) -> None:
    """Put these commands on the program."""
    program.command()(seed)


def seed(if_empty: bool = typer.Option(False, "--if-empty", help="only where nobody has an account yet"),
         clear: bool = typer.Option(False, "--clear", help="take the demo world out, and nothing else"),
         crowd: int = typer.Option(0, "--crowd", min=0, max=20_000, help="and so many generated walks of a year"),
         link: str = typer.Option("", "--link", help="print a one-time sign-in link under this address")) -> None:
    """Put the demo world in (an invented company, personas, journeys and walks)."""
    settings = settled()
    opened(settings).dispose()
    house = build(settings).state  # so that every room listens to what it is told
    database, blobs = house.database, house.blobs
    with database.write() as session:
        if clear:
            demo.clear(session, blobs)
            audit.note(session, None, "demo.cleared")
            print("The demo world is gone. Everything else is as it was.")
        elif not (if_empty and commands.has_users(session)):
            demo.seed(session, blobs, tell=lambda words: print(f"  {words}"))
    jobs.drain(database)
    if crowd and not clear:
        _crowd(database, blobs, crowd)
    if link:
        _print_link(database, link)


def _crowd(database, blobs, many: int) -> None:
    with counting("Entered", "walks", 1) as told:
        is_new = crowds.seed(database, blobs, many, told)
    with counting("Worked out", "jobs", 1) as told:
        while jobs.work_once(database):
            told(1)
    print(f"  a crowd of {many:,} walks" if is_new else "  the crowd was here already")


def _print_link(database, address: str) -> None:
    with database.write() as session:
        user = session.exec(select(User).where(User.is_demo, User.role == "admin", User.is_active)).first() or \
            session.exec(select(User).where(User.role == "admin", User.is_active)).first()
        if user is None:
            return
        secret = commands.make_link(session, "sign_in", user)
        audit.note(session, None, "link.made", user.id)
    print(f"\nSign in as {user.name} (once, within 10 minutes):\n\n    {address.rstrip('/')}/sign-in#{secret}\n")
