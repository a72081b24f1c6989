"""Alembic's entry: run the migrations on the connection that `migrate` gives."""

from alembic import context
from sqlmodel import SQLModel

from app.store import account_tables, exercise_tables, review_tables, tables, together_tables  # noqa: F401  (tables)

context.configure(
    connection=context.config.attributes["connection"], target_metadata=SQLModel.metadata, render_as_batch=True
)
with context.begin_transaction():
    context.run_migrations()
