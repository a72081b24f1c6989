"""Evidence files of answers and of measures: added, downloaded, removed."""

from dataclasses import dataclass
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request, UploadFile
from fastapi.responses import FileResponse, RedirectResponse, Response

from app.people.names import known
from app.store import database, evidence
from app.store.answer_log import NotFound
from app.store.evidence import NoRoom
from app.store.together_tables import MEASURE_PLACE, EvidenceFile
from app.web.access import ANSWER, FOLLOW, FORBIDDEN, SEE_OTHER, identify
from app.web.pages import language_of, page
from app.web.state import Open, open_assessment
from app.web.upload import ENDINGS, MAX_FILE, UploadError, accepted
from app.web.virus import scan

router = APIRouter(include_in_schema=False)
MEGA = 1_000_000


@dataclass(frozen=True)
class Place:
    """What files can prove: an answer, or a measure that stands in the table of measures."""

    name: str
    title: str
    hints: tuple[str, ...] = ()  # what counts as evidence
    measure: bool = False
    listed: bool = True  # False: a measure that is no longer in the table; its files can still be read and removed


@router.get("/assessments/{assessment_id}/evidence/{place}", dependencies=[FOLLOW])
def of_place(request: Request, assessment_id: str, place: str) -> Response:
    """The files that prove an answer or a measure, and a place to add one."""
    return _page(request, assessment_id, place)


def _page(request: Request, assessment_id: str, name: str, error: str = "") -> Response:
    opened = open_assessment(request, assessment_id, language_of(request))
    place = _place(opened, name)
    with database.session() as session:
        files = evidence.of_assessment(session, assessment_id).get(name, [])
        removed = evidence.removed(session, assessment_id, name)
        ids = {one.by for one in files} | {one.removed_by for one in removed}
        people = known(session, ids, opened.assessment.organisation_id or "")
        staying = evidence.staying(session, assessment_id)
    context = {"opened": opened, "base": f"/assessments/{assessment_id}", "place": place, "files": files}
    context |= {"removed": removed, "people": people, "staying": staying, "error": error}
    context |= {"endings": ENDINGS, "megabytes": MAX_FILE // MEGA}
    return page(request, "pages/evidence.html", context, 422 if error else 200)


def _place(opened: Open, name: str) -> Place:
    """What the files at a place prove. Raises NotFound."""
    pack, impact = opened.result.pack, opened.result.impact
    if question := pack.questions.get(name):
        return Place(name, question.ask, question.evidence)
    for measure in pack.impact.measures if pack.impact else ():
        if name == f"{MEASURE_PLACE}{measure.id}":
            listed = impact is not None and measure in (row.measure for row in impact.measures)
            return Place(name, measure.title, measure=True, listed=listed)
    raise NotFound(name)


@router.post("/assessments/{assessment_id}/evidence/{place}", dependencies=[ANSWER])
def add(request: Request, assessment_id: str, place: str, file: UploadFile | None = None) -> Response:
    """Keep a file with what it proves; only for an organisation, which answers for what it keeps."""
    opened = open_assessment(request, assessment_id, language_of(request))
    organisation = opened.assessment.organisation_id
    if not organisation:
        raise HTTPException(FORBIDDEN)
    if not _place(opened, place).listed:
        raise NotFound(place)
    try:
        upload = accepted(file.filename or "", file.file.read(MAX_FILE + 1)) if file else accepted("", b"")
        scan(upload.content)
    except UploadError as error:
        return _page(request, assessment_id, place, error.code)
    wanted = EvidenceFile(
        assessment_id=assessment_id,
        organisation_id=organisation,
        question=place,
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
            return _page(request, assessment_id, place, "no-room")
    return RedirectResponse(f"/assessments/{assessment_id}/evidence/{place}", SEE_OTHER)


@router.get("/assessments/{assessment_id}/evidence/{place}/{file_id}", dependencies=[FOLLOW])
def download(assessment_id: str, place: str, file_id: int) -> Response:
    """The bytes of a file."""
    with database.session() as session:
        return attachment(evidence.find(session, assessment_id, file_id))


def attachment(found: EvidenceFile) -> FileResponse:
    """The bytes of a file, to be saved and never shown by the browser."""
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{quote(found.name, safe='')}",
        "content-security-policy": "default-src 'none'; sandbox",
        "x-content-type-options": "nosniff",
    }
    return FileResponse(evidence.path_of(found), media_type=found.media_type, headers=headers)


@router.post("/assessments/{assessment_id}/evidence/{place}/{file_id}/remove", dependencies=[ANSWER])
def remove(request: Request, assessment_id: str, place: str, file_id: int) -> Response:
    """Take a file away from what it proves."""
    with database.session() as session:
        evidence.remove(session, assessment_id, file_id, identify(request).person)
    return RedirectResponse(f"/assessments/{assessment_id}/evidence/{place}", SEE_OTHER)
