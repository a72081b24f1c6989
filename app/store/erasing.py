"""Erasing an assessment: the rows that go, and those that stay as a trail without what was entered.

The database allows it only for an assessment that has an erasure; see `append_only.protect_until_erased`.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, update
from sqlalchemy import select as select_rows
from sqlmodel import Session, SQLModel, col, select

from app.store.answer_log import FIRST, entries_of
from app.store.retention_tables import Erasure
from app.store.review_tables import Version
from app.store.tables import AnswerEntry, Assessment, Organisation
from app.store.together_tables import EvidenceFile

# What stays of an assessment whose content is erased, and what becomes of its texts. Any other table goes.
TRAIL: Mapping[str, Mapping[str, Any]] = {
    "assessment": {},
    "log_head": {},
    "answer_entry": {"value": None, "note": "", "source": ""},
    "transition": {"note": ""},
    "version": {"record": "", "summary": {}},
    "overseer_question": {"text": ""},
    "reply": {"text": ""},
    "opinion": {"summary": "", "points": []},
    "decision": {"reason": "", "advice": "", "departs": ""},
}
THROUGH = {"mention": ("comment_id", "comment"), "reply": ("question_id", "overseer_question")}


def erasures(session: Session) -> dict[str, Erasure]:
    """Every erasure, by assessment."""
    return {one.assessment_id: one for one in session.exec(select(Erasure))}


def seal(session: Session, erasure: Erasure) -> Erasure:
    """Fill in what the erasure keeps of the log: how many entries, the last digest, the hash of its trail."""
    log = entries_of(session, erasure.assessment_id)
    erasure.entries, erasure.digest = len(log), log[-1].digest if log else FIRST
    erasure.trail = "" if erasure.whole else trail_digest(log)
    return erasure


def trail_digest(log: Sequence[AnswerEntry]) -> str:
    """The hash of what an erased log keeps: which question was answered by whom and when, and the links."""
    rows = [[one.seq, one.question, one.by, one.at.isoformat(), one.before, one.digest] for one in log]
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def erase_rows(session: Session, erasure: Erasure) -> None:
    """Erase what the database holds of an assessment; not committed. Its erasure is written first."""
    session.add(erasure)
    session.flush()
    for table in reversed(SQLModel.metadata.sorted_tables):  # those that point to others first
        mine = belongs(table, erasure.assessment_id)
        if mine is None or table.name == Erasure.__tablename__:
            continue
        if erasure.whole or table.name not in TRAIL:
            session.connection().execute(delete(table).where(mine))
        elif blank := TRAIL[table.name]:
            session.connection().execute(update(table).where(mine).values(**blank))
    session.expire_all()


def belongs(table: Table, assessment_id: str) -> ColumnElement[bool] | None:
    """The condition that a row belongs to the assessment; None where no row of the table does."""
    if table.name == Assessment.__tablename__:
        return table.c.id == assessment_id
    if table.name in THROUGH:
        column, parent = THROUGH[table.name]
        of = SQLModel.metadata.tables[parent]
        return table.c[column].in_(select_rows(of.c.id).where(of.c.assessment_id == assessment_id))
    return table.c.assessment_id == assessment_id if "assessment_id" in table.c else None


def evidence_of(session: Session, assessment_id: str) -> list[EvidenceFile]:
    """Every file of an assessment, also those taken away; uploads of the organisation wait until this is committed."""
    mine = session.exec(select(EvidenceFile).where(EvidenceFile.assessment_id == assessment_id)).all()
    for organisation in sorted({one.organisation_id for one in mine}):
        session.get(Organisation, organisation, with_for_update=True)
    return [EvidenceFile(**one.model_dump()) for one in mine]


def documents_of(session: Session, assessment_id: str) -> list[Version]:
    """The versions of an assessment whose documents no version of another one needs."""
    mine = session.exec(select(Version).where(Version.assessment_id == assessment_id)).all()
    others = select(Version.document).where(
        Version.assessment_id != assessment_id, col(Version.document).in_({one.document for one in mine})
    )
    shared = set(session.exec(others))
    return [Version(**one.model_dump()) for one in mine if one.document not in shared]
