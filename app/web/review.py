"""The tab “Review”: where an assessment stands, how it came there, and the moves that the reader may make now."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Depends, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from app.people import review
from app.people.access import may, oversees
from app.people.bans import USED, bans, coming_bans, refuse_banned, titles
from app.people.decide import advice_of
from app.people.retention import due_of
from app.people.review import MoveError
from app.people.subjects import subject_of
from app.people.versions import is_version_of, last, missing
from app.people.workflow import BY_ID, OCCASIONS, Move, moves
from app.report.contents import DPO_ADVICE
from app.store import answer_log, database
from app.store.answer_log import Change, NotFound
from app.store.review_tables import Condition, OverseerQuestion
from app.store.witness import keep
from app.web.access import READ, SEE_OTHER, Allow, begin, identify
from app.web.pages import language_of, page, today
from app.web.state import by_present_law, open_assessment, state_of
from app.web.versions import draw_kept, frame

router = APIRouter(include_in_schema=False)
UNUSABLE = 422


class AllowMove(Allow):
    """The route makes the move in its path; the tables of moves and of access decide."""

    def __init__(self) -> None:
        super().__init__("read")

    def __call__(self, request: Request, assessment_id: str) -> None:
        """Refuse a move that does not exist, or that this person may not make."""
        super().__call__(request, assessment_id)
        wanted = BY_ID.get(request.path_params["move_id"])
        if wanted is None:
            raise NotFound("move")
        Allow(wanted.action)(request, assessment_id)


@dataclass(frozen=True)
class Wrong:
    """What was entered and does not fit: the field, the word that says why, and the entries to show again."""

    field: str
    code: str
    entered: dict[str, str]


@router.get("/assessments/{assessment_id}/review", dependencies=[READ])
def panel(request: Request, assessment_id: str) -> Response:
    """The state, the way so far and the ways on."""
    return _panel(request, assessment_id)


def _panel(request: Request, assessment_id: str, wrong: Wrong | None = None) -> Response:
    opened = open_assessment(request, assessment_id, language_of(request))
    who, subject = identify(request), subject_of(opened.assessment)
    with database.session() as session:
        context = dict(vars(review.story(session, assessment_id, submitted_only=oversees(who, subject))))
        context["organisations"] = review.organisations(session)
        ids = {one.by for one in (*context["steps"], *context["versions"], *context["opinions"], *context["decisions"])}
        ids |= {row.by for asked, replies in context["asked"] for row in (asked, *replies)}
        context["names"] = review.names(session, ids)
        context["erased_next"] = due_of(session, opened.assessment)
    own = who.organisation == subject.organisation
    law = by_present_law(request, opened) if subject.state in USED else ()
    context |= {
        "bans": bans(law),
        "coming_bans": coming_bans(law),
        "state": subject.state,
        "moves": moves(who, subject),
        "asked_ids": [question.id for question in opened.result.asked],
        "about": request.query_params.get("about", ""),
        "may_reply": own and may(who, "advise", subject),
        "own_advice": advice_of(opened.result) if own else "",
        "advises": own and may(who, "advise", subject) and DPO_ADVICE in opened.result.pack.questions,
        "manages": own and may(who, "submit", subject),
        "suggested_review": opened.result.answers.known("review-date") or "",
        "occasions": OCCASIONS,
        "accepted": {one.id: titles(opened.result.pack, one.accepted) for one in context["decisions"]},
        "wrong": wrong,
    }
    return page(request, "pages/review.html", {**frame(opened), **context}, UNUSABLE if wrong else 200)


@router.post("/assessments/{assessment_id}/review/moves/{move_id}", dependencies=[Depends(AllowMove())])
def make_move(
    request: Request,
    assessment_id: str,
    move_id: str,
    note: Annotated[str, Form()] = "",
    review_on: Annotated[str, Form()] = "",
    occasion: Annotated[str, Form()] = "",
) -> Response:
    """Make a move that needs no more than a note, or a day."""
    wanted = BY_ID[move_id]
    if wanted.how == "copy":
        return _reopen(request, assessment_id, wanted)
    if wanted.how not in ("note", "use", "review"):
        raise NotFound(move_id)
    try:
        if wanted.how == "use":
            _may_be_used(request, assessment_id, unchanged=wanted.id == "confirm")
        day = _day(review_on) if wanted.how == "use" else None
        with database.session() as session:
            by = identify(request).person
            review.move(session, assessment_id, wanted, by, note, review_on=day, occasion=occasion)
            session.commit()
    except MoveError as error:
        entered = {"move": move_id, "note": note, "review-on": review_on, "occasion": occasion}
        return _panel(request, assessment_id, Wrong(error.field, error.code, entered))
    return RedirectResponse(f"/assessments/{assessment_id}/review", SEE_OTHER)


def _may_be_used(request: Request, assessment_id: str, unchanged: bool) -> None:
    """Raise MoveError where a ban holds now, or answers or rules must be those of the last version and are not."""
    opened = open_assessment(request, assessment_id, language_of(request))
    refuse_banned(by_present_law(request, opened))
    if not unchanged:
        return
    with database.session() as session:
        known = last(session, assessment_id)
    if known is None or not is_version_of(known, opened.result, but_advice=True):
        raise MoveError("state", "changed")


def _day(entered: str) -> date:
    try:
        found = date.fromisoformat(entered)
    except ValueError:
        raise MoveError("review-on", "date") from None
    if found <= today():
        raise MoveError("review-on", "past")
    return found


def _reopen(request: Request, assessment_id: str, wanted: Move) -> Response:
    opened = open_assessment(request, assessment_id, language_of(request))
    if opened.assessment.state not in wanted.from_:
        raise HTTPException(403)
    return begin(request, state_of(request).packs[opened.assessment.language], opened.result.answers, "/review")


# -- submitting ---------------------------------------------------------------------------------------


@router.get("/assessments/{assessment_id}/review/submit", dependencies=[Depends(Allow("submit"))])
def before_submitting(request: Request, assessment_id: str) -> Response:
    """What is missing, before anything is frozen."""
    return _submitting(request, assessment_id)


def _submitting(request: Request, assessment_id: str, wrong: Wrong | None = None) -> Response:
    opened = open_assessment(request, assessment_id, language_of(request))
    context = {
        "missing": missing(opened.result),
        "allowed": opened.assessment.state in BY_ID["submit"].from_,
        "wrong": wrong,
    }
    return page(request, "pages/submit.html", {**frame(opened), **context}, UNUSABLE if wrong else 200)


@router.post("/assessments/{assessment_id}/review/submit", dependencies=[Depends(Allow("submit"))])
def submit(
    request: Request,
    tasks: BackgroundTasks,
    assessment_id: str,
    language: Annotated[str, Form()] = "",
    note: Annotated[str, Form()] = "",
) -> Response:
    """Freeze a version and give it to the overseers; with a reason where something is missing."""
    packs = state_of(request).packs
    chosen = language if language in packs else language_of(request)
    opened = open_assessment(request, assessment_id, chosen)
    try:
        if missing(opened.result):
            review.required("note", note)
        with database.session() as session:
            frozen = review.submit(session, assessment_id, opened.result, identify(request).person, note)
            session.commit()
        tasks.add_task(draw_kept, state_of(request).pdf, frozen)
    except MoveError as error:
        return _submitting(request, assessment_id, Wrong(error.field, error.code, {"note": note, "language": chosen}))
    return RedirectResponse(f"/assessments/{assessment_id}/review", SEE_OTHER)


# -- the DPO's advice -------------------------------------------------------------------------------------


@router.post("/assessments/{assessment_id}/review/advice", dependencies=[Depends(Allow("advise"))])
def advise(request: Request, assessment_id: str, text: Annotated[str, Form()] = "") -> Response:
    """Give or change the DPO's advice; also after submitting, when no other answer changes."""
    try:
        change = Change(DPO_ADVICE, review.required("advice", text))
        with database.session() as session:
            assessment = answer_log.locked(session, assessment_id)
            if not may(identify(request), "advise", subject_of(assessment)):
                raise MoveError("state", "moved")
            answer_log.append(session, assessment_id, [change], identify(request).person)
    except MoveError as error:
        return _panel(request, assessment_id, Wrong(error.field, error.code, {"advice": text}))
    return RedirectResponse(f"/assessments/{assessment_id}/review#advice", SEE_OTHER)


