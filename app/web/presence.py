"""Who has an assessment open: kept for two minutes in the memory of this process, and nowhere else."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from app.people.names import known
from app.store import answer_log, database
from app.web.access import FOLLOW, identify
from app.web.pages import page
from app.web.state import state_of

router = APIRouter(include_in_schema=False)


@router.get("/assessments/{assessment_id}/presence", dependencies=[FOLLOW])
def presence(request: Request, assessment_id: str, since: Annotated[float, Query(ge=0, le=4e9)]) -> Response:
    """Who else has it open, and how many answers others changed since the page was shown; part of a page."""
    who, seen = identify(request), state_of(request).presence
    if who.signed_in:
        seen.note(assessment_id, who.person)
    others = seen.here(assessment_id) - {who.person}
    with database.session() as session:
        organisation = answer_log.find(session, assessment_id).organisation_id or ""
        people = sorted(known(session, others, organisation).values(), key=lambda one: one.name)
        changed = answer_log.changed_by_others(
            session, assessment_id, who.person, datetime.fromtimestamp(since, UTC)
        )
    context = {"base": f"/assessments/{assessment_id}", "here": people, "changed": changed, "since": since}
    return page(request, "parts/presence.html", context)
