"""Triggers that keep a table append-only, for migrations. A migration that copies a table must call this again."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from sqlalchemy import Connection, inspect

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


def protect_until_erased(
    connection: Connection,
    table: str,
    message: str,
    blank: Mapping[str, str] = MappingProxyType({}),
    whole: bool = False,
    through: str = "",
) -> None:
    """Let texts go only where the assessment has an erasure; then nothing but the columns of `blank` may change.

    `blank`: what these columns become, as text. `whole`: rows may go where the whole assessment was erased.
    `through`: the table by which a row belongs to an assessment, where it does not name one itself.
    """
    mine = "OLD.assessment_id"
    if through:
        mine = f"(SELECT assessment_id FROM {through} WHERE id = OLD.question_id)"  # noqa: S608  (our own names)
    erased = f"EXISTS (SELECT 1 FROM erasure e WHERE e.assessment_id = {mine} AND e.reason"  # noqa: S608  (our own names)
    if whole:
        _refuse_unless(connection, table, "DELETE", message, f"{erased} IN ('deleted', 'visitor-draft'))")
    if blank:
        same = "IS" if connection.dialect.name == "sqlite" else "IS NOT DISTINCT FROM"
        kept = [column["name"] for column in inspect(connection).get_columns(table) if column["name"] not in blank]
        text = 'CAST({0}."{1}" AS TEXT)'  # PostgreSQL compares no JSON
        terms = [f"{text.format('NEW', name)} {same} {text.format('OLD', name)}" for name in kept]
        terms += [f"COALESCE({text.format('NEW', name)}, '{empty}') = '{empty}'" for name, empty in blank.items()]
        _refuse_unless(connection, table, "UPDATE", message, " AND ".join([f"{erased} = 'retention')", *terms]))


def _refuse_unless(connection: Connection, table: str, action: str, message: str, condition: str) -> None:
    """Replace the trigger of an action by one that lets pass what meets the condition."""
    name = f"{table}_no_{action.lower()}"
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
        connection.exec_driver_sql(
            f"CREATE TRIGGER {name} BEFORE {action} ON {table} WHEN ({condition}) IS NOT TRUE "
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
        )
        return
    connection.exec_driver_sql(
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {condition} THEN RETURN {'OLD' if action == 'DELETE' else 'NEW'}; END IF; "
        f"RAISE EXCEPTION USING MESSAGE = '{message}'; END $$"
    )
    connection.exec_driver_sql(
        f"CREATE OR REPLACE TRIGGER {name} BEFORE {action} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
    )


def _postgresql(connection: Connection, table: str, name: str, action: str, condition: str, message: str) -> None:
    each = "STATEMENT" if action == "TRUNCATE" else "ROW"
    connection.exec_driver_sql(FUNCTION)
    connection.exec_driver_sql(
        f"CREATE OR REPLACE TRIGGER {name} BEFORE {action} ON {table} FOR EACH {each} {condition} "
        f"EXECUTE FUNCTION refuse_change('{message}')"
    )
