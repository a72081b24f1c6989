"""Two people on one answer: what was held back, beside what somebody else answered meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fastapi import Request

from app.pack.model import Question
from app.people.names import Known, known
from app.store import answer_log, database
from app.store.answer_log import Change
from app.store.tables import AnswerEntry
from app.web.access import identify
from app.web.state import Open
from app.web.wording import answer_text


@dataclass(frozen=True)
class Clash:
    """One question with two answers: mine, which was not kept, and theirs, with who and when."""

    question: Question
    who: Known
    at: datetime
    theirs: Change | AnswerEntry
    mine: Change
    theirs_text: str
    mine_text: str
    seq: int  # the entry that is theirs


def keep(request: Request, opened: Open, changes: Sequence[Change], on_purpose: bool = True) -> dict[str, Clash]:
    """Append the changes; what would overwrite an answer that its author has not seen is held back and returned."""
    pack = opened.result.pack
    with database.session() as session:
        merged = answer_log.merge(
            session, opened.assessment.id, list(changes), identify(request).person, on_purpose
        )
        people = {one.theirs.by for one in merged.conflicts}
        names = known(session, people, opened.assessment.organisation_id or "") if people else {}
    return {
        one.change.question: Clash(
            question := pack.questions[one.change.question],
            names.get(one.theirs.by, Known()),
            one.theirs.at,
            one.theirs,
            one.change,
            answer_text(question, one.theirs.value, pack.language),
            answer_text(question, one.change.value, pack.language),
            one.theirs.seq,
        )
        for one in merged.conflicts
    }
