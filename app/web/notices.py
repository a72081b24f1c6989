"""What somebody should know: submitted, asked, answered, decided, due."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from app.people import review
from app.people.access import may, oversees
from app.people.subjects import may_know, subject_of
from app.people.versions import version
from app.report.words import word
from app.store import answer_log, database
from app.store.retention_tables import Erasure
from app.store.review_tables import Notice
from app.web.access import SEE_OTHER, identify, signed_in
from app.web.pages import WORDS, language_of, page
from app.web.start import own_path
from app.web.state import outline_of, state_of

router = APIRouter(include_in_schema=False)
SIGNED_IN = Depends(signed_in)


@router.get("/notices", dependencies=[SIGNED_IN])
def show(request: Request) -> Response:
    """The reader's notices, newest first; those about what they may no longer read are left out."""
    who = identify(request)
    with database.session() as session:
        rows = []
        titles: dict[str, str | None] = {}
        for notice in review.notices_of(session, who.person):
            if notice.assessment_id not in titles:
                titles[notice.assessment_id] = _title(request, notice.assessment_id)
            title = titles[notice.assessment_id]
            if title is not None:
                rows.append((notice, title))
        names = review.names(session, {notice.by for notice, _ in rows})
    return page(request, "pages/notices.html", {"rows": rows, "names": names})


def _title(request: Request, assessment_id: str) -> str | None:
    """The name of the system, empty where it has none; None where the reader may not read it."""
    who = identify(request)
    with database.session() as session:
        if erasure := session.get(Erasure, assessment_id):
            named = erasure.title or word("erased-unnamed", language_of(request), WORDS)
            return named if may_know(who, erasure) else None
        found = answer_log.find(session, assessment_id)
        if not may(who, "read", subject_of(found)):
            return None
        if oversees(who, subject_of(found)):
            return str(version(session, assessment_id, found.submitted).summary["title"])
        return outline_of(state_of(request), session, found, language_of(request)).title


@router.post("/notices/read", dependencies=[SIGNED_IN])
def read(
    request: Request, notice: Annotated[list[int], Form()] = [], back: Annotated[str, Form()] = "/notices"  # noqa: B006
) -> Response:
    """Mark notices as read, and go to what one of them is about."""
    who = identify(request)
    with database.session() as session:
        for number in notice[:500]:
            found = session.get(Notice, number)
            if found is not None and found.person_id == who.person:
                found.read = True
                session.add(found)
        session.commit()
    return RedirectResponse(own_path(back), SEE_OTHER)
