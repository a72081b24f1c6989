"""Triggers that keep a table append-only, for migrations. A migration that copies a table must call this again."""

from collections.abc import Sequence

from sqlalchemy import Connection

FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION USING MESSAGE = TG_ARGV[0]; END $$
"""
ENDS_EARLIER = "NEW.seq < OLD.seq OR NEW.assessment_id <> OLD.assessment_id"


def protect(
    connection: Connection, table: str, message: str, actions: Sequence[str] = ("UPDATE", "DELETE"), when: str = ""
) -> None:
    """Refuse these actions on a table; with `when`, only for rows of which it is true."""
    for action in actions:
        name = f"{table}_no_{action.lower()}"
        condition = f"WHEN ({when})" if when and action == "UPDATE" else ""
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
            connection.exec_driver_sql(
                f"CREATE TRIGGER {name} BEFORE {action} ON {table} {condition} "
                f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
            )
        else:
            _postgresql(connection, table, name, action, condition, message)
    if connection.dialect.name != "sqlite":
        _postgresql(connection, table, f"{table}_no_truncate", "TRUNCATE", "", message)


def _postgresql(connection: Connection, table: str, name: str, action: str, condition: str, message: str) -> None:
    each = "STATEMENT" if action == "TRUNCATE" else "ROW"
    connection.exec_driver_sql(FUNCTION)
    connection.exec_driver_sql(
        f"CREATE OR REPLACE TRIGGER {name} BEFORE {action} ON {table} FOR EACH {each} {condition} "
        f"EXECUTE FUNCTION refuse_change('{message}')"
    )
