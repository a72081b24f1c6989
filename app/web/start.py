"""The start page: begin an assessment, open one, look at a case. Also language and health."""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from sqlmodel import select

from app.assess.answers import Answers
from app.people.access import may
from app.people.subjects import subject_of
from app.settings import settings
from app.store import answer_log, database
from app.store.answer_log import Owner
from app.store.tables import Assessment
from app.web.access import ANSWER, EVERYBODY, FORBIDDEN, SEE_OTHER, begin, identify, owner
from app.web.cookies import VISITOR, give_visitor
from app.web.pages import language_of, page, remember_language
from app.web.state import outline_of, state_of
from app.web.tasks import my_tasks, unread

router = APIRouter(include_in_schema=False)


@router.get("/", dependencies=[EVERYBODY])
def start(request: Request) -> Response:
    """What can be done here, and the assessments that exist."""
    state = state_of(request)
    language = language_of(request)
    who = identify(request)
    with database.session() as session:
        rows = [
            (summary, found, outline_of(state, session, found, language))
            for summary in answer_log.assessments(session, Owner(who.organisation, who.visitor))
            for found in (answer_log.find(session, summary.id),)
            if may(who, "read", subject_of(found))
        ]
    mine = {"tasks": my_tasks(request), "unread": unread(request), "days": settings().visitor_days}
    also = {"adopts": owner(request).organisation, "deleted": "deleted" in request.query_params}
    response = page(request, "pages/start.html", {"rows": rows, **mine, **also})
    if rows and who.visitor:
        give_visitor(request, response, request.cookies[VISITOR])
    return response


@router.post("/assessments", dependencies=[EVERYBODY])
def create(request: Request) -> Response:
    """Begin an assessment and go to its first question."""
    return begin(request, state_of(request).packs[language_of(request)], Answers())


@router.post("/assessments/{assessment_id}/adopt", dependencies=[ANSWER])
def adopt(request: Request, assessment_id: str) -> Response:
    """Move a draft of this browser to the reader's organisation."""
    mine = owner(request).organisation
    if not mine:
        raise HTTPException(FORBIDDEN)
    with database.session() as session:
        answer_log.adopt(session, answer_log.find(session, assessment_id), mine)
    return RedirectResponse("/", SEE_OTHER)


@router.post("/language", dependencies=[EVERYBODY])
def choose_language(request: Request, to: Annotated[str, Form()], back: Annotated[str, Form()] = "/") -> Response:
    """Remember the reader's language and return to where they were."""
    response = RedirectResponse(own_path(back), SEE_OTHER)
    remember_language(request, response, to)
    return response


def own_path(address: str) -> str:
    """The address if it is a path of this site, else the start page."""
    parts = urlsplit(address)
    own = not parts.scheme and not parts.netloc and address.startswith("/") and "\\" not in address
    return address if own and not address.startswith("//") else "/"


@router.get("/health", dependencies=[EVERYBODY])
def health(request: Request) -> JSONResponse:
    """Whether the database answers, and which pack is served."""
    with database.session() as session:
        session.exec(select(Assessment.id).limit(1)).first()
    pack = state_of(request).packs.source
    return JSONResponse({"status": "ok", "pack": pack.pack, "identity": pack.identity})
