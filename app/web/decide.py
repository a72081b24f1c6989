"""The overseer gives an opinion; the controller decides."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from app.people import decide as rules
from app.people import review, versions
from app.people.bans import bans, coming_bans, may_come, open_bans
from app.people.decide import NewCondition, Ruling
from app.people.review import MoveError
from app.people.subjects import subject_of
from app.people.workflow import moves
from app.render.documents import document
from app.store import database
from app.store.answer_log import NotFound
from app.store.review_tables import Opinion
from app.web.access import READ, SEE_OTHER, Allow, identify
from app.web.pages import language_of, page
from app.web.review import UNUSABLE, Wrong
from app.web.state import by_present_law, open_assessment, state_of
from app.web.versions import POLICY, draw_document, frame, pack_at

router = APIRouter(include_in_schema=False)
ROWS = 5  # of conditions and of points on the form
OPINE, DECIDE = Depends(Allow("opine")), Depends(Allow("decide"))


# -- the opinion ----------------------------------------------------------------------------------------


@router.get("/assessments/{assessment_id}/review/opinion", dependencies=[OPINE])
def write_opinion(request: Request, assessment_id: str) -> Response:
    """The form of an opinion."""
    return _opinion_form(request, assessment_id)


def _opinion_form(
    request: Request, assessment_id: str, wrong: Wrong | None = None, points: list[str] | None = None
) -> Response:
    opened = open_assessment(request, assessment_id, language_of(request))
    given = points or []
    rows = [*given, *[""] * (ROWS - len(given))]
    context = {"conclusions": rules.CONCLUSIONS, "wrong": wrong, "points": rows}
    return page(request, "pages/opinion.html", {**frame(opened), **context}, UNUSABLE if wrong else 200)


@router.post("/assessments/{assessment_id}/review/opinion", dependencies=[OPINE])
def give_opinion(
    request: Request,
    assessment_id: str,
    language: Annotated[str, Form()] = "",
    conclusion: Annotated[str, Form()] = "",
    summary: Annotated[str, Form()] = "",
    points: Annotated[list[str], Form()] = [],  # noqa: B006
) -> Response:
    """Give the opinion."""
    chosen = language if language in state_of(request).packs else language_of(request)
    who = identify(request)
    try:
        with database.session() as session:
            by = who.person, who.organisation
            rules.opine(session, assessment_id, by, chosen, conclusion, summary, points)
            session.commit()
    except MoveError as error:
        entered = {"conclusion": conclusion, "summary": summary, "language": chosen}
        return _opinion_form(request, assessment_id, Wrong(error.field, error.code, entered), points)
    return RedirectResponse(f"/assessments/{assessment_id}/review#opinions", SEE_OTHER)


@router.get("/assessments/{assessment_id}/opinions/{number}", dependencies=[READ])
def opinion(request: Request, assessment_id: str, number: int) -> HTMLResponse:
    """The opinion as a document to read or print, in its own language."""
    return HTMLResponse(_document(request, assessment_id, number)[0], headers={"content-security-policy": POLICY})


@router.get("/assessments/{assessment_id}/opinions/{number}/pdf", dependencies=[READ])
def opinion_pdf(request: Request, assessment_id: str, number: int) -> Response:
    """The opinion as PDF; while it is made, a page that waits for it."""
    html, moment = _document(request, assessment_id, number)
    return draw_document(request, assessment_id, html, moment, f"waarborg-opinion-{assessment_id}-{number}.pdf")


def _document(request: Request, assessment_id: str, number: int) -> tuple[str, datetime]:
    with database.session() as session:
        found = session.get(Opinion, number)
        if found is None or found.assessment_id != assessment_id:
            raise NotFound("opinion")
        version = versions.version(session, assessment_id, found.version)
        organisations = review.organisations(session)
        opened = open_assessment(request, assessment_id, found.language)
        context = {
            "opinion": found,
            "version": version,
            "frozen": versions.result_of(version, pack_at(request, version, found.language)),
            "overseer": organisations.get(found.organisation_id, ""),
            "addressee": organisations.get(opened.assessment.organisation_id or "", ""),
            "by": review.names(session, [found.by]).get(found.by, ""),
        }
    return document("opinion", pack_at(request, version, found.language), context), found.at


# -- the decision -----------------------------------------------------------------------------------------


@router.get("/assessments/{assessment_id}/review/decide", dependencies=[DECIDE])
def before_deciding(request: Request, assessment_id: str) -> Response:
    """The decisions that are possible, and what they need."""
    return _decision_form(request, assessment_id)


def _decision_form(
    request: Request,
    assessment_id: str,
    wrong: Wrong | None = None,
    conditions: Sequence[NewCondition] = (),
    accepted: frozenset[str] = frozenset(),
) -> Response:
    opened = open_assessment(request, assessment_id, language_of(request))
    with database.session() as session:
        opinions = review.opinions_of(session, assessment_id)
        blocked = rules.blocked(session, assessment_id, opened.result)
        organisations = review.organisations(session)
    law = by_present_law(request, opened)
    context = {
        "choices": [one for one in moves(identify(request), subject_of(opened.assessment)) if one.how == "decide"],
        "blocked": blocked,
        "bans": bans(law),
        "open_bans": open_bans(law),
        "coming_bans": coming_bans(law),
        "may_come": may_come(law),
        "unmet": rules.unmet(opened.result),
        "approvals": rules.APPROVALS,
        "advice": rules.advice_of(opened.result),
        "opinions": opinions,
        "organisations": organisations,
        "conditions": [*conditions, *[NewCondition("", "", "")] * (ROWS - len(conditions))],
        "accepted": accepted,
        "wrong": wrong,
    }
    return page(request, "pages/decide.html", {**frame(opened), **context}, UNUSABLE if wrong else 200)


@router.post("/assessments/{assessment_id}/review/decide", dependencies=[DECIDE])
async def decide(request: Request, assessment_id: str) -> Response:
    """Decide."""
    return await run_in_threadpool(_decide, request, assessment_id, await request.form())


def _decide(request: Request, assessment_id: str, form: FormData) -> Response:
    def entered(name: str) -> str:
        return str(form.get(name) or "")

    fields = ("condition", "owner", "deadline")
    conditions = [NewCondition(*(entered(f"{field}-{number}") for field in fields)) for number in range(ROWS)]
    opened = open_assessment(request, assessment_id, language_of(request))
    departs = entered("departs") if entered("follows") == "no" else None
    accepted = frozenset(map(str, form.getlist("accepted")))
    try:
        if rules.advice_of(opened.result) and entered("follows") not in ("yes", "no"):
            raise MoveError("follows", "option")
        with database.session() as session:
            ruling = Ruling(entered("decision"), entered("reason"), departs, conditions, accepted)
            rules.decide(session, assessment_id, by_present_law(request, opened), identify(request).person, ruling)
            session.commit()
    except MoveError as error:
        names = ("decision", "reason", "follows", "departs")
        wrong = Wrong(error.field, error.code, {name: entered(name) for name in names})
        return _decision_form(request, assessment_id, wrong, conditions, accepted)
    return RedirectResponse(f"/assessments/{assessment_id}/review", SEE_OTHER)
