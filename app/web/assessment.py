"""The wizard: topics of questions, saved as they are answered; check answers; findings."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from app.assess.answers import plain_value
from app.assess.explain import why_asked
from app.assess.findings import Finding, Result
from app.pack.model import Question, Section, Topic
from app.people import review
from app.people.access import may, oversees
from app.people.subjects import subject_of
from app.report.contents import contents
from app.report.impact import impact_contents
from app.report.reasons import Line, reason_lines
from app.store import database, evidence
from app.store.answer_log import Change, NotFound, same
from app.store.together_tables import MEASURE_PLACE
from app.web.access import ANSWER, READ, SEE_OTHER, identify
from app.web.alike import alike
from app.web.beside import beside
from app.web.conflict import Clash, keep
from app.web.form import Entered, read, seen, stored
from app.web.pages import language_of, page, remember_language
from app.web.state import Open, open_assessment, state_of

router = APIRouter(include_in_schema=False)
UNUSABLE = 422
CONFLICT = 409


@dataclass(frozen=True)
class Row:
    """A question as the page shows it."""

    question: Question
    shown: bool
    entered: Entered
    clash: Clash | None  # with what somebody else answered meanwhile
    contradictions: tuple[Finding, ...]
    asked_because: tuple[Line, ...]


@dataclass(frozen=True)
class Stop:
    """A topic in the navigation: how many of its questions are asked, answered and not known yet."""

    topic: Topic
    asked: int
    answered: int
    not_known: int

    @property
    def done(self) -> bool:
        """Whether every question has some answer."""
        return self.answered + self.not_known == self.asked


@router.get("/assessments/{assessment_id}", dependencies=[READ])
def resume(request: Request, assessment_id: str) -> Response:
    """Go on at the first topic with an unanswered question, else check the answers; who may not write reviews."""
    opened = open_assessment(request, assessment_id, language_of(request))
    if not may(identify(request), "answer", subject_of(opened.assessment)):
        return RedirectResponse(f"/assessments/{assessment_id}/review", SEE_OTHER)
    for _, stops in navigation(opened):
        for stop in stops:
            if not stop.done:
                return RedirectResponse(_address(opened, stop.topic), SEE_OTHER)
    return RedirectResponse(f"/assessments/{assessment_id}/answers", SEE_OTHER)


@router.get("/assessments/{assessment_id}/topics/{topic_id}", dependencies=[READ])
def topic_page(request: Request, assessment_id: str, topic_id: str) -> Response:
    """The questions of one topic, and what follows so far."""
    opened = open_assessment(request, assessment_id, language_of(request))
    missed = opened.result.pack.questions.get(request.query_params.get("not-asked", ""))
    also = {"not_asked": missed, "more": request.query_params.get("more")}
    return page(request, "pages/topic.html", {**_context(request, opened, _topic(opened, topic_id)), **also})


@router.get("/assessments/{assessment_id}/questions/{question_id}", dependencies=[READ])
def deep_link(request: Request, assessment_id: str, question_id: str) -> Response:
    """Go to a question where it stands."""
    opened = open_assessment(request, assessment_id, language_of(request))
    pack = opened.result.pack
    if question_id not in pack.questions:
        raise NotFound(question_id)
    address = _address(opened, pack.topic_of(question_id))
    if not opened.result.evaluation.shown(question_id):
        return RedirectResponse(f"{address}?not-asked={question_id}", SEE_OTHER)
    return RedirectResponse(f"{address}#q-{question_id}", SEE_OTHER)


@router.post("/assessments/{assessment_id}/topics/{topic_id}", dependencies=[ANSWER])
async def save_topic(request: Request, assessment_id: str, topic_id: str) -> Response:
    """Keep every answer of the form that fits; show the others again with what is wrong."""
    return await run_in_threadpool(_save_topic, request, assessment_id, topic_id, await request.form())


def _save_topic(request: Request, assessment_id: str, topic_id: str, form: FormData) -> Response:
    language = str(form.get("language") or language_of(request))
    before = open_assessment(request, assessment_id, language_of(request))
    topic = _topic(before, topic_id)
    sent = [question for question in topic.questions if question.id in form.getlist("shown")]
    entered: dict[str, Entered] = {}
    changes = []
    for question in sent:
        if form.get("keep-theirs") == question.id:
            continue
        if form.get("clear") == question.id:
            number = seen(question.id, form)
            entered[question.id] = replace(stored(question, None), seen=number or 0)
            changes.append(Change(question.id, None, seen=number))
            continue
        entered[question.id], change = read(question, form)
        if change:
            changes.append(change)
    clashes = keep(request, before, changes, on_purpose=False)
    wrong = {name: one for name, one in entered.items() if one.error or name in clashes}
    after = open_assessment(request, assessment_id, language_of(request))
    if wrong or clashes:
        context = _context(request, after, _topic(after, topic_id), wrong, clashes)
        return page(request, "pages/topic.html", context, CONFLICT if clashes else UNUSABLE)
    response = RedirectResponse(_next(after, topic, {one.id for one in sent}, form), SEE_OTHER)
    if form.get("language"):
        remember_language(request, response, language)
    return response


def _next(opened: Open, topic: Topic, sent: set[str], form: FormData) -> str:
    """Where to go after saving: stay for a language, a cleared answer or new questions; else the next topic."""
    here = _address(opened, topic)
    if form.get("add-row"):
        return f"{here}?more={form['add-row']}#q-{form['add-row']}"
    if form.get("remove-row"):
        return f"{here}#q-{str(form['remove-row']).rpartition('.')[0]}"
    if form.get("clear") or form.get("keep-theirs"):
        return f"{here}#q-{form.get('clear') or form['keep-theirs']}"
    if form.get("keep-mine"):
        return f"{here}#q-{str(form['keep-mine']).rpartition('.')[0]}"
    if form.get("language"):
        return here
    if form.get("go") == "answers":
        return f"/assessments/{opened.assessment.id}/answers"
    shown = opened.result.evaluation.shown
    new = [one.id for one in topic.questions if shown(one.id) and one.id not in sent]
    if new:
        return f"{here}#q-{new[0]}"
    topics = [stop.topic.topic for _, stops in navigation(opened) for stop in stops]
    following = topics[topics.index(topic.topic) + 1 :] if topic.topic in topics else []
    if not following:
        return f"/assessments/{opened.assessment.id}/answers"
    return f"/assessments/{opened.assessment.id}/topics/{following[0]}"


@router.post("/assessments/{assessment_id}/questions/{question_id}", dependencies=[ANSWER])
async def save_question(request: Request, assessment_id: str, question_id: str) -> Response:
    """Keep one answer; return the parts of the page that it changes."""
    return await run_in_threadpool(_save_question, request, assessment_id, question_id, await request.form())


def _save_question(request: Request, assessment_id: str, question_id: str, form: FormData) -> Response:
    before = open_assessment(request, assessment_id, language_of(request))
    pack = before.result.pack
    if question_id not in pack.questions:
        raise NotFound(question_id)
    entered, change = read(pack.questions[question_id], form)
    clashes = keep(request, before, [change] if change else [])
    after = open_assessment(request, assessment_id, language_of(request))
    overtaken = change is not None and not same(change, after.entries.get(question_id))
    wrong = {question_id: entered} if entered.error or overtaken else {}
    context = _context(request, after, pack.topic_of(question_id), wrong, clashes)
    was = before.result.evaluation.shown
    changed = [row for row in context["rows"] if row.shown != bool(was(row.question.id))]
    parts = {"saved": question_id, "entered": entered, "changed": changed}
    status = CONFLICT if clashes else UNUSABLE if entered.error else 200
    return page(request, "parts/saved.html", {**context, **parts}, status)


@router.get("/assessments/{assessment_id}/answers", dependencies=[READ])
def check_answers(request: Request, assessment_id: str) -> Response:
    """All answers on one page, each with a way to change it."""
    opened = open_assessment(request, assessment_id, language_of(request))
    return page(request, "pages/answers.html", {**_frame(opened), "contents": contents(opened.result)})


@router.get("/assessments/{assessment_id}/findings", dependencies=[READ])
def findings(request: Request, assessment_id: str) -> Response:
    """Every conclusion with its reasons, and what is still open."""
    opened = open_assessment(request, assessment_id, language_of(request))
    also = {"contents": contents(opened.result), "alike": alike(state_of(request), opened.result)}
    return page(request, "pages/findings.html", {**_frame(opened), **also})


@router.get("/assessments/{assessment_id}/impact", dependencies=[READ])
def impact(request: Request, assessment_id: str) -> Response:
    """The impact on people: scores with their reasons, and the measures."""
    opened = open_assessment(request, assessment_id, language_of(request))
    found = impact_contents(opened.result)
    if found is None:
        raise NotFound("impact")
    chosen = request.query_params.get("state", "")
    board = [one for one in found.board if chosen in ("", one.row.state)]
    with database.session() as session:
        given = oversees(identify(request), subject_of(opened.assessment))
        conditions = review.story(session, assessment_id, given).conditions
        files = {} if given else evidence.of_measures(session, assessment_id)
    loose = files.keys() - {one.row.measure.id for one in found.board}
    catalogue = opened.result.pack.impact
    unlisted = [one for one in catalogue.measures if one.id in loose] if catalogue else []
    also = {"impact": found, "board": board, "chosen": chosen, "conditions": conditions}
    also |= {"files": files, "unlisted": unlisted, "place": MEASURE_PLACE}
    return page(request, "pages/impact.html", {**_frame(opened), **also})


@router.get("/assessments/{assessment_id}/prepare", dependencies=[READ])
def prepare(request: Request, assessment_id: str) -> Response:
    """What is still unanswered, by who usually knows; a sheet to hand to a colleague."""
    opened = open_assessment(request, assessment_id, language_of(request))
    pack, unanswered = opened.result.pack, opened.result.unanswered
    people = {name: sum(name in question.who for question in unanswered) for name in pack.people}
    chosen = request.query_params.get("who")
    rows = [
        (topic, questions)
        for topic in pack.in_order()
        if (questions := [one for one in topic.questions if one in unanswered and chosen in one.who])
    ]
    return page(
        request,
        "pages/prepare.html",
        {**_frame(opened), "people": people, "chosen": chosen if chosen in pack.people else None, "rows": rows},
    )


@router.get("/assessments/{assessment_id}/answers.json", dependencies=[READ])
def export(request: Request, assessment_id: str) -> Response:
    """The answers file of the assessment, which `waarborg assess` reads."""
    opened = open_assessment(request, assessment_id, language_of(request))
    answers = {
        name: {"value": plain_value(one.value), "note": one.note, "source": one.source}
        for name, one in opened.result.answers.items()
    }
    pack = opened.result.pack
    headers = {"content-disposition": f'attachment; filename="waarborg-{assessment_id}.json"'}
    return JSONResponse({"pack": pack.pack, "language": pack.language, "answers": answers}, headers=headers)


def navigation(opened: Open) -> list[tuple[Section, list[Stop]]]:
    """The sections and their topics with progress."""
    pack, answers = opened.result.pack, opened.result.answers
    asked = {question.id for question in opened.result.asked}
    rows = []
    for section in pack.sections:
        stops = []
        for topic in (pack.topics[path] for path in section.topics):
            mine = [question.id for question in topic.questions if question.id in asked]
            known = sum(answers.known(name) is not None for name in mine)
            unknown = sum(name in answers and answers.known(name) is None for name in mine)
            stops.append(Stop(topic, len(mine), known, unknown))
        rows.append((section, stops))
    return rows


def _frame(opened: Open) -> dict[str, Any]:
    base = f"/assessments/{opened.assessment.id}"
    return {"opened": opened, "result": opened.result, "base": base, "navigation": navigation(opened), "here": None}


def _context(
    request: Request,
    opened: Open,
    topic: Topic,
    wrong: Mapping[str, Entered] = MappingProxyType({}),
    clashes: Mapping[str, Clash] = MappingProxyType({}),
) -> dict[str, Any]:
    result = opened.result
    topic = _topic(opened, topic.topic)
    rows = [
        Row(
            question,
            bool(result.evaluation.shown(question.id)),
            wrong.get(question.id) or stored(question, opened.entries.get(question.id)),
            clashes.get(question.id),
            result.contradictions_at(question.id),
            _asked_because(result, question),
        )
        for question in topic.questions
    ]
    errors = [row for row in rows if row.entered.error or row.clash]
    remaining = [question for question in result.asked if question.id not in result.answers]
    here = {question.id for question in topic.questions}
    counts = {"remaining": len(remaining), "remaining_here": sum(question.id in here for question in remaining)}
    frame = {**_frame(opened), **counts, "here": topic.topic, "not_asked": None}
    also = {"alike": alike(state_of(request), result), "around": beside(opened.assessment.id)}
    return {**frame, "topic": topic, "rows": rows, "errors": errors, **also}


def _asked_because(result: Result, question: Question) -> tuple[Line, ...]:
    reason = why_asked(result.evaluation, question) if result.evaluation.shown(question.id) else None
    return tuple(reason_lines(result, reason)) if reason else ()


def _topic(opened: Open, topic_id: str) -> Topic:
    for topic in opened.result.pack.in_order():
        if topic.topic == topic_id:
            return topic
    raise NotFound(topic_id)


def _address(opened: Open, topic: Topic) -> str:
    return f"/assessments/{opened.assessment.id}/topics/{topic.topic}"
