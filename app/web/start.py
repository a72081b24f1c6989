"""The start page: begin an assessment, open one, look at a case. Also language and health."""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from app.store import answer_log, database
from app.web.pages import COOKIE, language_of, page
from app.web.state import evaluate, state_of

router = APIRouter(include_in_schema=False)
SEE_OTHER = 303
YEAR = 365 * 24 * 3600  # seconds


@router.get("/")
def start(request: Request) -> Response:
    """What can be done here, and the assessments that exist."""
    state = state_of(request)
    language = language_of(request)
    with database.session() as session:
        rows = [
            (summary, evaluate(state, answer_log.find(session, summary.id), entries, language))
            for summary in answer_log.assessments(session)
            for entries in (answer_log.present(session, summary.id),)
        ]
    return page(request, "pages/start.html", {"rows": rows})


@router.post("/assessments")
def create(request: Request) -> Response:
    """Begin an assessment and go to its first question."""
    pack = state_of(request).packs[language_of(request)]
    with database.session() as session:
        made = answer_log.create(session, pack.pack, pack.identity, pack.language)
    return RedirectResponse(f"/assessments/{made.id}", SEE_OTHER)


@router.post("/language")
def choose_language(request: Request, to: Annotated[str, Form()], back: Annotated[str, Form()] = "/") -> Response:
    """Remember the reader's language and return to where they were."""
    response = RedirectResponse(own_path(back), SEE_OTHER)
    remember_language(request, response, to)
    return response


def remember_language(request: Request, response: Response, language: str) -> None:
    """Set the cookie, if the pack has the language."""
    if language in state_of(request).packs:
        secure = request.url.scheme == "https"
        response.set_cookie(COOKIE, language, max_age=YEAR, httponly=True, samesite="lax", secure=secure)


def own_path(address: str) -> str:
    """The address if it is a path of this site, else the start page."""
    parts = urlsplit(address)
    own = not parts.scheme and not parts.netloc and address.startswith("/") and "\\" not in address
    return address if own and not address.startswith("//") else "/"


@router.get("/health")
def health(request: Request) -> JSONResponse:
    """Whether the database answers, and which pack is served."""
    with database.session() as session:
        answer_log.assessments(session)
    pack = state_of(request).packs.source
    return JSONResponse({"status": "ok", "pack": pack.pack, "identity": pack.identity})
