"""Whether the review of an assessment is as it was written: its versions, its steps, and what refers to them.

A version carries the hash of its record. Whoever makes that anew is found where its answers never stood in the log; a
step that is gone, where the next one does not begin where the one before ended.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from app.report.record import RecordError, is_whole, parse_record
from app.store.erasing import TRAIL
from app.store.review_tables import Decision, Opinion, OverseerQuestion, Transition, Version
from app.store.tables import AnswerEntry, Assessment
from app.store.witness import STATED, witness_breaks, written

BEGINNING = "draft"


def review_breaks(
    session: Session, assessment: Assessment, entries: Sequence[AnswerEntry] | None, since: datetime | None
) -> Iterator[str]:
    """What is not as it was written, as sentences; `entries` is the log, which is whole; None: it was erased.

    `since`: when the first entry of any log was written that carries the hash of a row of a review.
    """
    name = assessment.id
    versions = session.exec(select(Version).where(Version.assessment_id == name).order_by(col(Version.number))).all()
    steps = session.exec(select(Transition).where(Transition.assessment_id == name).order_by(col(Transition.id))).all()
    yield from _of_the_versions(versions, entries)
    yield from _of_the_steps(assessment, steps)
    known = {one.number for one in versions}
    for table in (Transition, OverseerQuestion, Opinion, Decision):
        numbers: set[int | None] = set(session.exec(select(table.version).where(table.assessment_id == name)))
        for number in sorted(one for one in numbers - known if one is not None):
            yield f"version {number} is not there, but the table {table.__tablename__} refers to it"
    if entries is not None:
        yield from witness_breaks(session, name, entries, since)


def _of_the_versions(versions: Sequence[Version], entries: Sequence[AnswerEntry] | None) -> Iterator[str]:
    for place, one in enumerate(versions, start=1):
        if one.number != place:
            yield f"version {place} is not there; version {one.number} follows"
            return
        if entries is None:
            if one.record or one.summary:
                yield f"version {place}: its content was erased, but it says something"
            continue
        if hashlib.sha256(one.record.encode()).hexdigest() != one.digest:
            yield f"version {place}: its hash does not fit its record"
            continue
        try:
            record = parse_record(one.record.encode())
        except RecordError as error:
            yield f"version {place}: {error}"
            continue
        says = (record.pack_identity, record.language, record.on)
        if says != (one.pack_identity, one.language, one.on) or not is_whole(record):
            yield f"version {place}: its record contradicts itself"
        elif not _once_stood(record.answers, entries):
            yield f"version {place}: its answers never stood so in the log"


def _once_stood(answers: Mapping[str, Any], entries: Sequence[AnswerEntry]) -> bool:
    """Whether the log said all of this at one moment; it may have said more, which no longer fitted its question."""
    other = set(answers)
    for entry in entries:
        if not other:
            break
        if entry.question in answers:
            row = answers[entry.question]
            said = _plain(row["value"], row.get("note", ""), row.get("source", ""))
            (other.discard if said == _plain(entry.value, entry.note, entry.source) else other.add)(entry.question)
    return not other


def _plain(value: Any, note: str, source: str) -> str:
    """What is compared: not the order of choices, which is that of the questions of the day."""
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        value = sorted(value)
    return json.dumps([value, note.strip(), source.strip()], sort_keys=True)


def _of_the_steps(assessment: Assessment, steps: Sequence[Transition]) -> Iterator[str]:
    state, submitted = BEGINNING, 0
    for one in steps:
        if one.from_state != state:
            yield f"the step “{one.move}” begins at {one.from_state}, but the one before it ended at {state}"
            return
        state = one.to_state
        submitted = one.version or 0 if one.move == "submit" else submitted
    if assessment.state != state:
        yield f"its state is {assessment.state}, but its last step ended at {state}"
    if assessment.submitted != submitted:
        yield f"version {assessment.submitted} counts as submitted, but version {submitted} was"


# -- the trail as data ----------------------------------------------------------------------------------


def review_trail(session: Session) -> Iterator[str]:
    """Every row of what was reviewed as a line of JSON, by table and number."""
    for table in STATED:
        for one in session.exec(select(table).order_by(col(table.id))):
            yield json.dumps({"table": table.__tablename__, "row": written(one)}, ensure_ascii=False)


def differs(session: Session, line: Mapping[str, Any], erased: bool) -> str:
    """How a row differs from a line of an earlier trail, or nothing. Raises KeyError where that is no such line.

    `erased`: its assessment was erased since, so that its texts are empty.
    """
    table = {str(one.__tablename__): one for one in STATED}[line["table"]]
    row, what = line["row"], f"{line['table']} {line['row']['id']}"
    if erased:
        row = {**row, **{name: blank for name, blank in TRAIL[line["table"]].items() if name in row}}
    found = session.get(table, row["id"])
    if found is None:
        return f"{what}: the earlier trail has it"
    same = written(found).items() >= row.items()
    return "" if same else f"{what}: the earlier trail says otherwise"


def assessment_of(session: Session, line: Mapping[str, Any]) -> str:
    """Which assessment a line is about."""
    row = line["row"]
    if "question_id" not in row:
        return str(row["assessment_id"])
    asked = session.get(OverseerQuestion, row["question_id"])
    return asked.assessment_id if asked else ""
