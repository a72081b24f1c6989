"""The history of an assessment: every change in words, an earlier answer restored, two moments compared."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from app.assess.answers import AnswerError, parse_value
from app.assess.difference import Difference
from app.pack.model import Pack, Question
from app.people.names import Known, known
from app.people.versions import versions_of
from app.store import answer_log, database
from app.store.answer_log import REVIEWED, Change, NotFound
from app.store.audit import chain_break
from app.store.tables import AnswerEntry
from app.web.access import ANSWER, FOLLOW, SEE_OTHER, identify
from app.web.pages import language_of, page
from app.web.state import Open, evaluate, open_assessment, state_of
from app.web.wording import Said, answer_text

router = APIRouter(include_in_schema=False)
PER_PAGE = 100
CONFLICT = 409


@dataclass(frozen=True)
class Step:
    """One entry of the log in words."""

    seq: int
    at: datetime
    who: Known
    name: str  # id of the question
    question: Question | None  # None where the pack has it no more
    before: Said
    after: Said
    latest: int  # the last entry of the same question
    restorable: bool  # an earlier answer that still fits its question


@router.get("/assessments/{assessment_id}/history", dependencies=[FOLLOW])
def history(
    request: Request, assessment_id: str, question: str = "", person: str = "", older: Annotated[int, Query(ge=0)] = 0
) -> Response:
    """Every change, newest first: of all questions or one, by everybody or one person."""
    return _page(request, assessment_id, question, person, older)


def _page(
    request: Request, assessment_id: str, question: str, person: str, older: int = 0, conflict: str = ""
) -> Response:
    opened = open_assessment(request, assessment_id, language_of(request))
    log, people = _log(opened)
    answered = {entry.question for entry in log}
    with database.session() as session:
        versions = versions_of(session, assessment_id)
    chosen = [
        step
        for step in _steps(opened.result.pack, log, people)
        if (not question or step.name == question) and (not person or step.who.id == person)
    ]
    chosen = [step for step in reversed(chosen) if not older or step.seq < older]
    context = {
        **_frame(opened),
        "steps": chosen[:PER_PAGE],
        "older": chosen[PER_PAGE - 1].seq if len(chosen) > PER_PAGE else None,
        "people": sorted(people.values(), key=lambda one: one.name),
        "questions": [one for name, one in opened.result.pack.questions.items() if name in answered],
        "question": opened.result.pack.questions.get(question),
        "person": person,
        "versions": versions,
        "whole": chain_break(assessment_id, log) is None,
        "conflict": opened.result.pack.questions.get(conflict),
    }
    return page(request, "pages/history.html", context, CONFLICT if conflict else 200)


@router.post("/assessments/{assessment_id}/history/{seq}/restore", dependencies=[ANSWER])
def restore(request: Request, assessment_id: str, seq: int, seen: int) -> Response:
    """Give an earlier answer again, as a new entry, unless somebody changed it after the page was shown."""
    opened = open_assessment(request, assessment_id, language_of(request))
    log, people = _log(opened)
    step = next((one for one in _steps(opened.result.pack, log, people) if one.seq == seq and one.restorable), None)
    if step is None:
        raise NotFound(str(seq))
    entry = log[seq - 1]
    change = Change(entry.question, entry.value, entry.note, entry.source, seen)
    with database.session() as session:
        merged = answer_log.merge(session, assessment_id, [change], identify(request).person)
    if merged.conflicts:
        return _page(request, assessment_id, entry.question, "", conflict=entry.question)
    return RedirectResponse(f"/assessments/{assessment_id}/history?question={entry.question}", SEE_OTHER)


@router.get("/assessments/{assessment_id}/history/compare", dependencies=[FOLLOW])
def compare(
    request: Request,
    assessment_id: str,
    one: Annotated[int, Query(alias="from", ge=0)] = 0,
    other: Annotated[int | None, Query(alias="to", ge=0)] = None,
) -> Response:
    """What changed between two moments: in answers, and in what follows, both with the law of today."""
    opened = open_assessment(request, assessment_id, language_of(request))
    log, people = _log(opened)
    first, last = sorted((min(one, len(log)), len(log) if other is None else min(other, len(log))))
    state, pack = state_of(request), opened.result.pack
    folds = [answer_log.fold(log, until) for until in (first, last)]
    results = [evaluate(state, opened.assessment, fold, pack.language).result for fold in folds]
    so_far, until = _changes(log[:first]), _changes(log[:last])
    between = until[len(so_far) :]
    changed = [
        (question, before, after)
        for name, question in pack.questions.items()
        if (before := _said(question, folds[0].get(name), pack.language))
        != (after := _said(question, folds[1].get(name), pack.language))
    ]
    context = {
        **_frame(opened),
        "first": so_far[-1] if so_far else None,
        "last": until[-1] if until else None,
        "count": len(between),
        "changed": changed,
        "who": [people[name] for name in dict.fromkeys(entry.by for entry in between)],
        "difference": Difference(*results),
    }
    return page(request, "pages/compare.html", context)


def _log(opened: Open) -> tuple[list[AnswerEntry], dict[str, Known]]:
    """The whole log, and everybody who changed anything."""
    with database.session() as session:
        log = answer_log.entries_of(session, opened.assessment.id)
        authors = {entry.by for entry in _changes(log)}
        people = known(session, authors, opened.assessment.organisation_id or "")
    return log, {name: people.get(name, Known(name)) for name in authors}


def _changes(log: list[AnswerEntry]) -> list[AnswerEntry]:
    """The entries that a reader of the history looks for; the steps of the review are on a page of their own."""
    return [entry for entry in log if entry.question != REVIEWED]


def _steps(pack: Pack, log: list[AnswerEntry], people: dict[str, Known]) -> Iterator[Step]:
    latest = {entry.question: entry for entry in log}
    before: dict[str, AnswerEntry] = {}
    for entry in _changes(log):
        question, last = pack.questions.get(entry.question), latest[entry.question]
        yield Step(
            entry.seq,
            entry.at,
            people[entry.by],
            entry.question,
            question,
            _said(question, before.get(entry.question), pack.language),
            _said(question, entry, pack.language),
            last.seq,
            entry is not last and question is not None and _fits(question, entry),
        )
        before[entry.question] = entry


def _said(question: Question | None, entry: AnswerEntry | None, language: str) -> Said:
    if entry is None:
        return Said(answer_text(question, None, language))
    return Said(answer_text(question, entry.value, language), entry.note, entry.source)


def _fits(question: Question, entry: AnswerEntry) -> bool:
    if entry.value is None:
        return True
    try:
        parse_value(question, entry.value)
    except AnswerError:
        return False
    return True


def _frame(opened: Open) -> dict[str, object]:
    return {"opened": opened, "base": f"/assessments/{opened.assessment.id}"}
