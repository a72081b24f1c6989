"""Comments on questions: the thread of a question, an overview, and who is mentioned."""

import re
from collections.abc import Iterable, Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from app.people.access import State
from app.people.names import Known, known, members
from app.store import comments, database
from app.store.answer_log import NotFound
from app.store.comments import CommentError, Thread
from app.store.tables import Assessment
from app.web.access import FOLLOW, SEE_OTHER, Allow, identify
from app.web.pages import language_of, page
from app.web.state import Open, open_assessment

router = APIRouter(include_in_schema=False)
COMMENT = Depends(Allow("comment"))


@router.get("/assessments/{assessment_id}/comments", dependencies=[FOLLOW])
def overview(request: Request, assessment_id: str, settled: bool = False) -> Response:
    """The open threads of all questions, or also those that are settled."""
    opened = open_assessment(request, assessment_id, language_of(request))
    with database.session() as session:
        found = comments.threads(session, assessment_id)
        people = _people(session, opened.assessment, found)
    order = {name: number for number, name in enumerate(opened.result.pack.questions)}
    shown = sorted(
        (thread for thread in found if thread.open or settled), key=lambda one: order.get(one.first.question, -1)
    )
    context = {**_frame(opened), "threads": shown, "people": people, "settled": settled, "count": len(found)}
    return page(request, "pages/comments.html", context)


@router.get("/assessments/{assessment_id}/comments/{question_id}", dependencies=[FOLLOW])
def of_question(request: Request, assessment_id: str, question_id: str) -> Response:
    """Everything said about one question, and a place to say more."""
    return _page(request, assessment_id, question_id)


def _page(
    request: Request, assessment_id: str, question_id: str, error: str = "", text: str = "", thread: int | None = None
) -> Response:
    opened = open_assessment(request, assessment_id, language_of(request))
    question = opened.result.pack.questions.get(question_id)
    with database.session() as session:
        found = comments.threads(session, assessment_id, question_id)
        if question is None and not found:
            raise NotFound(question_id)
        people = _people(session, opened.assessment, found)
        near = mentionable(session, opened.assessment)
    context: dict[str, object] = {"question": question, "name": question_id, "threads": found, "people": people}
    context |= {"mentionable": near, "error": error, "text": text, "thread": thread, "most": comments.MAX_TEXT}
    return page(request, "pages/question-comments.html", {**_frame(opened), **context}, 422 if error else 200)


@router.post("/assessments/{assessment_id}/comments/{question_id}", dependencies=[COMMENT])
def say(
    request: Request,
    assessment_id: str,
    question_id: str,
    text: Annotated[str, Form()] = "",
    thread: Annotated[int | None, Form()] = None,
) -> Response:
    """Say something; whoever is mentioned finds it among their tasks."""
    opened = open_assessment(request, assessment_id, language_of(request))
    if question_id not in opened.result.pack.questions:
        raise NotFound(question_id)
    with database.session() as session:
        named = mentioned(text, mentionable(session, opened.assessment))
        try:
            made = comments.say(session, assessment_id, question_id, identify(request).person, text, thread, named)
        except CommentError as error:
            return _page(request, assessment_id, question_id, error.code, text, thread)
    return _back(assessment_id, made.question, made.id)


@router.post("/assessments/{assessment_id}/comments/{question_id}/{comment_id}/{what}", dependencies=[COMMENT])
def change(request: Request, assessment_id: str, question_id: str, comment_id: int, what: str) -> Response:
    """Settle a thread or open it again, or take back one's own words."""
    who = identify(request).person
    with database.session() as session:
        match what:
            case "settle":
                comments.settle(session, assessment_id, comment_id, who)
            case "reopen":
                comments.settle(session, assessment_id, comment_id, "")
            case "withdraw":
                comments.withdraw(session, assessment_id, comment_id, who)
            case _:
                raise NotFound(what)
    return _back(assessment_id, question_id, comment_id)


def mentionable(session: Session, assessment: Assessment) -> list[Known]:
    """Who can be mentioned: the members who may read the assessment, and whoever already commented on it."""
    organisation, state = assessment.organisation_id or "", _state(assessment)
    found = {one.id: one for one in members(session, organisation, state)} if organisation else {}
    spoke = {one.by for thread in comments.threads(session, assessment.id) for one in thread.all}
    return list({**found, **known(session, spoke - found.keys(), organisation)}.values())


def mentioned(text: str, people: Iterable[Known]) -> set[str]:
    """The ids of the people that a text mentions: "@" and the full name, or the first word of it if it is one's own."""
    people = list(people)
    first = [one.name.split()[0].lower() for one in people]
    found = set()
    for one, word in zip(people, first, strict=True):
        names = [re.escape(one.name.lower())] + ([re.escape(word)] if first.count(word) == 1 else [])
        if re.search(rf"(?<!\w)@(?:{'|'.join(names)})(?!\w)", text.lower()):
            found.add(one.id)
    return found


def _people(session: Session, assessment: Assessment, found: Iterable[Thread]) -> Mapping[str, Known]:
    ids = {name for thread in found for one in thread.all for name in (one.by, one.resolved_by)}
    return known(session, ids, assessment.organisation_id or "")


def _state(assessment: Assessment) -> State:
    state: State = assessment.state  # type: ignore[assignment]
    return state


def _frame(opened: Open) -> dict[str, object]:
    return {"opened": opened, "base": f"/assessments/{opened.assessment.id}"}


def _back(assessment_id: str, question_id: str, comment_id: int | None) -> Response:
    return RedirectResponse(f"/assessments/{assessment_id}/comments/{question_id}#comment-{comment_id}", SEE_OTHER)
