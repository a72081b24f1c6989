"""Deleting a draft; how long the reader's organisation keeps what ended; and the daily erasing of what is due."""

import asyncio
import logging
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from app.people import retention, review
from app.people.access import Viewer
from app.people.retention import GRACE, MOST_YEARS, RetentionError
from app.store import answer_log, comments, database, evidence, tasks
from app.web.access import SEE_OTHER, Allow, AnyOf, identify
from app.web.pages import language_of, page, today
from app.web.state import open_assessment

router = APIRouter(include_in_schema=False)
log = logging.getLogger("waarborg")
DELETE = Depends(Allow("delete"))
DAILY = 24 * 3600  # seconds
UNUSABLE = 422


# -- a draft -----------------------------------------------------------------------------------------


@router.get("/assessments/{assessment_id}/delete", dependencies=[DELETE])
def before_deleting(request: Request, assessment_id: str) -> Response:
    """What goes and what stays."""
    return _deleting(request, assessment_id)


@router.post("/assessments/{assessment_id}/delete", dependencies=[DELETE])
def delete(request: Request, assessment_id: str, confirm: Annotated[str, Form()] = "") -> Response:
    """Delete the draft for good, where that was confirmed."""
    if confirm != "yes":
        return _deleting(request, assessment_id, "confirm")
    with database.session() as session:
        try:
            retention.delete(session, assessment_id, identify(request).person)
        except RetentionError:
            return _deleting(request, assessment_id, "not-deletable")
    return RedirectResponse("/?deleted=yes", SEE_OTHER)


def _deleting(request: Request, assessment_id: str, error: str = "") -> Response:
    opened = open_assessment(request, assessment_id, language_of(request))
    with database.session() as session:
        counts = {
            "answers": len(opened.entries),
            "changes": len(answer_log.entries_of(session, assessment_id)),
            "comments": sum(len(one.all) for one in comments.threads(session, assessment_id)),
            "tasks": len(tasks.of_assessment(session, assessment_id)),
            "files": sum(map(len, evidence.of_assessment(session, assessment_id).values())),
        }
        deletable = retention.deletable(session, opened.assessment)
    context = {
        "opened": opened,
        "base": f"/assessments/{assessment_id}",
        "counts": {name: number for name, number in counts.items() if number},
        "deletable": deletable,
        "error": error,
    }
    return page(request, "pages/delete.html", context, UNUSABLE if error else 200)


# -- the policy of an organisation -----------------------------------------------------------------------


@router.get("/retention")
def show(request: Request, who: Annotated[Viewer, Depends(AnyOf("administrator", "dpo", "controller"))]) -> Response:
    """The policy, and who decided it when."""
    return _policy(request, who)


@router.post("/retention")
def decide(
    request: Request,
    who: Annotated[Viewer, Depends(AnyOf("administrator"))],
    years: Annotated[str, Form()] = "",
    keep_title: Annotated[str, Form()] = "",
) -> Response:
    """Set the policy of the administrator's organisation."""
    with database.session() as session:
        try:
            new = retention.set_policy(session, who.organisation, years, keep_title == "yes", who.person)
        except RetentionError:
            return _policy(request, who, {"years": years, "keep_title": keep_title == "yes"})
    return RedirectResponse(f"/retention?kept={'new' if new else 'same'}", SEE_OTHER)


def _policy(request: Request, who: Viewer, wrong: dict[str, Any] | None = None) -> Response:
    with database.session() as session:
        decided = retention.policies(session, who.organisation)
        until = today() + timedelta(days=365)
        due = [row for row in retention.due(session, until) if row.organisation == who.organisation]
        names = review.names(session, (one.by for one in decided))
    context = {
        "decided": decided,
        "due": due,
        "names": names,
        "wrong": wrong,
        "kept": request.query_params.get("kept", ""),
        "decides": "administrator" in who.roles,
        "grace": GRACE.days,
        "most": MOST_YEARS,
    }
    return page(request, "pages/retention.html", context, UNUSABLE if wrong else 200)


# -- the calendar --------------------------------------------------------------------------------------


async def keep_clean() -> None:
    """Erase what is due, again and again."""
    while True:
        try:
            await run_in_threadpool(_erase_due)
        except Exception:
            log.exception("what is due could not be erased")
        await asyncio.sleep(DAILY)


def _erase_due() -> None:
    with database.session() as session:
        retention.erase_due(session, today())
