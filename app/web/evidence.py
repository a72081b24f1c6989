"""Evidence files of answers: added, downloaded, removed."""

from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request, UploadFile
from fastapi.responses import FileResponse, RedirectResponse, Response

from app.people.names import known
from app.store import database, evidence
from app.store.answer_log import NotFound
from app.store.evidence import NoRoom
from app.store.together_tables import EvidenceFile
from app.web.access import ANSWER, FOLLOW, FORBIDDEN, SEE_OTHER, identify
from app.web.pages import language_of, page
from app.web.state import open_assessment
from app.web.upload import ENDINGS, MAX_FILE, UploadError, accepted
from app.web.virus import scan

router = APIRouter(include_in_schema=False)
MEGA = 1_000_000


@router.get("/assessments/{assessment_id}/evidence/{question_id}", dependencies=[FOLLOW])
def of_question(request: Request, assessment_id: str, question_id: str) -> Response:
    """The files that prove an answer, and a place to add one."""
    return _page(request, assessment_id, question_id)


def _page(request: Request, assessment_id: str, question_id: str, error: str = "") -> Response:
    opened = open_assessment(request, assessment_id, language_of(request))
    question = opened.result.pack.questions.get(question_id)
    if question is None:
        raise NotFound(question_id)
    with database.session() as session:
        files = evidence.of_assessment(session, assessment_id).get(question_id, [])
        removed = evidence.removed(session, assessment_id, question_id)
        ids = {one.by for one in files} | {one.removed_by for one in removed}
        people = known(session, ids, opened.assessment.organisation_id or "")
    context = {"opened": opened, "base": f"/assessments/{assessment_id}", "question": question, "files": files}
    context |= {"removed": removed, "people": people, "error": error, "endings": ENDINGS, "megabytes": MAX_FILE // MEGA}
    return page(request, "pages/evidence.html", context, 422 if error else 200)


@router.post("/assessments/{assessment_id}/evidence/{question_id}", dependencies=[ANSWER])
def add(request: Request, assessment_id: str, question_id: str, file: UploadFile) -> Response:
    """Keep a file with an answer; only for an organisation, which answers for what it keeps."""
    opened = open_assessment(request, assessment_id, language_of(request))
    organisation = opened.assessment.organisation_id
    if not organisation:
        raise HTTPException(FORBIDDEN)
    if question_id not in opened.result.pack.questions:
        raise NotFound(question_id)
    try:
        upload = accepted(file.filename or "", file.file.read(MAX_FILE + 1))
        scan(upload.content)
    except UploadError as error:
        return _page(request, assessment_id, question_id, error.code)
    wanted = EvidenceFile(
        assessment_id=assessment_id,
        organisation_id=organisation,
        question=question_id,
        name=upload.name,
        media_type=upload.media_type,
        sha256="",
        size=0,
        by=identify(request).person,
    )
    with database.session() as session:
        try:
            evidence.add(session, wanted, upload.content)
        except NoRoom:
            return _page(request, assessment_id, question_id, "no-room")
    return RedirectResponse(f"/assessments/{assessment_id}/evidence/{question_id}", SEE_OTHER)


@router.get("/assessments/{assessment_id}/evidence/{question_id}/{file_id}", dependencies=[FOLLOW])
def download(assessment_id: str, question_id: str, file_id: int) -> Response:
    """The bytes of a file, to be saved and never shown by the browser."""
    with database.session() as session:
        found = evidence.find(session, assessment_id, file_id)
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{quote(found.name, safe='')}",
        "content-security-policy": "default-src 'none'; sandbox",
        "x-content-type-options": "nosniff",
    }
    return FileResponse(evidence.path_of(found), media_type=found.media_type, headers=headers)


@router.post("/assessments/{assessment_id}/evidence/{question_id}/{file_id}/remove", dependencies=[ANSWER])
def remove(request: Request, assessment_id: str, question_id: str, file_id: int) -> Response:
    """Take a file away from an answer."""
    with database.session() as session:
        evidence.remove(session, assessment_id, file_id, identify(request).person)
    return RedirectResponse(f"/assessments/{assessment_id}/evidence/{question_id}", SEE_OTHER)
