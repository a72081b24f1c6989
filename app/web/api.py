"""The same for programs: questions, rules and evaluations as JSON."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict

from app.assess.answers import parse_answers
from app.assess.evaluation import DateError
from app.assess.findings import Result
from app.pack import catalogue
from app.report import data
from app.web.access import EVERYBODY
from app.web.pages import today
from app.web.state import state_of

router = APIRouter(prefix="/api", tags=["api"], dependencies=[EVERYBODY])


class AnswersFile(BaseModel):
    """The answers file of docs/commands.md."""

    model_config = ConfigDict(extra="forbid")

    pack: str | None = None
    language: str | None = None
    answers: dict[str, Any]
    notes: dict[str, str] = {}


@router.get("/questions")
def questions(request: Request) -> Response:
    """Every question: id, kind, options, when, sources, texts."""
    return JSONResponse(catalogue.questions(state_of(request).packs))


@router.get("/rules")
def rules(request: Request) -> Response:
    """Every rule: id, finding, conditions, sources, dates, texts."""
    return JSONResponse(catalogue.rules(state_of(request).packs))


@router.post("/assess")
def assess(request: Request, file: AnswersFile, on: Annotated[date | None, Query()] = None) -> Response:
    """Evaluate answers on a date (default: today); nothing is kept."""
    packs = state_of(request).packs
    errors = []
    if file.pack not in (None, packs.source.pack):
        errors.append(f"pack: this service has {packs.source.pack}, not {file.pack}")
    language = file.language or packs.source.language
    if language not in packs:
        errors.append(f"language: the pack has {', '.join(packs)}, not {language}")
    answers, wrong = parse_answers(packs.source, file.answers)
    errors += map(str, wrong)
    errors += [f"notes.{name}: there is no such question" for name in file.notes if name not in packs.source.questions]
    if errors:
        return JSONResponse({"errors": errors}, status_code=422)
    try:
        result = Result(packs[language], answers, on or today())
    except DateError as error:
        return JSONResponse({"errors": [f"on: {error}"]}, status_code=422)
    return JSONResponse(data.evaluation(result))
