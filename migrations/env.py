"""Alembic's way to our tables; run through `python -m app migrate`."""

import importlib
from importlib.util import find_spec

from alembic import context

from app.kit import jobs  # noqa: F401
from app.kit.db import metadata
from app.main import ROOMS

for room in ROOMS:
    if find_spec(f"app.{room}.models"):
        importlib.import_module(f"app.{room}.models")

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True,
                  compare_type=True, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
