"""Tasks: parts of an assessment given to members with a date, what each of them has to do, and who mentioned them."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from app.people.access import Viewer, may
from app.people.names import Known, known, members
from app.people.subjects import subject_of
from app.store import answer_log, comments, database, tasks
from app.store.tables import Assessment
from app.store.together_tables import Comment, Mention, Task
from app.web.access import FOLLOW, SEE_OTHER, Allow, identify, signed_in
from app.web.assessment import Stop, navigation
from app.web.pages import language_of, page, today
from app.web.state import Open, evaluate, open_assessment, state_of

router = APIRouter(include_in_schema=False)
ASSIGN = Depends(Allow("assign"))


@dataclass(frozen=True)
class Part:
    """A section or topic: what it is called, where to begin, how far it is."""

    id: str  # "section/ID" or "topic/ID"
    title: str
    topic: str  # the first topic with an unanswered question
    asked: int
    done: int

    @property
    def finished(self) -> bool:
        """Whether every question has some answer."""
        return self.done == self.asked


@dataclass(frozen=True)
class Row:
    """A task as pages show it."""

    task: Task
    part: Part
    who: Known
    opened: Open

    @property
    def overdue(self) -> bool:
        """Whether the date has passed and something is still unanswered."""
        return self.task.due is not None and self.task.due < today() and not self.part.finished


@router.get("/assessments/{assessment_id}/tasks", dependencies=[FOLLOW])
def of_assessment(request: Request, assessment_id: str, part: str = "") -> Response:
    """Who was asked what by when, and for whoever may: to ask more."""
    return _page(request, assessment_id, part)


def _page(request: Request, assessment_id: str, part: str, error: str = "", due: str = "") -> Response:
    opened = open_assessment(request, assessment_id, language_of(request))
    organisation = opened.assessment.organisation_id or ""
    with database.session() as session:
        kept = tasks.of_assessment(session, assessment_id)
        people = known(session, {one.person_id for one in kept}, organisation)
        able = members(session, organisation, subject_of(opened.assessment).state, "answer") if organisation else []
    parts = parts_of(opened)
    rows = [
        Row(one, parts[one.part], people.get(one.person_id, Known()), opened) for one in kept if one.part in parts
    ]
    context = {"opened": opened, "base": f"/assessments/{assessment_id}", "rows": rows, "parts": parts.values()}
    context |= {"able": able, "chosen": part, "error": error, "due": due}
    return page(request, "pages/tasks.html", context, 422 if error else 200)


@router.post("/assessments/{assessment_id}/tasks", dependencies=[ASSIGN])
def assign(
    request: Request,
    assessment_id: str,
    part: Annotated[str, Form()] = "",
    person: Annotated[str, Form()] = "",
    due: Annotated[str, Form()] = "",
) -> Response:
    """Ask a member to answer a part by a date."""
    opened = open_assessment(request, assessment_id, language_of(request))
    if part not in parts_of(opened):
        return _page(request, assessment_id, part, "task-no-part", due)
    try:
        moment = date.fromisoformat(due) if due.strip() else None
    except ValueError:
        return _page(request, assessment_id, part, "error-date", due)
    subject = subject_of(opened.assessment)
    with database.session() as session:
        able = {one.id for one in members(session, subject.organisation, subject.state, "answer")}
        if person in able:
            tasks.assign(session, assessment_id, part, person, moment, identify(request).person)
    if person not in able:
        return _page(request, assessment_id, part, "task-no-person", due)
    return RedirectResponse(f"/assessments/{assessment_id}/tasks", SEE_OTHER)


@router.post("/assessments/{assessment_id}/tasks/{task_id}/release", dependencies=[ASSIGN])
def release(assessment_id: str, task_id: int) -> Response:
    """Take a task back."""
    with database.session() as session:
        tasks.release(session, assessment_id, task_id)
    return RedirectResponse(f"/assessments/{assessment_id}/tasks", SEE_OTHER)


@router.get("/tasks", dependencies=[Depends(signed_in)])
def mine(request: Request) -> Response:
    """What the reader was asked to do, and where somebody mentioned them."""
    who, language = identify(request), language_of(request)
    with database.session() as session:
        found = _mentions(session, who)
        people = known(session, {comment.by for _, comment, _ in found}, who.organisation)
        opened = {one.id: _opened(request, session, one, language) for _, _, one in found}
    context = {"rows": my_tasks(request), "mentions": found, "people": people, "assessments": opened}
    return page(request, "pages/my-tasks.html", context)


@router.post("/tasks/read", dependencies=[Depends(signed_in)])
def read(request: Request) -> Response:
    """The reader has seen where they were mentioned."""
    with database.session() as session:
        comments.mark_read(session, identify(request).person)
    return RedirectResponse("/tasks", SEE_OTHER)


def my_tasks(request: Request) -> list[Row]:
    """The unfinished tasks of the reader in assessments that they may answer, the earliest due first."""
    who = identify(request)
    if not who.signed_in:
        return []
    rows = []
    with database.session() as session:
        for task, assessment in tasks.of_person(session, who.person):
            if may(who, "answer", subject_of(assessment)):
                opened = _opened(request, session, assessment, language_of(request))
                part = parts_of(opened).get(task.part)
                if part and not part.finished:
                    rows.append(Row(task, part, Known(), opened))
    return rows


def unread(request: Request) -> int:
    """How often the reader was mentioned and has not yet seen it."""
    who = identify(request)
    if not who.signed_in:
        return 0
    with database.session() as session:
        return sum(not one.read for one, _, _ in _mentions(session, who))


def _mentions(session: Session, who: Viewer) -> list[tuple[Mention, Comment, Assessment]]:
    """Where the reader was mentioned, in assessments that they may still read."""
    return [row for row in comments.mentions(session, who.person) if may(who, "read", subject_of(row[2]))]


def parts_of(opened: Open) -> dict[str, Part]:
    """The sections and topics in which something is asked, each section before its topics."""
    found = {}
    for section, stops in navigation(opened):
        asked = [stop for stop in stops if stop.asked]
        if asked:
            found[f"section/{section.id}"] = _part(f"section/{section.id}", section.title, asked)
            for stop in asked:
                name = f"topic/{stop.topic.topic}"
                found[name] = _part(name, stop.topic.title, [stop])
    return found


def _part(name: str, title: str, stops: list[Stop]) -> Part:
    begin = next((stop for stop in stops if not stop.done), stops[0])
    done = sum(stop.answered + stop.not_known for stop in stops)
    return Part(name, title, begin.topic.topic, sum(stop.asked for stop in stops), done)


def _opened(request: Request, session: Session, assessment: Assessment, language: str) -> Open:
    entries = answer_log.present(session, assessment.id)
    return evaluate(state_of(request), assessment, entries, language)
