"""The report: choose language and date, read it, have its PDF made."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.assess.evaluation import DateError
from app.people.access import oversees
from app.people.subjects import subject_of
from app.people.told import told
from app.render.formats import FORMATS
from app.render.html import report_html
from app.render.pdf import drawing
from app.report.contents import Contents, contents
from app.store import database
from app.store.answer_log import NotFound
from app.web.access import READ, SEE_OTHER, identify
from app.web.pages import language_of, page, today
from app.web.state import open_assessment, state_of

router = APIRouter(include_in_schema=False)
DOWNLOADS = ("docx", "xlsx", "csv", "json")  # made while the reader waits; a PDF takes longer and is made by a worker


@router.get("/assessments/{assessment_id}/report", dependencies=[READ])
def choose(request: Request, assessment_id: str) -> Response:
    """What the report will say it is, and the formats."""
    return _choose(request, assessment_id, today().isoformat(), None)


def _choose(request: Request, assessment_id: str, on: str, error: str | None) -> Response:
    opened = open_assessment(request, assessment_id, language_of(request))
    base = f"/assessments/{assessment_id}"
    context = {"opened": opened, "result": opened.result, "base": base, "on": on, "error": error}
    return page(request, "pages/report.html", context, 422 if error else 200)


@router.post("/assessments/{assessment_id}/report", dependencies=[READ])
def make(
    request: Request,
    assessment_id: str,
    language: Annotated[str, Form()],
    on: Annotated[str, Form()],
    how: Annotated[str, Form()] = "pdf",
) -> Response:
    """Show the report as a page, or begin to make its PDF."""
    try:
        moment = date.fromisoformat(on)
        wanted = _contents(request, assessment_id, language, moment)
    except DateError:
        return _choose(request, assessment_id, on, "date-outside")
    except ValueError:
        return _choose(request, assessment_id, on, "error-date")
    base = f"/assessments/{assessment_id}/report"
    if how == "html":
        return RedirectResponse(f"{base}/{wanted.language}/{moment.isoformat()}", SEE_OTHER)
    if how in DOWNLOADS:
        return RedirectResponse(f"{base}/{wanted.language}/{moment.isoformat()}/{how}", SEE_OTHER)
    key = state_of(request).pdf.submit(drawing(wanted))
    return RedirectResponse(f"{base}/pdf/{key}", SEE_OTHER)


@router.get("/assessments/{assessment_id}/report/pdf/{key}", dependencies=[READ])
def progress(request: Request, assessment_id: str, key: str) -> Response:
    """Whether the PDF is being made, made, or failed and why."""
    opened = open_assessment(request, assessment_id, language_of(request))
    jobs = state_of(request).pdf
    try:
        state = jobs.state(key)
    except FileNotFoundError as error:
        raise NotFound(key) from error
    base = f"/assessments/{assessment_id}"
    context = {"opened": opened, "base": base, "key": key, "state": state, "failure": jobs.failure(key)}
    part = request.headers.get("hx-request") == "true"
    return page(request, "parts/pdf.html" if part else "pages/pdf.html", context)


@router.get("/assessments/{assessment_id}/report/pdf/{key}/file", dependencies=[READ])
def download(request: Request, assessment_id: str, key: str) -> Response:
    """The bytes of a finished PDF."""
    opened = open_assessment(request, assessment_id, language_of(request))
    try:
        content = state_of(request).pdf.content(key)
    except FileNotFoundError as error:
        raise NotFound(key) from error
    headers = {"content-disposition": f'inline; filename="waarborg-{opened.assessment.id}.pdf"'}
    return Response(content, media_type="application/pdf", headers=headers)


@router.get("/assessments/{assessment_id}/report/{language}/{on}", dependencies=[READ])
def as_page(request: Request, assessment_id: str, language: str, on: date) -> HTMLResponse:
    """The report as one HTML document, with the styles that it carries."""
    try:
        html = report_html(_contents(request, assessment_id, language, on))
    except DateError as error:
        raise NotFound(on.isoformat()) from error
    policy = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:; frame-ancestors 'none'"
    return HTMLResponse(html, headers={"content-security-policy": policy})


@router.get("/assessments/{assessment_id}/report/{language}/{on}/{ending}", dependencies=[READ])
def download_as(request: Request, assessment_id: str, language: str, on: date, ending: str) -> Response:
    """The report as a Word document, the action plan and findings as a workbook or CSV."""
    if ending not in DOWNLOADS:
        raise NotFound(ending)
    try:
        wanted = _contents(request, assessment_id, language, on)
    except DateError as error:
        raise NotFound(on.isoformat()) from error
    chosen = FORMATS[ending]
    headers = {"content-disposition": f'attachment; filename="waarborg-{assessment_id}.{ending}"'}
    return Response(chosen.make(wanted), media_type=chosen.media_type, headers=headers)


def _contents(request: Request, assessment_id: str, language: str, on: date) -> Contents:
    if language not in state_of(request).packs:
        raise NotFound(language)
    opened = open_assessment(request, assessment_id, language, on)
    overseer = oversees(identify(request), subject_of(opened.assessment))
    with database.session() as session:
        review = told(session, assessment_id, submitted_only=overseer, pack=opened.result.pack)
    return contents(opened.result, review)
