"""Alembic's entry: run the migrations on the connection that `migrate` gives."""

from alembic import context
from sqlmodel import SQLModel

from app.store import (  # noqa: F401  (tables)
    account_tables,
    exercise_tables,
    mail_tables,
    retention_tables,
    review_tables,
    tables,
    together_tables,
)

context.configure(
    connection=context.config.attributes["connection"], target_metadata=SQLModel.metadata, render_as_batch=True
)
with context.begin_transaction():
    context.run_migrations()
