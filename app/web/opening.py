"""Open what somebody sends: a report (PDF) or an answers file becomes a new assessment. Untrusted input."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, UploadFile
from fastapi.responses import Response

from app.assess.answer_file import MAX_BYTES, checked_answer_file
from app.assess.answers import AnswerError, Answers, parse_answers
from app.pack.load import Packs
from app.pack.problem import PackError
from app.pack.read_yaml import parse_yaml
from app.render.attachment import MAX_PDF, AttachmentError, carried
from app.report.record import RecordError, is_whole, parse_record
from app.web.access import EVERYBODY, begin
from app.web.pages import language_of, page
from app.web.state import state_of

router = APIRouter(include_in_schema=False)


class Unusable(Exception):
    """The file cannot become an assessment. `key` names the words for the reader; `details` say where."""

    def __init__(self, key: str, details: list[str] | None = None) -> None:
        self.key, self.details = key, details or []


@router.get("/open", dependencies=[EVERYBODY])
def choose(request: Request) -> Response:
    """Choose a file."""
    return page(request, "pages/open.html", {"error": None})


@router.post("/open", dependencies=[EVERYBODY])
def open_file(request: Request, file: UploadFile | None = None, leave_out: Annotated[str, Form()] = "") -> Response:
    """Make an assessment of the file, whole or not at all; what does not fit is left out only if asked for."""
    packs = state_of(request).packs
    name = (file.filename if file else "") or ""
    try:
        answers, misfits, language = _read(packs, file.file.read(MAX_PDF + 1) if file else b"", name)
        if misfits and not leave_out:
            raise Unusable("open-misfits", [str(error) for error in misfits])
        if not answers:
            raise Unusable("open-nothing")
    except Unusable as error:
        return page(request, "pages/open.html", {"error": error, "file": name}, 422)
    pack = packs[language if language in packs else language_of(request)]
    return begin(request, pack, answers, "/answers")


def _read(packs: Packs, content: bytes, name: str) -> tuple[Answers, list[AnswerError], str]:
    """The answers that fit, those that do not, and the language. Raises Unusable."""
    if not content:
        raise Unusable("open-no-file")
    if content.startswith(b"%PDF-") or name.lower().endswith(".pdf"):
        return _from_report(packs, content)
    if len(content) > MAX_BYTES:
        raise Unusable("open-too-large")
    try:
        found = parse_yaml(content.decode("utf-8"), name or "?")
        return checked_answer_file(packs, found, name or "?")
    except UnicodeDecodeError as error:
        raise Unusable("open-not-text") from error
    except PackError as error:
        raise Unusable("open-not-answers", [str(problem) for problem in error.problems]) from error


def _from_report(packs: Packs, content: bytes) -> tuple[Answers, list[AnswerError], str]:
    try:
        record = parse_record(carried(content))
    except AttachmentError as error:
        raise Unusable(f"open-{error.code}") from error
    except RecordError as error:
        raise Unusable("open-damaged", [str(error)]) from error
    if not is_whole(record):
        raise Unusable("open-changed")
    if record.pack != packs.source.pack:
        raise Unusable("open-other-pack", [record.pack])
    answers, errors = parse_answers(packs.source, record.answers)
    return answers, errors, record.language
