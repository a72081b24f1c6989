"""The trail as data: every entry of every log, what was reviewed, and what was erased; and an earlier one compared.

Who makes the whole chain of a log anew, with its head, is found only against a trail that was exported before.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlmodel import Session, col, select

from app.store.answer_log import entries_of
from app.store.audit import Break
from app.store.audit_review import assessment_of, differs, review_trail
from app.store.erasing import erasures
from app.store.retention_tables import Erasure
from app.store.tables import AnswerEntry, Assessment


def trail(session: Session) -> Iterator[str]:
    """Lines of JSON: each entry of each log, by assessment and number; what was reviewed; what was erased."""
    names = session.exec(select(Assessment.id).order_by(col(Assessment.id)))
    for name in names:
        for entry in entries_of(session, name):
            yield json.dumps(_entry_line(entry), ensure_ascii=False)
    yield from review_trail(session)
    for _, erasure in sorted(erasures(session).items()):
        yield json.dumps(_erased_line(erasure), ensure_ascii=False)


def _entry_line(entry: AnswerEntry) -> dict[str, Any]:
    fields = ("question", "value", "note", "source", "by")
    said = {name: getattr(entry, name) for name in fields}
    whole = {"assessment": entry.assessment_id, "seq": entry.seq, "at": entry.at.isoformat(), **said}
    return {**whole, "before": entry.before, "digest": entry.digest}


def _erased_line(erasure: Erasure) -> dict[str, Any]:
    fields = ("reason", "by", "entries", "digest", "trail")
    said = {name: getattr(erasure, name) for name in fields}
    return {"assessment": erasure.assessment_id, "erased": erasure.at.isoformat(), **said}


def against(session: Session, exported: Iterable[str]) -> list[Break]:
    """Where a log or review does not go on from an earlier trail. Raises ValueError, KeyError where it is none.

    That it was erased since is no break, where what was erased is what the earlier trail has.
    """
    return _Comparison(session).breaks(exported)


class _Comparison:
    """The present state, read once for each assessment."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._erased = erasures(session)
        self._logs: dict[str, dict[int, AnswerEntry]] = {}

    def breaks(self, exported: Iterable[str]) -> list[Break]:
        """The first break of each assessment."""
        found: dict[str, Break] = {}
        for text in exported:
            line = json.loads(text)
            name = assessment_of(self._session, line) if "table" in line else str(line["assessment"])
            broken = None if name in found else self._compared(name, line)
            if broken:
                found[name] = broken
        return list(found.values())

    def _compared(self, name: str, line: Mapping[str, Any]) -> Break | None:
        if "table" in line:
            what = differs(self._session, line, name in self._erased)
            return Break(name, 0, "", "changed", what) if what else None
        if "erased" in line:
            same = name in self._erased and _erased_line(self._erased[name]) == line
            return None if same else Break(name, 0, "", "missing", "the earlier trail says that it was erased, and how")
        return self._entry(name, int(line["seq"]), str(line["question"]), line["digest"])

    def _entry(self, name: str, seq: int, question: str, digest: str) -> Break | None:
        erasure = self._erased.get(name)
        if erasure and erasure.whole:
            same = seq < erasure.entries or (seq, digest) == (erasure.entries, erasure.digest)
            return None if same else Break(name, seq, question, "changed", "what was erased is not what the trail has")
        if name not in self._logs:
            self._logs[name] = {one.seq: one for one in entries_of(self._session, name)}
        entry = self._logs[name].get(seq)
        if entry is None:
            return Break(name, seq, question, "missing", "the earlier trail has it")
        same = entry.digest == digest
        return None if same else Break(name, seq, question, "changed", "the earlier trail says otherwise")
