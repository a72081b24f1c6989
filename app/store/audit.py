"""Whether the answer logs are whole: every entry as it was written, none missing, none added.

What was reviewed is checked against its log (`audit_review.py`, `witness.py`).
Each entry carries the hash of the one before; the head of a log names its last entry. Who changes a row breaks the
chain there. Who makes the whole chain anew, and its head, is found only against an earlier trail (`trail.py`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlmodel import Session, select

from app.store.answer_log import FIRST, MOVED, digest, entries_of
from app.store.audit_review import review_breaks
from app.store.erasing import erasures, trail_digest
from app.store.retention_tables import Erasure
from app.store.tables import AnswerEntry, Assessment, LogHead
from app.store.witness import first_entry

Wrong = Literal["changed", "missing", "out-of-order", "inserted"]


@dataclass(frozen=True)
class Break:
    """The first place where the log of an assessment is not what was written."""

    assessment: str
    seq: int  # 0 where the assessment itself is meant
    question: str  # empty where the entry is not there
    wrong: Wrong
    what: str  # a sentence


def audit(session: Session) -> Iterator[tuple[str, int, Break | None]]:
    """Every assessment, the number of its entries, and the first break of its log, if any; also those erased."""
    assessments = {one.id: one for one in session.exec(select(Assessment))}
    heads = {one.assessment_id: one for one in session.exec(select(LogHead))}
    logged = session.exec(select(AnswerEntry.assessment_id).distinct())
    erased, since = erasures(session), first_entry(session)
    for name in sorted({*assessments, *heads, *logged, *erased}):
        entries, erasure, kept = entries_of(session, name), erased.get(name), assessments.get(name)
        if erasure:
            found = _of_the_erased(erasure, entries, heads.get(name), kept)
        else:
            found = chain_break(name, entries) or _at_the_end(name, entries, heads.get(name))
            found = found or _of_the_assessment(name, entries, kept)
        yield name, len(entries), found or _of_the_review(session, kept, None if erasure else entries, since)


def chain_break(assessment: str, entries: Sequence[AnswerEntry]) -> Break | None:
    """The first entry that does not follow from the one before; the entries are given in the order of `seq`."""
    previous: AnswerEntry | None = None
    for place, entry in enumerate(entries, start=1):
        before = previous.digest if previous else FIRST
        if (entry.seq, entry.before, entry.digest) != (place, before, digest(entry)):
            return _broken(assessment, entries, place, entry, previous)
        previous = entry
    return None


def _broken(
    assessment: str, entries: Sequence[AnswerEntry], place: int, entry: AnswerEntry, previous: AnswerEntry | None
) -> Break:
    """What happened at a place where the chain does not hold; everything before it does."""

    def at(seq: int, one: AnswerEntry | None, wrong: Wrong, what: str) -> Break:
        return Break(assessment, seq, one.question if one else "", wrong, what)

    gap = at(place, None, "missing", f"entry {place} is not there; entry {entry.seq} follows")
    if entry.seq != place:
        return gap
    home = _written_as(entry, len(entries))
    if home is None:
        return at(place, entry, "changed", "its hash does not fit what it says")
    if previous and entry.before == previous.before:
        return at(previous.seq, previous, "inserted", f"entry {entry.seq} was written without it")
    if home == place:
        if previous is None:
            return at(place, entry, "inserted", "it does not begin the log")
        return at(previous.seq, previous, "changed", f"entry {entry.seq} was written after another entry")
    if home > place and not any(_written_as(one, len(entries)) == place for one in entries[place:]):
        return at(place, None, "missing", f"entry {place} is not there; what was entry {home} follows")
    return at(place, entry, "out-of-order", f"it was written as entry {home}")


def _written_as(entry: AnswerEntry, most: int) -> int | None:
    """The number with which the hash of the entry was made: its own, another near, or none."""
    numbers: list[int] = [entry.seq, *range(1, most + 2)]
    return next((seq for seq in numbers if digest(entry, seq) == entry.digest), None)


def _at_the_end(assessment: str, entries: Sequence[AnswerEntry], head: LogHead | None) -> Break | None:
    last = entries[-1] if entries else None
    seq, ends_with = (last.seq, last.digest) if last else (0, FIRST)
    if head is None:
        return Break(assessment, seq, "", "missing", "the end of the log is not kept")
    if head.seq > seq:
        return Break(assessment, seq + 1, "", "missing", f"the log ends at entry {seq}; it had {head.seq}")
    if head.seq < seq:
        extra = entries[head.seq]
        return Break(assessment, extra.seq, extra.question, "inserted", f"the log had {head.seq} entries")
    if head.digest != ends_with:
        return Break(assessment, seq, last.question if last else "", "changed", "the log ended with another entry")
    return None


def _of_the_assessment(assessment: str, entries: Sequence[AnswerEntry], kept: Assessment | None) -> Break | None:
    if kept is None:
        return Break(assessment, 0, "", "missing", "the assessment of this log is not there")
    moves = [entry.value["to"] for entry in entries if entry.question == MOVED]
    if moves and moves[-1] != kept.pack_identity:
        return Break(assessment, 0, "", "changed", "it is pinned to another version of the questions than its log says")
    return None


def _of_the_review(
    session: Session, kept: Assessment | None, entries: Sequence[AnswerEntry] | None, since: datetime | None
) -> Break | None:
    wrong = next(review_breaks(session, kept, entries, since), None) if kept else None
    return Break(kept.id, 0, "", "changed", wrong) if kept and wrong else None


# -- what was erased ------------------------------------------------------------------------------------


def _of_the_erased(
    erasure: Erasure, entries: Sequence[AnswerEntry], head: LogHead | None, kept: Assessment | None
) -> Break | None:
    """Whether what an erasure left is what it should have left."""
    name = erasure.assessment_id
    if erasure.whole:
        there = bool(entries or head or kept)
        return Break(name, 0, "", "inserted", "all of it was erased, but something is there") if there else None
    for entry in entries:
        if (entry.value, entry.note, entry.source) != (None, "", ""):
            return Break(name, entry.seq, entry.question, "changed", "its content was erased, but it says something")
    links = (FIRST, *(entry.digest for entry in entries))
    for place, entry in enumerate(entries, start=1):
        if (entry.seq, entry.before) != (place, links[place - 1]):
            return Break(name, place, "", "missing", "the entries that were erased do not follow each other")
    if (len(entries), links[-1]) != (erasure.entries, erasure.digest):
        return Break(name, len(entries), "", "missing", f"the log had {erasure.entries} entries when it was erased")
    if trail_digest(entries) != erasure.trail:
        return Break(name, 0, "", "changed", "who answered what and when is not what it was when it was erased")
    return _at_the_end(name, entries, head) or _of_the_assessment(name, (), kept)
