"""Handouts: a worked case on two pages."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.render.handouts import handout_drawing
from app.store.answer_log import NotFound
from app.web.access import EVERYBODY
from app.web.drawn import drawn
from app.web.pages import language_of, today
from app.web.state import state_of

router = APIRouter(include_in_schema=False)


@router.get("/cases/{case_id}/handout.pdf", dependencies=[EVERYBODY])
def handout(request: Request, case_id: str, lang: str = "") -> Response:
    """The handout of a case, in the reader's language or in the one that is asked for."""
    state, language = state_of(request), lang or language_of(request)
    if language not in state.packs or case_id not in state.packs[language].cases:
        raise NotFound(case_id)
    case, result = state.packs[language].cases[case_id], state.case_result(case_id, language, today())
    return drawn(request, handout_drawing(case, result), f"{case_id}-{language}.pdf")