# -- questions of the overseer, and the answers ---------------------------------------------------------


@router.post("/assessments/{assessment_id}/review/questions", dependencies=[Depends(Allow("ask"))])
def ask(
    request: Request, assessment_id: str, text: Annotated[str, Form()] = "", question: Annotated[str, Form()] = ""
) -> Response:
    """Put a question to the DPO."""
    if question and question not in state_of(request).packs.source.questions:
        return _panel(request, assessment_id, Wrong("question", "option", {"text": text}))
    try:
        with database.session() as session:
            review.ask(session, assessment_id, question, text, identify(request).person)
            session.commit()
    except MoveError as error:
        return _panel(request, assessment_id, Wrong(error.field, error.code, {"text": text, "question": question}))
    return RedirectResponse(f"/assessments/{assessment_id}/review#questions", SEE_OTHER)


@router.post("/assessments/{assessment_id}/review/questions/{number}/reply", dependencies=[Depends(Allow("advise"))])
def reply(request: Request, assessment_id: str, number: int, text: Annotated[str, Form()] = "") -> Response:
    """Answer a question of the overseer."""
    try:
        with database.session() as session:
            answer_log.locked(session, assessment_id)
            asked = session.get(OverseerQuestion, number)
            if asked is None or asked.assessment_id != assessment_id:
                raise NotFound("question")
            review.reply(session, assessment_id, asked, text, identify(request).person)
            session.commit()
    except MoveError as error:
        return _panel(request, assessment_id, Wrong(f"reply-{number}", error.code, {}))
    return RedirectResponse(f"/assessments/{assessment_id}/review#questions", SEE_OTHER)


@router.post("/assessments/{assessment_id}/review/conditions/{number}", dependencies=[Depends(Allow("submit"))])
def meet_condition(
    request: Request, assessment_id: str, number: int, evidence: Annotated[str, Form()] = ""
) -> Response:
    """Say how a condition was met."""
    try:
        with database.session() as session:
            answer_log.locked(session, assessment_id)
            found = session.get(Condition, number)
            if found is None or found.assessment_id != assessment_id or found.met:
                raise NotFound("condition")
            found.met, found.met_by = today(), identify(request).person
            found.evidence = review.required("evidence", evidence)
            keep(session, assessment_id, found, found.met_by)
            session.commit()
    except MoveError as error:
        return _panel(request, assessment_id, Wrong(f"condition-{number}", error.code, {}))
    return RedirectResponse(f"/assessments/{assessment_id}/review#conditions", SEE_OTHER)
