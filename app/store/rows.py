"""Every row of every table as plain data, and back: the same for SQLite and PostgreSQL, whatever the schema."""

import base64
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Date, DateTime, LargeBinary, MetaData, Table, func, insert, select, text

from app.store.database import is_sqlite

SCHEMA_TABLE = "alembic_version"  # belongs to the migrations, not to the data
BATCH = 500  # rows


def tables_of(connection: Connection) -> list[Table]:
    """The tables of a database, those that others point to first."""
    metadata = MetaData()
    metadata.reflect(connection)
    return [table for table in metadata.sorted_tables if table.name != SCHEMA_TABLE]


def rows_of(connection: Connection, table: Table) -> Iterator[str]:
    """The rows of a table, one line of JSON each, in the order of their keys."""
    query = select(table).order_by(*table.primary_key.columns)
    for row in connection.execution_options(yield_per=BATCH).execute(query).mappings():
        yield json.dumps({name: _plain(value) for name, value in row.items()}, ensure_ascii=False)


def insert_rows(connection: Connection, table: Table, lines: Iterable[str | bytes]) -> int:
    """Insert rows that `rows_of` gave; returns how many. Raises ValueError, KeyError where they are none."""
    rows, number = (json.loads(line) for line in lines), 0
    while batch := list(islice(rows, BATCH)):
        values = [{name: _value(table, name, value) for name, value in row.items()} for row in batch]
        connection.execute(insert(table), values)
        number += len(batch)
    if not is_sqlite(connection):
        _go_on_counting(connection, table)
    return number


def drop_everything(connection: Connection) -> None:
    """Drop every table, with all that it holds."""
    metadata = MetaData()
    metadata.reflect(connection)
    metadata.drop_all(connection)


def is_empty(connection: Connection) -> bool:
    """Whether no table holds a row."""
    return all(connection.execute(select(table).limit(1)).first() is None for table in tables_of(connection))


def _go_on_counting(connection: Connection, table: Table) -> None:
    """Let the numbers that PostgreSQL gives go on after those that were inserted."""
    for column in table.primary_key.columns:
        name = {"table": f'"{table.name}"', "column": column.name}
        sequence = connection.execute(text("SELECT pg_get_serial_sequence(:table, :column)"), name).scalar()
        highest = connection.execute(select(func.max(column))).scalar()
        if sequence and highest is not None:
            connection.execute(text("SELECT setval(:sequence, :highest)"), {"sequence": sequence, "highest": highest})


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return (value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def _value(table: Table, name: str, value: Any) -> Any:
    kind = table.columns[name].type
    if value is None:
        return None
    if isinstance(kind, DateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    return base64.b64decode(value) if isinstance(kind, LargeBinary) else value
