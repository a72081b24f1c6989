"""The trainer leads an exercise, from the desk or the projector; keeps the results; ends it.

The desk's address holds the trainer's token. The projector's address can be read by the class: there a cookie holds it.
"""

import asyncio
import logging
from collections.abc import Mapping
from typing import Annotated, Any

import segno
from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from markupsafe import Markup
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool

from app.render.spreadsheet import sheet_csv, workbook
from app.report.exercise import results_sheet
from app.store import database, exercises
from app.store.answer_log import NotFound
from app.store.exercise_tables import Exercise
from app.web.access import EVERYBODY, SEE_OTHER
from app.web.classroom import channels, solution_in_words, task_in_words, version_of, view_of
from app.web.live import ended
from app.web.pages import language_of, page, today
from app.web.state import state_of

router = APIRouter(include_in_schema=False, dependencies=[EVERYBODY])
log = logging.getLogger("waarborg")
COOKIE = "trainer"
TIDY = 600  # seconds between deletions of forgotten exercises
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def trainer_token(request: Request) -> str:
    """The token of a request to the desk or to the projector."""
    return str(request.path_params.get("token") or request.cookies.get(COOKIE, ""))


Token = Annotated[str, Depends(trainer_token)]


@router.get("/exercises/{token}")
def desk(request: Request, token: Token) -> Response:
    """The trainer's page; it opens the projector's page for this browser."""
    with database.session() as session:
        exercise = exercises.of_trainer(session, token)
        response = page(request, "pages/exercise.html", _desk(request, session, exercise, token))
    path, secure = f"/projector/{exercise.code}", request.url.scheme == "https"
    response.set_cookie(COOKIE, token, path=path, httponly=True, samesite="strict", secure=secure)
    return response


@router.get("/exercises/{token}/live")
def desk_live(request: Request, token: Token) -> Response:
    """The changing part of the trainer's page."""
    with database.session() as session:
        exercise = exercises.of_trainer(session, token)
        return page(request, "parts/desk.html", _desk(request, session, exercise, token))


@router.get("/projector/{code}")
def projector(request: Request, token: Token) -> Response:
    """One item for the screen in front of the class."""
    with database.session() as session:
        try:
            exercise = exercises.of_trainer(session, token)
        except NotFound:
            return page(request, "pages/projector-closed.html", {}, 404)
        return page(request, "pages/projector.html", _projector(request, session, exercise))


@router.get("/projector/{code}/live")
def projector_live(request: Request, token: Token) -> Response:
    """The changing part of the projector's page."""
    with database.session() as session:
        exercise = exercises.of_trainer(session, token)
        return page(request, "parts/projector.html", _projector(request, session, exercise))


@router.get("/exercises/{token}/events")
@router.get("/projector/{code}/events")
def events(request: Request, token: Token) -> Response:
    """A stream that says when somebody joined or answered, or another item is shown."""
    try:
        with database.session() as session:
            exercise = exercises.of_trainer(session, token)
    except NotFound:
        return ended()
    return state_of(request).hub.stream(channels(exercise)[0], version_of(exercise.code, trainer=True))


@router.post("/exercises/{token}/go")
@router.post("/projector/{code}/go")
def go(request: Request, token: Token, to: Annotated[str, Form(pattern="^(next|previous|[0-9]{1,2})$")]) -> Response:
    """Show another item: next, previous or a number."""
    with database.session() as session:
        exercise = exercises.of_trainer(session, token)
        exercises.go(session, exercise, to)
    return _led(request, exercise)


@router.post("/exercises/{token}/reveal")
@router.post("/projector/{code}/reveal")
def reveal(request: Request, token: Token) -> Response:
    """Show everybody how the class answered, and the reasoned answer."""
    with database.session() as session:
        exercise = exercises.of_trainer(session, token)
        exercises.reveal(session, exercise)
    return _led(request, exercise)


def _led(request: Request, exercise: Exercise) -> Response:
    """Tell everybody, and go back to the page, or to its changing part for htmx."""
    state_of(request).hub.changed(*channels(exercise))
    path = request.url.path.rpartition("/")[0]
    return RedirectResponse(f"{path}/live" if request.headers.get("hx-request") else path, SEE_OTHER)


def _desk(request: Request, session: Session, exercise: Exercise, token: str) -> Mapping[str, Any]:
    base = f"/exercises/{token}"
    view = view_of(request, session, exercise, trainer=True)
    overview = [(row, task_in_words(request, row)) for row in view.rows]
    link = _address(request, base)
    return {"view": view, "overview": overview, "base": base, "link": link, **_entrance(request, exercise)}


def _projector(request: Request, session: Session, exercise: Exercise) -> Mapping[str, Any]:
    view = view_of(request, session, exercise, trainer=False)
    return {"view": view, "base": f"/projector/{exercise.code}", **_entrance(request, exercise)}


def _entrance(request: Request, exercise: Exercise) -> Mapping[str, Any]:
    """How the class gets in: the address to type, and its picture to scan."""
    code = segno.make(_address(request, f"/join/{exercise.code}"), micro=False)
    picture = Markup(code.svg_inline(omitsize=True, border=2, dark="#000", light="#fff"))  # noqa: S704  (our drawing)
    return {"door": _address(request, "/join").partition("://")[2], "picture": picture}


def _address(request: Request, path: str) -> str:
    return f"{str(request.base_url).rstrip('/')}{path}"


# -- results and end --------------------------------------------------------------------------------


@router.get("/exercises/{token}/results.{ending}")
def results(request: Request, token: str, ending: str) -> Response:
    """How the class answered, as csv or xlsx: counts only."""
    language = language_of(request)
    with database.session() as session:
        exercise = exercises.of_trainer(session, token)
        rows = [
            (
                task_in_words(request, row),
                solution_in_words(request, row),
                exercises.answers_to(session, exercise, row.number),
            )
            for row in exercises.items_of(session, exercise)
        ]
        sheet = results_sheet(language, exercises.counts(session, exercise).joined, rows)
    files = {"csv": (sheet_csv, "text/csv"), "xlsx": (lambda one: workbook([one], one.title, today()), XLSX)}
    if ending not in files:
        raise NotFound(ending)
    write, kind = files[ending]
    headers = {"content-disposition": f'attachment; filename="waarborg-exercise-{exercise.code}.{ending}"'}
    return Response(write(sheet), media_type=kind, headers=headers)


@router.get("/exercises/{token}/end")
def ask_to_end(request: Request, token: str) -> Response:
    """Keep the results first? Then end."""
    with database.session() as session:
        exercises.of_trainer(session, token)
    return page(request, "pages/exercise-end.html", {"base": f"/exercises/{token}", "ended": False})


@router.post("/exercises/{token}/end")
def end(request: Request, token: str) -> Response:
    """Delete the exercise and all that belongs to it."""
    with database.session() as session:
        exercise = exercises.of_trainer(session, token)
        told = channels(exercise)
        exercises.end(session, exercise)
    state_of(request).hub.changed(*told)
    return page(request, "pages/exercise-end.html", {"base": "", "ended": True})


async def tidy() -> None:
    """Delete forgotten exercises, again and again."""
    while True:
        try:
            await run_in_threadpool(_tidy)
        except Exception:
            log.exception("forgotten exercises could not be deleted")
        await asyncio.sleep(TIDY)


def _tidy() -> None:
    with database.session() as session:
        exercises.expire(session)
