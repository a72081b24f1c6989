"""The rows of a review, each kept with an entry in the log of its assessment that carries the hash of the row.

So who changes, removes or adds such a row behind the service's back must make the chain of the log anew too.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlmodel import Session, SQLModel, col, func, select

from app.store.answer_log import REVIEWED, enter, locked
from app.store.erasing import belongs
from app.store.review_tables import Condition, Decision, Opinion, OverseerQuestion, Reply, Transition, Version
from app.store.tables import AnswerEntry

Row = Transition | Version | OverseerQuestion | Reply | Opinion | Decision | Condition
STATED = (Transition, Version, OverseerQuestion, Reply, Opinion, Decision)  # append-only
WITNESSED = (*STATED, Condition)  # a condition has another entry when it is met: the last one counts
LEFT_OUT = {"record"}  # of a version: large, and its hash stands beside it


def keep(session: Session, assessment_id: str, row: Row, by: str) -> None:
    """Write a row of the review and its entry; not committed. Every such row is written through this.

    The first one of an assessment takes along what was written before there were such entries.
    """
    locked(session, assessment_id)
    for earlier in () if _begun(session, assessment_id) else _rows(session, assessment_id):
        _enter(session, assessment_id, earlier, "")
    session.add(row)
    session.flush()
    session.refresh(row)  # as the database has it
    _enter(session, assessment_id, row, by)


def first_entry(session: Session) -> datetime | None:
    """When the first of all such entries was written."""
    return session.exec(select(func.min(AnswerEntry.at)).where(AnswerEntry.question == REVIEWED)).one()


def witness_breaks(
    session: Session, assessment_id: str, entries: Sequence[AnswerEntry], since: datetime | None
) -> Iterator[str]:
    """Rows that are not as the log, which is whole, says; `since`: when the first such entry of all was written.

    A log without such entries tells nothing of the rows from before there were any.
    """
    values = [entry.value for entry in entries if entry.question == REVIEWED]
    said = {(value["table"], value["row"]): value["sha256"] for value in values}
    there = {_key(row): row for row in _rows(session, assessment_id)}
    for (table, number), digest in said.items():
        row = there.get((table, number))
        if row is None:
            yield f"{table} {number} is not there, but the log has it"
        elif _digest(row) != digest:
            yield f"{table} {number} is not what it was when it was written"
    for (table, number), row in there.items():
        if (table, number) not in said and (said or not _from_before(row, entries, since)):
            yield f"{table} {number} is there, but the log does not have it"


def written(row: SQLModel) -> dict[str, Any]:
    """A row as it stands in the trail, the same from both databases."""
    fields = row.model_dump(exclude=LEFT_OUT)
    return {name: _plain(value) if isinstance(value, date) else value for name, value in fields.items()}


def _begun(session: Session, assessment_id: str) -> bool:
    wanted = select(AnswerEntry.id).where(
        AnswerEntry.assessment_id == assessment_id, AnswerEntry.question == REVIEWED
    )
    return session.exec(wanted.limit(1)).first() is not None


def _rows(session: Session, assessment_id: str) -> list[Row]:
    found: list[Row] = []
    for table in WITNESSED:
        mine = belongs(SQLModel.metadata.tables[str(table.__tablename__)], assessment_id)
        assert mine is not None
        wanted: Any = select(table).where(mine).order_by(col(table.id))
        found += session.exec(wanted)
    return found


def _enter(session: Session, assessment_id: str, row: Row, by: str) -> None:
    table, number = _key(row)
    enter(session, assessment_id, REVIEWED, {"table": table, "row": number, "sha256": _digest(row)}, by)


def _key(row: Row) -> tuple[str, int]:
    """Table and number."""
    assert row.id is not None
    return str(row.__tablename__), row.id


def _digest(row: Row) -> str:
    said = {name: value for name, value in written(row).items() if value}  # so a column that is added changes none
    canonical = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _from_before(row: Row, entries: Sequence[AnswerEntry], since: datetime | None) -> bool:
    """Whether a row can be from before there were such entries: older than all of them, and not than its log."""
    if isinstance(row, Condition):  # says no moment; its decision does
        return True
    return (since is None or row.at < since) and (not entries or row.at >= entries[0].at)


def _plain(value: date) -> str:
    return (value.astimezone(UTC) if isinstance(value, datetime) else value).isoformat()
