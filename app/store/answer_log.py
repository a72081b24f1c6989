"""The append-only answer log of an assessment: append, and fold to the present state."""

import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, false, or_
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from app.assess.answers import Evidence
from app.assess.impact import MEASURES
from app.store.database import begin_writing
from app.store.retention_tables import not_erased
from app.store.tables import AnswerEntry, Assessment, LogHead, now
from app.store.together_tables import MEASURE_PLACE, EvidenceFile

FIRST = "0" * 64  # the hash before the first entry
Files = Mapping[str, Sequence[EvidenceFile | Evidence]]  # by what they prove: a question, or a measure
NO_QUESTION = "@"  # begins the name of an entry that is no question
MOVED = f"{NO_QUESTION}pack"  # says to which version of the questions the assessment moved
REVIEWED = f"{NO_QUESTION}review"  # carries the hash of a row of the review; see witness.py


class NotFound(LookupError):
    """There is no such assessment."""


@dataclass(frozen=True)
class Change:
    """A new value for a question; value None removes the answer."""

    question: str
    value: Any
    note: str = ""
    source: str = ""
    seen: int | None = None  # the last entry of the log that its author saw of this question, 0 for none; None: unknown


@dataclass(frozen=True)
class Conflict:
    """A change that was held back: somebody else gave another answer since its author looked."""

    change: Change
    theirs: AnswerEntry


@dataclass(frozen=True)
class Merged:
    """What became of changes: appended, or held back."""

    entries: list[AnswerEntry]
    conflicts: list[Conflict]


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


def append(session: Session, assessment_id: str, changes: list[Change], by: str = "") -> list[AnswerEntry]:
    """Append the changes that differ from the present state, all or none; on disk when this returns."""
    locked(session, assessment_id)
    entries = _add(session, _head(session, assessment_id), changes, present(session, assessment_id), by)
    session.commit()
    return entries


def merge(
    session: Session, assessment_id: str, changes: list[Change], by: str = "", on_purpose: bool = True
) -> Merged:
    """Append the changes, but hold back each that would overwrite what somebody else answered unseen by its author.

    `on_purpose`: every change was made; otherwise they are all fields of a form, and those that are still as their
    author saw them leave what others answered meanwhile.
    """
    locked(session, assessment_id)
    log = entries_of(session, assessment_id)
    taken, conflicts = [], []
    for change in changes:
        mine = [entry for entry in log if entry.question == change.question]
        newer = [entry for entry in mine if change.seen is not None and entry.seq > change.seen]
        seen = _content(mine[-len(newer) - 1]) if len(mine) > len(newer) else _NOTHING
        if not newer or _content(change) == _content(newer[-1]):
            taken.append(change)
        elif _content(change) == seen and not on_purpose:
            continue
        elif newer[-1].by == by or _content(newer[-1]) == seen:
            taken.append(change)
        else:
            conflicts.append(Conflict(change, newer[-1]))
    entries = _add(session, _head(session, assessment_id), taken, _fold(log), by)
    session.commit()
    return Merged(entries, conflicts)


def move(session: Session, assessment_id: str, identity: str, by: str = "") -> AnswerEntry | None:
    """Pin the assessment to another version of its pack, and say so in its log; None where it is there already."""
    assessment = locked(session, assessment_id)
    if assessment.pack_identity == identity:
        session.rollback()
        return None
    moved = {"from": assessment.pack_identity, "to": identity}
    assessment.pack_identity = identity
    session.add(assessment)
    entry = enter(session, assessment_id, MOVED, moved, by)
    session.commit()
    return entry


def enter(session: Session, assessment_id: str, name: str, value: Any, by: str) -> AnswerEntry:
    """Append an entry that is no question to the log that this session has locked; not committed."""
    [entry] = _add(session, _head(session, assessment_id), [Change(name, value)], {}, by)
    session.flush()
    return entry


def is_question(name: str) -> bool:
    """Whether an entry of this name answers a question."""
    return not name.startswith(NO_QUESTION)


def answers_a_question() -> ColumnElement[bool]:
    """The condition on AnswerEntry that it answers a question."""
    return ~col(AnswerEntry.question).startswith(NO_QUESTION)


def locked(session: Session, assessment_id: str) -> Assessment:
    """The assessment; everybody else who would write to it waits until this transaction ends. Raises NotFound."""
    begin_writing(session)
    assessment = session.get(Assessment, assessment_id, with_for_update=True, populate_existing=True)
    if assessment is None:
        session.rollback()
        raise NotFound(assessment_id)
    return assessment


