"""What is told about an assessment whose content was erased: when, why, by whom, and the trail that stays."""

from dataclasses import dataclass
from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse, Response
from sqlmodel import Session

from app.people import review
from app.people.access import Viewer, oversees
from app.people.subjects import erased_subject, may_know
from app.store import database
from app.store.erasing import erasures
from app.store.retention_tables import Erasure, RetentionPolicy
from app.web.access import Erased, identify
from app.web.pages import page

GONE = 410


@dataclass(frozen=True)
class Row:
    """An erased assessment, as a list shows it."""

    erasure: Erasure
    zone: str
    by: str  # name; empty where the calendar did it


def erased_rows(who: Viewer) -> list[Row]:
    """The erased assessments of organisations that the reader could read, the last first."""
    with database.session() as session:
        found = [one for one in erasures(session).values() if one.organisation_id and may_know(who, one)]
        zones, names = review.organisations(session), review.names(session, (one.by for one in found))
    rows = [Row(one, zones.get(one.organisation_id or "", ""), names.get(one.by, "")) for one in found]
    return sorted(rows, key=lambda row: row.erasure.at, reverse=True)


def told(request: Request, error: Exception) -> Response:
    """The page in place of every page of an erased assessment."""
    assert isinstance(error, Erased)
    if request.url.path.endswith(".json"):
        return JSONResponse({"errors": [f"erased on {error.erasure.at:%Y-%m-%d}"]}, status_code=GONE)
    with database.session() as session:
        return page(request, "pages/erased.html", _trail(session, identify(request), error.erasure), GONE)


def _trail(session: Session, who: Viewer, erasure: Erasure) -> dict[str, Any]:
    """What the reader may know: an overseer what happened from the first submission on."""
    given = oversees(who, erased_subject(erasure))
    story = review.story(session, erasure.assessment_id, given)
    ids = [erasure.by, *(one.by for one in story.steps), *(one.by for one in story.versions)]
    ids += [one.by for one in story.opinions]
    return {
        **vars(story),
        "erasure": erasure,
        "overseen": given,
        "policy": session.get(RetentionPolicy, erasure.policy) if erasure.policy else None,
        "zone": review.organisations(session).get(erasure.organisation_id or "", ""),
        "names": review.names(session, ids),
    }
