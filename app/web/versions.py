"""Frozen versions, read-only: what was concluded, the answers, the report as it was."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from app.pack.model import Pack
from app.people import versions
from app.people.access import oversees
from app.people.bans import open_bans
from app.people.review import names, submitted_numbers
from app.people.subjects import subject_of
from app.render.characters import named
from app.render.jobs import PdfJobs
from app.render.pdf import Drawing
from app.report.contents import contents
from app.store import answer_log, database, evidence
from app.store.answer_log import NotFound
from app.store.review_tables import Version
from app.web.access import READ, identify
from app.web.evidence import attachment
from app.web.pages import language_of, page
from app.web.state import Open, in_language, open_assessment, state_of

router = APIRouter(include_in_schema=False)
POLICY = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:; frame-ancestors 'none'"


def frame(opened: Open) -> dict[str, Any]:
    """What every page of an assessment needs."""
    return {"opened": opened, "result": opened.result, "base": f"/assessments/{opened.assessment.id}"}


def pack_at(request: Request, found: Version, language: str) -> Pack:
    """The questions and rules of a version in a language; the present ones where its own are no longer kept."""
    return in_language(state_of(request).packs_at(found.pack_identity), language)


@router.get("/assessments/{assessment_id}/versions/{number}", dependencies=[READ])
def read(request: Request, assessment_id: str, number: int) -> Response:
    """The findings, the impact and the answers of a version."""
    found = readable_version(request, assessment_id, number)
    opened = open_assessment(request, assessment_id, language_of(request))
    result = versions.result_of(found, pack_at(request, found, language_of(request)))
    with database.session() as session:
        by = names(session, [found.by])
    context = {
        "version": found,
        "frozen": contents(result),
        "open_bans": open_bans([result]),
        "same_rules": found.pack_identity == result.pack.identity,
        "by": by.get(found.by, ""),
    }
    return page(request, "pages/version.html", {**frame(opened), **context})


@router.get("/assessments/{assessment_id}/versions/{number}/report", dependencies=[READ])
def report(request: Request, assessment_id: str, number: int) -> HTMLResponse:
    """The report as it was, as a page."""
    html = versions.report_of(readable_version(request, assessment_id, number))
    return HTMLResponse(html, headers={"content-security-policy": POLICY})


@router.get("/assessments/{assessment_id}/versions/{number}/record.json", dependencies=[READ])
def record(request: Request, assessment_id: str, number: int) -> Response:
    """The answers and the conclusions that were frozen: the bytes of the integrity hash."""
    found = readable_version(request, assessment_id, number)
    headers = {"content-disposition": f'attachment; filename="waarborg-{assessment_id}-{number}.json"'}
    return Response(found.record, media_type="application/json", headers=headers)


@router.get("/assessments/{assessment_id}/versions/{number}/evidence/{sha256}", dependencies=[READ])
def evidence_file(request: Request, assessment_id: str, number: int, sha256: str) -> Response:
    """A file that the version names, though it may have been removed from the assessment since."""
    found = readable_version(request, assessment_id, number)
    with database.session() as session:
        return attachment(evidence.kept(session, found, sha256))


@router.get("/assessments/{assessment_id}/versions/{number}/pdf", dependencies=[READ])
def pdf(request: Request, assessment_id: str, number: int) -> Response:
    """The PDF; while it is made, a page that waits for it."""
    found = readable_version(request, assessment_id, number)
    path = versions.pdf_path(found)
    if not path.exists():
        return _drawn(request, assessment_id, versions.drawing_of(found), f"waarborg-{assessment_id}-{number}.pdf")
    return _pdf(path.read_bytes(), f"waarborg-{assessment_id}-{number}.pdf")


def draw_kept(jobs: PdfJobs, found: Version) -> None:
    """Draw the PDF of a version and keep it with the versions; returns when it is there, or has failed."""
    key = jobs.submit(versions.drawing_of(found))
    jobs.wait(key)
    if jobs.state(key) == "done":
        versions.keep_pdf(found, jobs.content(key))


def draw_document(request: Request, assessment_id: str, html: str, moment: datetime, name: str) -> Response:
    """A document about an assessment as PDF; while it is made, a page that waits for it."""
    return _drawn(request, assessment_id, Drawing(named(html), moment), name)


def _drawn(request: Request, assessment_id: str, wanted: Drawing, name: str) -> Response:
    jobs = state_of(request).pdf
    key = jobs.submit(wanted)
    if jobs.state(key) == "done":
        return _pdf(jobs.content(key), name)
    opened = open_assessment(request, assessment_id, language_of(request))
    context = {"state": jobs.state(key), "failure": jobs.failure(key)}
    return page(request, "pages/review-pdf.html", {**frame(opened), **context})


def _pdf(content: bytes, name: str) -> Response:
    headers = {"content-disposition": f'inline; filename="{name}"'}
    return Response(content, media_type="application/pdf", headers=headers)


def readable_version(request: Request, assessment_id: str, number: int) -> Version:
    """The version. Raises NotFound, for an overseer also where it was not submitted."""
    with database.session() as session:
        found = versions.version(session, assessment_id, number)
        subject = subject_of(answer_log.find(session, assessment_id))
        if oversees(identify(request), subject) and number not in submitted_numbers(session, assessment_id):
            raise NotFound(f"{assessment_id}/{number}")
    return found