def _head(session: Session, assessment_id: str) -> LogHead:
    return session.get_one(LogHead, assessment_id, populate_existing=True)


_NOTHING: tuple[Any, str, str] = (None, "", "")


def _content(one: Change | AnswerEntry) -> tuple[Any, str, str]:
    return (one.value, one.note, one.source)


def same(change: Change, entry: AnswerEntry | None) -> bool:
    """Whether a change is what the present entry of its question says."""
    return _content(change) == (_content(entry) if entry else _NOTHING)


def _storable(change: Change) -> Change:
    """The change without the one character that PostgreSQL refuses."""
    return replace(change, note=change.note.replace("\0", ""), source=change.source.replace("\0", ""))


def _add(
    session: Session, head: LogHead, changes: list[Change], state: dict[str, AnswerEntry], by: str
) -> list[AnswerEntry]:
    """Add the entries of the changes that differ from the state, each chained to the one before."""
    entries = []
    for change in map(_storable, changes):
        if same(change, state.get(change.question)):
            continue
        entry = AnswerEntry(
            assessment_id=head.assessment_id,
            seq=head.seq + 1,
            question=change.question,
            value=change.value,
            note=change.note,
            source=change.source,
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
    return _fold(entries_of(session, assessment_id))


def as_written(entries: Mapping[str, AnswerEntry], files: Files = MappingProxyType({})) -> dict[str, Any]:
    """The present answers as an answers file has them: value, note, source and evidence by question."""
    return {
        name: {
            "value": entry.value,
            "note": entry.note,
            "source": entry.source,
            "evidence": [_file(one) for one in _files_of(entry, files)],
        }
        for name, entry in entries.items()
        if entry.value is not None
    }


def _files_of(entry: AnswerEntry, files: Files) -> Iterator[EvidenceFile | Evidence]:
    """The files of an answer; of the measures also those of each one that stands in the table."""
    yield from files.get(entry.question, ())
    if entry.question == MEASURES and isinstance(entry.value, list):
        for measure in dict.fromkeys(str(row.get("measure", "")) for row in entry.value):
            yield from files.get(f"{MEASURE_PLACE}{measure}", ())


def _file(one: EvidenceFile | Evidence) -> dict[str, str]:
    return {"name": one.name, "sha256": one.sha256, **({"measure": one.measure} if one.measure else {})}


def fold(log: Sequence[AnswerEntry], until: int) -> dict[str, AnswerEntry]:
    """The state right after an entry of the log, by its number; 0 is the beginning."""
    return _fold([entry for entry in log if entry.seq <= until])


def _fold(log: Sequence[AnswerEntry]) -> dict[str, AnswerEntry]:
    state = {entry.question: entry for entry in log}
    return {name: entry for name, entry in state.items() if is_question(name) and _content(entry) != _NOTHING}


def changed_by_others(session: Session, assessment_id: str, person: str, since: datetime) -> int:
    """How many questions somebody else than the person answered after a moment."""
    changed = select(func.count(func.distinct(AnswerEntry.question))).where(
        AnswerEntry.assessment_id == assessment_id,
        AnswerEntry.by != person,
        AnswerEntry.at > since,
        answers_a_question(),
    )
    return int(session.exec(changed).one())


def assessments(session: Session, owner: Owner | None = None) -> list[Summary]:
    """The assessments of the organisation and of the visitor, or all, last changed first; without what was erased."""
    changed = dict(
        session.exec(
            select(AnswerEntry.assessment_id, func.max(AnswerEntry.at))
            .where(answers_a_question())
            .group_by(AnswerEntry.assessment_id)
        ).all()
    )
    rows = [
        Summary(one.id, one.language, one.created, changed.get(one.id, one.created), one.pack, one.pack_identity)
        for one in session.exec(_owned(owner))
    ]
    return sorted(rows, key=lambda row: row.changed, reverse=True)


def _owned(owner: Owner | None) -> SelectOfScalar[Assessment]:
    there = select(Assessment).where(not_erased())
    if owner is None:
        return there
    mine = []
    if owner.organisation:
        mine.append(col(Assessment.organisation_id) == owner.organisation)
    if owner.visitor:
        mine.append(col(Assessment.visitor) == owner.visitor)
    return there.where(or_(false(), *mine))


def adopt(session: Session, assessment: Assessment, organisation: str) -> None:
    """Give a visitor's draft to an organisation."""
    assessment.organisation_id, assessment.visitor = organisation, ""
    session.add(assessment)
    session.commit()
