"""Worked cases: look at one, and open it as an assessment of one's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.assess.findings import Result
from app.check.cases import answers_of
from app.pack.case import Case, CaseAnswer, CaseFact
from app.pack.model import Pack
from app.report.contents import AnswerRow, answer_row, finding_row
from app.report.gallery import right_titles, verdicts
from app.store.answer_log import NotFound
from app.web.access import EVERYBODY, begin
from app.web.alike import alike
from app.web.pages import language_of, page, today
from app.web.state import state_of

router = APIRouter(include_in_schema=False)


BASES = ("documented", "claimed", "assumed", "unknown")


@dataclass(frozen=True)
class Basis:
    """What rests on the same basis: facts by the source that states them, and answers."""

    id: str
    facts: Mapping[str, tuple[CaseFact, ...]]  # source (its id, or nothing) -> facts
    answers: tuple[tuple[AnswerRow, CaseAnswer], ...]


@router.get("/cases/{case_id}", dependencies=[EVERYBODY])
def show(request: Request, case_id: str) -> Response:
    """One case: what is documented, claimed and assumed, what follows, and what is like it."""
    state = state_of(request)
    pack = state.packs[language_of(request)]
    case = _case(pack, case_id)
    result = _result(pack, case)
    expected = [
        (finding_row(result, result.finding(rule)), expectation)
        for rule, expectation in case.expects.items()
        if rule in pack.rules
    ]
    answers = [
        (answer_row(result, question), case.every_answer[name])
        for name, question in pack.questions.items()
        if name in case.every_answer
    ]
    told = case.texts.keys() | case.tables.keys()  # in our words, from the facts
    context = {
        "case": case,
        "result": result,
        "expected": expected,
        "bases": [_basis(case, basis, [one for one in answers if one[0].question.id not in told]) for basis in BASES],
        "told": [one for one in answers if one[0].question.id in told],
        "cards": [card for card in pack.cards.values() if case_id in card.see],
        "judged": verdicts(result),
        "right_titles": right_titles(pack),
        "change_base": f"/cases/{case_id}",
        "alike": alike(state, result, leave_out=case_id),
    }
    return page(request, "pages/case.html", context)


def _basis(case: Case, basis: str, answers: Sequence[tuple[AnswerRow, CaseAnswer]]) -> Basis:
    facts: dict[str, tuple[CaseFact, ...]] = {}
    for fact in case.facts:
        if fact.basis == basis:
            source = fact.source.instrument if fact.source else ""
            facts[source] = (*facts.get(source, ()), fact)
    return Basis(basis, facts, tuple(one for one in answers if one[1].basis == basis))


@router.post("/cases/{case_id}/open", dependencies=[EVERYBODY])
def open_copy(request: Request, case_id: str) -> Response:
    """A new assessment that begins with the answers of the case."""
    pack = state_of(request).packs[language_of(request)]
    answers, _ = answers_of(pack, _case(pack, case_id))
    return begin(request, pack, answers, "/findings")


def _case(pack: Pack, case_id: str) -> Case:
    if case_id not in pack.cases:
        raise NotFound(case_id)
    return pack.cases[case_id]


def _result(pack: Pack, case: Case) -> Result:
    return Result(pack, answers_of(pack, case)[0], today())
