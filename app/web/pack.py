"""Moving an assessment to the present version of the questions and rules: what would change, and the step itself."""

import json
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from app.assess.explain import explain
from app.assess.law_change import LawChange, Move
from app.pack.model import Question
from app.people.access import may, oversees
from app.people.subjects import subject_of
from app.report.present import value_text
from app.report.reasons import Line, reason_lines
from app.store import answer_log, database
from app.store.tables import Person
from app.web.access import ANSWER, READ, SEE_OTHER, identify
from app.web.pages import language_of, page
from app.web.state import Open, open_assessment, result_of


@dataclass(frozen=True)
class Lost:
    """An answer that does not fit the present version."""

    ask: str  # the question, or its id where no version has it
    value: str


router = APIRouter(include_in_schema=False)
CONFLICT = 409


@router.get("/assessments/{assessment_id}/pack", dependencies=[READ])
def preview(request: Request, assessment_id: str) -> Response:
    """What the present version would change, and to which versions the assessment moved before."""
    return _preview(request, assessment_id)


@router.post("/assessments/{assessment_id}/pack", dependencies=[ANSWER])
def move(request: Request, assessment_id: str, to: Annotated[str, Form()]) -> Response:
    """Move to the version that was previewed; where another is served by now, show what that changes."""
    opened = open_assessment(request, assessment_id, language_of(request))
    if to != opened.served.identity:
        return _preview(request, assessment_id, CONFLICT)
    with database.session() as session:
        answer_log.move(session, assessment_id, to, identify(request).person)
    return RedirectResponse(f"/assessments/{assessment_id}/pack", SEE_OTHER)


def _preview(request: Request, assessment_id: str, status: int = 200) -> Response:
    opened = open_assessment(request, assessment_id, language_of(request))
    new, misfits = result_of(opened.served, opened.entries, opened.result.on)
    misfitted = {error.question for error in opened.ignored}
    change = LawChange(opened.result, new, [one for one in misfits if not opened.own or one.question not in misfitted])
    overseer = oversees(identify(request), subject_of(opened.assessment))  # who reads a version and not the log
    with database.session() as session:
        moves = [
            (entry, person.name if (person := session.get(Person, entry.by)) else "")
            for entry in answer_log.entries_of(session, assessment_id)
            if entry.question == answer_log.MOVED and not overseer
        ]
    context = {
        "opened": opened,
        "base": f"/assessments/{assessment_id}",
        "change": change if opened.own else None,
        "rows": [(one, _reasons(change, one)) for one in change.moves if one.settles],
        "unsettled": [(one, _decisive(one)) for one in change.moves if not one.settles],
        "lost": [_lost(opened, error.question) for error in change.lost],
        "moves": moves[::-1],
        "may_move": may(identify(request), "answer", subject_of(opened.assessment)),
        "elsewhere": status == CONFLICT,
    }
    return page(request, "pages/pack.html", context, status)


def _reasons(change: LawChange, one: Move) -> list[Line]:
    """Why a finding stands as it will stand."""
    if one.after is None:
        return []
    return reason_lines(change.after, explain(change.after.evaluation, one.rule))


def _decisive(one: Move) -> list[Question]:
    """The questions that decide where it will be open."""
    if one.after is None:
        return []
    asked = one.after.evaluation.pack.questions
    return [asked[name] for name in one.after.open_questions]


def _lost(opened: Open, name: str) -> Lost:
    """An answer in the words of the version to which it belongs, else as it is kept."""
    own, served = opened.result.pack.questions.get(name), opened.served.questions.get(name)
    if own and name in opened.result.answers:
        return Lost(own.ask, value_text(own, opened.result.answers.known(name), opened.result.pack.language))
    value = opened.entries[name].value
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return Lost(served.ask if served else name, text)
