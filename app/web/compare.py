"""Two versions compared, or a version with the work of now or the law of today: because of the law, or of answers."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from app.assess.answers import Answers, parse_answers
from app.assess.difference import Difference
from app.assess.findings import Result
from app.assess.law_change import LawChange
from app.pack.model import Question
from app.people import review, versions
from app.people.access import oversees
from app.people.subjects import subject_of
from app.report.present import value_text
from app.report.record import answers_of
from app.store import database
from app.store.answer_log import NotFound
from app.web.access import READ, identify
from app.web.pages import language_of, page, today
from app.web.state import Open, in_language, open_assessment, state_of
from app.web.versions import frame, pack_at, readable_version
from app.web.wording import Said

router = APIRouter(include_in_schema=False)
NOW, TODAY = "now", "today"


@dataclass(frozen=True)
class Side:
    """One of the two: a version, the work of now, or the same answers by the law of today."""

    what: Literal["version", "now", "today"]
    number: int  # of the version; 0 for another side
    result: Result
    own_rules: bool  # whether it is worked out by the rules that it was made with


@router.get("/assessments/{assessment_id}/compare", dependencies=[READ])
def compare(
    request: Request,
    assessment_id: str,
    one: Annotated[int, Query(alias="from", ge=1)],
    other: Annotated[str, Query(alias="to")] = TODAY,
) -> Response:
    """What changed from a version to another, to the work of now, or by the law of today."""
    opened = open_assessment(request, assessment_id, language_of(request))
    before = _version(request, assessment_id, one)
    after = _other(request, opened, before, other)
    sides = (after, before) if 0 < after.number < before.number else (before, after)
    law, difference = _apart(sides[0].result, sides[1].result)
    overseer = oversees(identify(request), subject_of(opened.assessment))
    with database.session() as session:
        known = review.story(session, assessment_id, submitted_only=overseer).versions
    context = {
        "sides": sides,
        "law": law,
        "difference": difference,
        "changed": list(_changed(difference.before, difference.after)),
        "versions": known,
        "chosen": (one, other),
    }
    return page(request, "pages/compare-versions.html", {**frame(opened), **context})


def _version(request: Request, assessment_id: str, number: int) -> Side:
    found = readable_version(request, assessment_id, number)
    result = versions.result_of(found, pack_at(request, found, language_of(request)))
    return Side("version", number, result, result.pack.identity == found.pack_identity)


def _other(request: Request, opened: Open, before: Side, name: str) -> Side:
    """The other side. Raises NotFound, for an overseer also for the work of now."""
    if name == TODAY:
        served = in_language(state_of(request).packs, language_of(request))
        answers, _ = parse_answers(served, answers_of(before.result.answers))
        return Side("today", 0, Result(served, answers, today()), True)
    if name == NOW and not oversees(identify(request), subject_of(opened.assessment)):
        return Side("now", 0, opened.result, opened.own)
    if not name.isdecimal():
        raise NotFound(name)
    return _version(request, opened.assessment.id, int(name))


def _apart(before: Result, after: Result) -> tuple[LawChange | None, Difference]:
    """What the rules and the day move, shown on the old answers; then what other answers move by the new rules."""
    if (before.pack.identity, before.on) == (after.pack.identity, after.on):
        return None, Difference(before, after)
    answers, lost = parse_answers(after.pack, answers_of(before.answers))
    between = Result(after.pack, answers, after.on)
    return LawChange(before, between, lost), Difference(between, after)


def _changed(before: Result, after: Result) -> Iterator[tuple[Question, Said, Said]]:
    for question in after.pack.questions.values():
        said = [_said(question, one.answers, after.pack.language) for one in (before, after)]
        if said[0] != said[1]:
            yield question, said[0], said[1]


def _said(question: Question, answers: Answers, language: str) -> Said:
    answer = answers.get(question.id)
    if answer is None:
        return Said(value_text(question, None, language))
    return Said(value_text(question, answer.value, language), answer.note, answer.source)
