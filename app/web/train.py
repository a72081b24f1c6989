"""The trainer's room: what a trainer can do here, and making an exercise of worked cases."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from app.pack.model import Pack
from app.report.exercise import MOST_ITEMS, Item, named_items, possible_items, task_of, telling_items
from app.store import database, exercises
from app.web.access import EVERYBODY, SEE_OTHER
from app.web.attempts import client_of
from app.web.pages import language_of, page
from app.web.state import state_of

router = APIRouter(include_in_schema=False, dependencies=[EVERYBODY])
UNUSABLE, TOO_MANY, FULL = 422, 429, 503


@router.get("/train")
def room(request: Request) -> Response:
    """What a trainer can do here."""
    return page(request, "pages/train.html", {})


@router.get("/exercises/new")
def choose(request: Request, case: Annotated[list[str] | None, Query()] = None) -> Response:
    """Choose cases; then what to ask of them."""
    return _choose(request, case or [], None)


def _choose(request: Request, cases: list[str], error: str | None, status: int = 200) -> Response:
    pack = _pack(request)
    known = [name for name in dict.fromkeys(cases) if name in pack.cases]
    chosen = [
        (
            pack.cases[name],
            [task_of(pack, item) for item in possible_items(pack, name)],
            {str(item) for item in telling_items(pack, name)},
        )
        for name in known
    ]
    return page(request, "pages/exercise-new.html", {"chosen": chosen, "error": error, "most": MOST_ITEMS}, status)


@router.post("/exercises")
def create(
    request: Request,
    case: Annotated[list[str] | None, Form()] = None,
    item: Annotated[list[str] | None, Form()] = None,
    picked: Annotated[bool, Form()] = False,
) -> Response:
    """Make an exercise of the items that were picked, or of the most telling ones of the cases."""
    pack, made = _pack(request), state_of(request).exercises_made
    cases = list(dict.fromkeys(case or []))
    try:
        items = named_items(pack, item or []) if picked else _telling(pack, cases)
    except ValueError:
        return _choose(request, cases, "exercise-unknown", UNUSABLE)
    if not items:
        return _choose(request, cases, "exercise-nothing", UNUSABLE)
    if len(items) > MOST_ITEMS:
        return _choose(request, cases, "exercise-too-long", UNUSABLE)
    if made.exhausted(client_of(request)):
        return _choose(request, cases, "exercise-too-many", TOO_MANY)
    made.note(client_of(request))
    try:
        with database.session() as session:
            _, token = exercises.create(session, items)
    except exercises.Full:
        return _choose(request, cases, "exercise-too-many", FULL)
    return RedirectResponse(f"/exercises/{token}", SEE_OTHER)


def _telling(pack: Pack, cases: list[str]) -> tuple[Item, ...]:
    return tuple(item for case in cases for item in telling_items(pack, case))


def _pack(request: Request) -> Pack:
    return state_of(request).packs[language_of(request)]
