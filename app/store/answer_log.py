"""The append-only answer log of an assessment: append, and fold to the present state."""

import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import false, or_
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from app.store.database import begin_writing
from app.store.tables import AnswerEntry, Assessment, LogHead, now

FIRST = "0" * 64  # the hash before the first entry
MOVED = "@pack"  # the entry, no question, that says to which version of the questions the assessment moved


class NotFound(LookupError):
    """There is no such assessment."""


@dataclass(frozen=True)
class Change:
    """A new value for a question; value None removes the answer."""

    question: str
    value: Any
    note: str = ""
    source: str = ""


@dataclass(frozen=True)
class Summary:
    """An assessment as a list shows it."""

    id: str
    language: str
    created: datetime
    changed: datetime
    pack: str
    pack_identity: str


@dataclass(frozen=True)
class Owner:
    """To whom an assessment belongs: an organisation, else the visitor whose browser began it."""

    organisation: str = ""
    visitor: str = ""
    person: str = ""  # who begins it


def create(
    session: Session,
    pack: str,
    pack_identity: str,
    language: str,
    changes: Sequence[Change] = (),
    owner: Owner = Owner(),
) -> Assessment:
    """Begin an assessment, with the answers that it begins with: all of it is kept, or nothing."""
    assessment = Assessment(
        id=secrets.token_urlsafe(12),
        pack=pack,
        pack_identity=pack_identity,
        language=language,
        organisation_id=owner.organisation or None,
        visitor="" if owner.organisation else owner.visitor,
    )
    session.add(assessment)
    session.flush()
    head = LogHead(assessment_id=assessment.id, seq=0, digest=FIRST)
    _add(session, head, list(changes), {}, owner.person)
    session.commit()
    return assessment


def find(session: Session, assessment_id: str) -> Assessment:
    """The assessment. Raises NotFound."""
    assessment = session.get(Assessment, assessment_id)
    if assessment is None:
        raise NotFound(assessment_id)
    return assessment


def set_language(session: Session, assessment: Assessment, language: str) -> None:
    """Keep the language in which the assessment is worked on."""
    assessment.language = language
    session.add(assessment)
    session.commit()


def append(session: Session, assessment_id: str, changes: list[Change], by: str = "") -> list[AnswerEntry]:
    """Append the changes that differ from the present state, all or none; on disk when this returns."""
    _locked(session, assessment_id)
    entries = _add(session, _head(session, assessment_id), changes, present(session, assessment_id), by)
    session.commit()
    return entries


def move(session: Session, assessment_id: str, identity: str, by: str = "") -> AnswerEntry | None:
    """Pin the assessment to another version of its pack, and say so in its log; None where it is there already."""
    assessment = _locked(session, assessment_id)
    if assessment.pack_identity == identity:
        session.rollback()
        return None
    change = Change(MOVED, {"from": assessment.pack_identity, "to": identity})
    assessment.pack_identity = identity
    session.add(assessment)
    [entry] = _add(session, _head(session, assessment_id), [change], {}, by)
    session.commit()
    return entry


def _locked(session: Session, assessment_id: str) -> Assessment:
    """The assessment, with everybody else who would write to it waiting. Raises NotFound."""
    begin_writing(session)
    assessment = session.get(Assessment, assessment_id, with_for_update=True, populate_existing=True)
    if assessment is None:
        session.rollback()
        raise NotFound(assessment_id)
    return assessment


def _head(session: Session, assessment_id: str) -> LogHead:
    return session.get_one(LogHead, assessment_id, populate_existing=True)


def _add(
    session: Session, head: LogHead, changes: list[Change], state: dict[str, AnswerEntry], by: str
) -> list[AnswerEntry]:
    """Add the entries of the changes that differ from the state, each chained to the one before."""
    entries = []
    for change in changes:
        note, source = (text.replace("\0", "") for text in (change.note, change.source))  # PostgreSQL refuses it
        known = state.get(change.question)
        if known is None and change.value is None and not (note or source):
            continue
        if known is not None and (known.value, known.note, known.source) == (change.value, note, source):
            continue
        entry = AnswerEntry(
            assessment_id=head.assessment_id,
            seq=head.seq + 1,
            question=change.question,
            value=change.value,
            note=note,
            source=source,
            by=by,
            at=now(),
            before=head.digest,
            digest="",
        )
        entry.digest = digest(entry)
        head.seq, head.digest = entry.seq, entry.digest
        session.add(entry)
        entries.append(entry)
    session.add(head)
    return entries


def digest(entry: AnswerEntry, seq: int | None = None) -> str:
    """The hash of an entry, which contains the hash of the one before; with `seq`, as if it had that number."""
    number = entry.seq if seq is None else seq
    fields = [entry.assessment_id, number, entry.question, entry.value, entry.note, entry.source, entry.by]
    canonical = json.dumps(
        [entry.before, entry.at.isoformat(), *fields], ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


def entries_of(session: Session, assessment_id: str) -> list[AnswerEntry]:
    """The whole log of an assessment, oldest first."""
    return list(
        session.exec(
            select(AnswerEntry).where(AnswerEntry.assessment_id == assessment_id).order_by(col(AnswerEntry.seq))
        )
    )


def present(session: Session, assessment_id: str) -> dict[str, AnswerEntry]:
    """The last entry of each question; removed answers are left out."""
    state = {entry.question: entry for entry in entries_of(session, assessment_id)}
    return {
        question: entry
        for question, entry in state.items()
        if question != MOVED and (entry.value is not None or entry.note or entry.source)
    }


def as_written(entries: dict[str, AnswerEntry]) -> dict[str, Any]:
    """The present answers as an answers file has them: value, note and source by question."""
    return {
        name: {"value": entry.value, "note": entry.note, "source": entry.source}
        for name, entry in entries.items()
        if entry.value is not None
    }


def assessments(session: Session, owner: Owner | None = None) -> list[Summary]:
    """The assessments of the organisation and of the visitor, or all, last changed first."""
    changed = dict(
        session.exec(
            select(AnswerEntry.assessment_id, func.max(AnswerEntry.at)).group_by(AnswerEntry.assessment_id)
        ).all()
    )
    rows = [
        Summary(one.id, one.language, one.created, changed.get(one.id, one.created), one.pack, one.pack_identity)
        for one in session.exec(_owned(owner))
    ]
    return sorted(rows, key=lambda row: row.changed, reverse=True)


def _owned(owner: Owner | None) -> SelectOfScalar[Assessment]:
    if owner is None:
        return select(Assessment)
    mine = []
    if owner.organisation:
        mine.append(col(Assessment.organisation_id) == owner.organisation)
    if owner.visitor:
        mine.append(col(Assessment.visitor) == owner.visitor)
    return select(Assessment).where(or_(false(), *mine))


def adopt(session: Session, assessment: Assessment, organisation: str) -> None:
    """Give a visitor's draft to an organisation."""
    assessment.organisation_id, assessment.visitor = organisation, ""
    session.add(assessment)
    session.commit()
