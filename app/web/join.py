"""The class: join an exercise with its code, answer, see what the trainer reveals. No account, no name."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from app.store import database, exercises
from app.store.answer_log import NotFound
from app.store.exercise_tables import Exercise, Participant
from app.web.access import EVERYBODY, SEE_OTHER
from app.web.attempts import client_of
from app.web.classroom import channels, version_of, view_of
from app.web.live import ended
from app.web.pages import page
from app.web.state import state_of

router = APIRouter(include_in_schema=False, dependencies=[EVERYBODY])
COOKIE = "participant"
SAME_METHOD, UNUSABLE, TOO_MANY, FULL = 307, 422, 429, 503


class Refused(Exception):
    """Nobody joins: `key` names the words that say why."""

    def __init__(self, key: str, status: int) -> None:
        self.key, self.status = key, status


@router.get("/join")
def ask(request: Request) -> Response:
    """Ask for the code."""
    return page(request, "pages/join.html", {"error": None, "typed": ""})


@router.post("/join")
def join_by_form(request: Request, code: Annotated[str, Form()] = "") -> Response:
    """Go on to the exercise of a typed code: only there the browser says whether it has joined before."""
    with database.session() as session:
        try:
            exercise = _exercise(request, session, code)
        except Refused as error:
            return _refuse(request, code, error)
    return RedirectResponse(f"/join/{exercise.code}", SAME_METHOD)


@router.post("/join/{code}")
def join(request: Request, code: str) -> Response:
    """Join, once."""
    path = f"/join/{code}"
    with database.session() as session:
        if _joined(request, session, code):
            return RedirectResponse(path, SEE_OTHER)
        try:
            exercise = _exercise(request, session, code)
            if code != exercise.code:
                return RedirectResponse(f"/join/{exercise.code}", SAME_METHOD)
            key = exercises.join(session, exercise)
        except exercises.Full:
            return _refuse(request, code, Refused("join-full", FULL))
        except Refused as error:
            return _refuse(request, code, error)
    state_of(request).hub.changed(channels(exercise)[0])
    response = RedirectResponse(path, SEE_OTHER)
    seconds = int(exercises.FORGOTTEN.total_seconds())
    secure = request.url.scheme == "https"
    response.set_cookie(COOKIE, key, max_age=seconds, path=path, httponly=True, samesite="lax", secure=secure)
    return response


def _refuse(request: Request, typed: str, error: Refused) -> Response:
    return page(request, "pages/join.html", {"error": error.key, "typed": typed[:40]}, error.status)


@router.get("/join/{code}")
def classroom(request: Request, code: str) -> Response:
    """The present item; for those who have not joined, a button to do so."""
    with database.session() as session:
        joined = _joined(request, session, code)
        if joined and joined[0].code == code:
            return page(request, "pages/class.html", _context(request, session, *joined))
        try:
            exercise = _exercise(request, session, code)
        except Refused as error:
            return _refuse(request, code, error)
    if code != exercise.code:
        return RedirectResponse(f"/join/{exercise.code}", SEE_OTHER)
    return page(request, "pages/joining.html", {"exercise": exercise})


@router.get("/join/{code}/live")
def present(request: Request, code: str) -> Response:
    """The present item as a part of the page."""
    with database.session() as session:
        exercise, who = _participant(request, session, code)
        return page(request, "parts/class.html", _context(request, session, exercise, who))


@router.get("/join/{code}/events")
def events(request: Request, code: str) -> Response:
    """A stream that says when the trainer shows something else."""
    with database.session() as session:
        joined = _joined(request, session, code)
    if joined is None:
        return ended()
    return state_of(request).hub.stream(channels(joined[0])[1], version_of(joined[0].code, trainer=False))


@router.post("/join/{code}/answer")
def answer(
    request: Request, code: str, number: Annotated[int, Form()], choice: Annotated[list[str] | None, Form()] = None
) -> Response:
    """Keep an answer, in place of an earlier one."""
    with database.session() as session:
        exercise, who = _participant(request, session, code)
        notice = _keep(request, session, exercise, who, number, choice or [])
        context = {**_context(request, session, exercise, who), "notice": notice}
        if request.headers.get("hx-request"):
            return page(request, "parts/class.html", context, UNUSABLE if notice else 200)
        if notice:
            return page(request, "pages/class.html", context, UNUSABLE)
    return RedirectResponse(f"/join/{exercise.code}", SEE_OTHER)


def _keep(
    request: Request, session: Session, exercise: Exercise, who: Participant, number: int, chosen: list[str]
) -> str:
    """Keep the answer, or say why not: the key of the words for the reader."""
    view = view_of(request, session, exercise, trainer=False)
    if view.task is None or not view.stage.takes(number):
        return "class-closed"
    if not view.task.fits(chosen):
        return "class-choose-several" if view.task.several else "class-choose"
    try:
        exercises.answer(session, exercise, who, number, chosen)
    except exercises.Closed:
        return "class-closed"
    state_of(request).hub.changed(channels(exercise)[0])
    return ""


def _exercise(request: Request, session: Session, typed: str) -> Exercise:
    """The exercise of a code as typed. Wrong codes are counted, and too many are refused. Raises Refused."""
    wrong = state_of(request).wrong_codes
    if wrong.exhausted(client_of(request)):
        raise Refused("join-too-many", TOO_MANY)
    if not typed.strip():
        raise Refused("join-empty", UNUSABLE)
    try:
        return exercises.of_code(session, exercises.clean_code(typed))
    except NotFound:
        wrong.note(client_of(request))
        raise Refused("join-unknown", UNUSABLE) from None


def _joined(request: Request, session: Session, typed: str) -> tuple[Exercise, Participant] | None:
    """The exercise and who asks, where the request carries the cookie of somebody who joined it."""
    try:
        exercise = exercises.of_code(session, exercises.clean_code(typed))
    except NotFound:
        return None
    who = exercises.participant(session, exercise, request.cookies.get(COOKIE, ""))
    return (exercise, who) if who else None


def _participant(request: Request, session: Session, code: str) -> tuple[Exercise, Participant]:
    """The same. Raises NotFound for everybody else."""
    joined = _joined(request, session, code)
    if joined is None:
        raise NotFound(code)
    return joined


def _context(request: Request, session: Session, exercise: Exercise, who: Participant) -> dict[str, object]:
    view = view_of(request, session, exercise, trainer=False)
    mine = exercises.answered(session, view.row, who) if view.task else ()
    return {"view": view, "mine": mine, "base": f"/join/{exercise.code}", "notice": ""}
